"""The annotation in which a client-side apply keeps the whole object, and the objects that are too large for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.server.rules.meta import ANNOTATIONS_LIMIT

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_OF_THE_CONTROLLER = 4096
"""Bytes for what a controller adds itself, such as its tracking id, which the annotation repeats."""
_LONGEST_ESCAPE = 6
_ESCAPED = "<>&\u2028\u2029"


def is_too_large(tree: Tree) -> bool:
    """Whether a client-side apply of an object is refused for the size of its annotations.

    It answers for `GetModifiedConfiguration` of kubectl, whose JSON becomes the value of
    `kubectl.kubernetes.io/last-applied-configuration`, and for `ValidateAnnotationsSize` of the API server.
    """
    limit = ANNOTATIONS_LIMIT - _OF_THE_CONTROLLER
    if len(repr(tree)) * _LONGEST_ESCAPE < limit:  # most objects: this is several times faster than JSON
        return False
    return _json_size(tree) + _annotations_size(tree) > limit


def _json_size(tree: Tree) -> int:
    """The bytes of an object as Go writes its JSON, which escapes more than Python does."""
    text = json.dumps(tree, separators=(",", ":"), ensure_ascii=False)
    escapes = sum(text.count(character) * (_LONGEST_ESCAPE - len(character.encode())) for character in _ESCAPED)
    return len(text.encode("utf-8", "surrogatepass")) + escapes


def _annotations_size(tree: Tree) -> int:
    annotations: Any = (tree.get("metadata") or {}).get("annotations") or {}
    return sum(len(str(part).encode("utf-8", "surrogatepass")) for pair in annotations.items() for part in pair)
