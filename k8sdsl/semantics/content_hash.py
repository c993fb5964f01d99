"""The hash of a ConfigMap's or Secret's content that is appended to its name; answers for kustomize's hasher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_GO_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_LETTERS = str.maketrans("013ae", "ghkmt")
HASH_LENGTH = 10
HASH_LETTERS = frozenset("bcdfghkmt2456789")
"""The digits of a hash: those of a hexadecimal number, some of them written as letters."""


def content_hash(tree: Tree) -> str:
    """Ten letters and digits that change whenever the content does, without vowels so that they form no words."""
    from hashlib import sha256

    return sha256(go_json(_content(tree)).encode()).hexdigest()[:HASH_LENGTH].translate(_LETTERS)


def _content(tree: Tree) -> Tree:
    kind = tree.get("kind")
    # kustomize intends to hash the name as well, but reads it from a field `metadata/name`, which never exists
    content: Tree = {"kind": kind, "name": "", "data": _part(tree, "data")}
    if kind == "ConfigMap":
        optional = "binaryData"
    elif kind == "Secret":
        content["type"] = _part(tree, "type")
        optional = "stringData"
    else:
        return tree
    if isinstance(tree.get(optional), dict):
        content[optional] = tree[optional]
    return content


def _part(tree: Tree, field: str) -> Any:
    value = tree.get(field)
    return "" if value is None else value


def go_json(value: Any) -> str:
    """A value as Go's encoding/json writes it: sorted keys, no spaces, and HTML's special characters escaped."""
    from json import dumps

    text = dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character, escape in _GO_ESCAPES.items():
        if character in text:
            text = text.replace(character, escape)
    return text
