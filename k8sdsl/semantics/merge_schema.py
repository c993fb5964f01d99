"""The merge rules of lists in built-in types, as a strategic merge patch needs them on its way down a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from k8sdsl.kube.kinds import kind_info, versions_of
from k8sdsl.kube.types import SCALARS, FieldSchema, TypeSchema, type_schema

if TYPE_CHECKING:
    from k8sdsl.kube.kinds import KindInfo


class MergeSchema(Protocol):
    """The schema at one place in a tree."""

    merges: bool
    """Whether the list here is merged, element by element, instead of replaced."""

    keys: tuple[str, ...]
    """The merge keys of the list's elements; empty for a list of plain values."""

    def field(self, name: str) -> MergeSchema | None:
        """The schema of a field, or None."""

    def element(self) -> MergeSchema | None:
        """The schema of the elements of the list here, or None."""


_OLDEST_MERGED = 21
"""Kinds that Kubernetes had removed by 1.21 have no schema in kustomize: their lists are replaced."""


class BuiltinSchema:
    """One place in a built-in kind."""

    __slots__ = ("_field", "_shape", "_type", "keys", "merges")

    def __init__(self, schema: TypeSchema | None, field: FieldSchema | None = None, shape: str = "") -> None:
        self._type, self._field, self._shape = schema, field, shape
        self.merges = field is not None and field.merges and shape == field.shape and shape[:1] == "["
        self.keys: tuple[str, ...] = ()
        if self.merges and field is not None:
            self.keys = field.list_keys or ((field.merge_key,) if field.merge_key else ())

    def field(self, name: str) -> BuiltinSchema | None:
        """The schema of a field of the type, or of the values of the map."""
        if self._shape[:1] == "{":
            return self._below()
        if self._shape or self._type is None:
            return None
        field = self._type.fields.get(name)
        if field is None or (not field.shape and field.leaf in SCALARS):
            return None
        return BuiltinSchema(field.target, field, field.shape)

    def element(self) -> BuiltinSchema | None:
        """The schema of the list's elements."""
        return self._below() if self._shape[:1] == "[" else None

    def _below(self) -> BuiltinSchema | None:
        if len(self._shape) == 1 and self._type is None:
            return None
        return BuiltinSchema(self._type, self._field, self._shape[1:])


def builtin_schema(api_version: str, kind: str) -> BuiltinSchema | None:
    """The schema of a built-in kind; that of a current version if this one is no longer served."""
    key = (api_version, kind)
    if key not in _SCHEMAS:
        name = _type_name(api_version, kind)
        _SCHEMAS[key] = BuiltinSchema(type_schema(name)) if name else None
    return _SCHEMAS[key]


def _type_name(api_version: str, kind: str) -> str:
    info: KindInfo | None = kind_info(api_version, kind)
    if info is None:
        return ""
    if info.type:
        return info.type
    if info.removed is None or info.removed <= _OLDEST_MERGED:
        return ""
    group = (info.replacement or api_version).rpartition("/")[0]
    return next((other.type for other in versions_of(group, kind) if other.type), "")


_SCHEMAS: dict[tuple[str, str], BuiltinSchema | None] = {}
