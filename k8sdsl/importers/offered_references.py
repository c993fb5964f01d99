"""Fields of custom kinds that look like references, as rows for `[[tool.k8sdsl.references]]` that a user confirms.

Nothing is guessed silently: `secretName` may name a Secret that the operator reads, or one that it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.references.table import fields_of
from k8sdsl.tree import get, map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.tree import Tree

_NAMED = (
    *(("configmapkeyref", "ConfigMap"), ("configmapref", "ConfigMap"), ("configmapname", "ConfigMap")),
    *(("secretkeyref", "Secret"), ("secretkeyselector", "Secret"), ("secretref", "Secret"), ("secretname", "Secret")),
    *(
        ("imagepullsecrets", "Secret"),
        ("serviceaccountname", "ServiceAccount"),
        ("serviceaccountref", "ServiceAccount"),
    ),
    *(("claimname", "PersistentVolumeClaim"), ("servicename", "Service"), ("serviceref", "Service")),
    *(("storageclassname", "StorageClass"), ("priorityclassname", "PriorityClass")),
    *(("runtimeclassname", "RuntimeClass"), ("ingressclassname", "IngressClass")),
)
"""The ends of names of fields, in lowercase, and the kind that such a field names."""
_BELOW = ("name", "namespace", "key", "optional")
_DEEPEST = 40


def offered_references(definitions: Iterable[Tree]) -> str:
    """Rows for the fields of definitions that look like references and are in no table, as TOML; empty if none are."""
    rows = dict.fromkeys(row for tree in definitions for row in _rows(tree))
    return "\n".join("[[tool.k8sdsl.references]]\n" + "".join(f'{k} = "{v}"\n' for k, v in row) for row in rows)


OfferedRow = tuple[tuple[str, str], ...]


def _rows(definition: Tree) -> Iterator[OfferedRow]:
    spec = map_of(definition.get("spec"))
    kind, group = str(get(spec, ("names", "kind"))), str(spec.get("group"))
    if definition.get("kind") != "CustomResourceDefinition" or not (_is_word(kind) and _is_word(group)):
        return
    known = {row.path.replace("/", ".") for row in fields_of(kind, group)}
    for _, version in maps_in(spec.get("versions")):
        schema = map_of(get(version, ("schema", "openAPIV3Schema")))
        body = map_of(map_of(schema.get("properties")).get("spec"))
        for path, named, below in _references(body, ("spec",)):
            if path not in known:
                fields = (("kind", f"{kind}.{group}"), ("path", path), ("refers-to", named))
                yield (*fields, *((step, step) for step in below))


def _references(schema: Tree, path: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The path of each field that looks like a reference, the kind that it names, and what it has below."""
    properties = map_of(schema.get("properties"))
    if "containers" in properties or len(path) > _DEEPEST:  # the spec of pods, which has rows of its own
        return
    for step, value in properties.items():
        if type(value) is not dict or not _is_word(step) or "." in step:
            continue
        inner = map_of(value.get("items")) if value.get("type") == "array" else value
        below = map_of(inner.get("properties"))
        named = next((kind for end, kind in _NAMED if str(step).lower().endswith(end)), None)
        where = (*path, str(step))
        if named is not None and inner.get("type") == "string":
            yield ".".join(where), named, ()
        elif named is not None and "name" in below:
            yield ".".join(where), named, tuple(one for one in _BELOW if one in below)
        else:
            yield from _references(inner, where)


def _is_word(text: object) -> bool:
    """Whether a text consists of letters, digits, hyphens and dots, so that TOML needs no escapes for it."""
    return type(text) is str and text.isascii() and text.replace("-", "").replace(".", "").isalnum()
