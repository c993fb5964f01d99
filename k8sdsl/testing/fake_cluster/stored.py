"""One object of a fake cluster, with the managers of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from k8sdsl.identity import ObjectRef
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.decoding import Decoder
from k8sdsl.server.applying.field_set import FieldSet, field_set
from k8sdsl.server.applying.merging import merge
from k8sdsl.server.applying.pruning import drop_emptied, prune
from k8sdsl.server.applying.shapes import deduced
from k8sdsl.server.applying.typed import shape_of
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.server.applying.shapes import PartKey, Shape
    from k8sdsl.tree import Tree


class StoredObject:
    """An object as the server keeps it; `applied` is what each manager applied last."""

    def __init__(self, tree: Tree, applied: dict[str, Tree], version: int, minor: int) -> None:
        self.applied = applied
        self._minor = minor
        self._shape = _shape(tree)
        self.tree = self._complete(tree, version)

    @classmethod
    def created(cls, tree: Tree, manager: str, version: int, minor: int) -> StoredObject:
        """A new object that one manager applied."""
        return cls(copy_tree(tree), {manager: copy_tree(tree)}, version, minor)

    def with_applied(self, tree: Tree, manager: str, version: int) -> StoredObject:
        """The object after a manager applied it again (structured-merge-diff `merge.Updater.Apply`, with force)."""
        applied = {**self.applied, manager: copy_tree(tree)}
        before = field_set(self.applied.get(manager, {}), self._shape)
        after = FieldSet()
        for owned in applied.values():
            _add(after, field_set(owned, self._shape))
        merged = merge(self.tree, copy_tree(tree), self._shape)
        result = drop_emptied(prune(merged, before, after, self._shape), merged)
        return StoredObject(result, applied, version, self._minor)

    def _complete(self, tree: Tree, version: int) -> Tree:
        """The object with defaults and what the server writes into its metadata."""
        info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
        if info is not None and info.type:
            tree = Decoder(self._minor).decode(tree, type_schema(info.type))
            set_defaults(tree, info.type, self._minor)
        metadata = tree.setdefault("metadata", {})
        ref = ObjectRef.of(tree)
        metadata.setdefault("uid", str(uuid5(NAMESPACE_OID, str(ref))))
        metadata["resourceVersion"] = str(version)
        metadata.setdefault("creationTimestamp", "2026-01-01T00:00:00Z")
        metadata["managedFields"] = [
            {
                "manager": manager,
                "operation": "Apply",
                "apiVersion": tree.get("apiVersion"),
                "fieldsType": "FieldsV1",
                "fieldsV1": _fields_v1(field_set(_without_identity(owned), self._shape)),
            }
            for manager, owned in self.applied.items()
        ]
        return tree


def _without_identity(tree: Tree) -> Tree:
    """The fields that have managers: not the kind, and not the name."""
    metadata = {key: value for key, value in tree.get("metadata", {}).items() if key not in {"name", "namespace"}}
    kept = {key: value for key, value in tree.items() if key not in {"apiVersion", "kind", "metadata"}}
    return {"metadata": metadata, **kept} if metadata else kept


def _shape(tree: Tree) -> Shape:
    info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
    return shape_of(info.type) if info is not None and info.type else deduced()


def _add(into: FieldSet, fields: FieldSet) -> None:
    into.members |= fields.members
    for key, below in fields.below.items():
        _add(into.below.setdefault(key, FieldSet()), below)


def _fields_v1(fields: FieldSet) -> Tree:
    """The format in which the server shows a set of fields."""
    found: Tree = {_element(key): {} for key in sorted(fields.members, key=repr)}
    for key, below in fields.below.items():
        inner = _fields_v1(below)
        found[_element(key)] = {".": {}, **inner} if key in fields.members and key[0] != "." else inner
    return found


def _element(key: PartKey) -> str:
    import json

    kind, value = key
    if kind == ".":
        return f"f:{value}"
    plain = {name: _thawed(one) for name, one in value} if kind == "k" else _thawed(value)
    return f"{kind}:{json.dumps(plain, separators=(',', ':'))}"


def _thawed(value: Any) -> Any:
    """A scalar of a key, which is kept with its type."""
    return value[1] if isinstance(value, tuple) else value
