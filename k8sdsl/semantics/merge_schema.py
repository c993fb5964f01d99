"""The merge rules of lists, in built-in types and in OpenAPI schemas, as a strategic merge patch needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from k8sdsl.kube.kinds import kind_info, versions_of
from k8sdsl.kube.types import SCALARS, FieldSchema, TypeSchema, type_schema

if TYPE_CHECKING:
    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.tree import Tree

    OpenapiSchemas = dict[tuple[str, str], "OpenapiSchema"]
    """Schemas by the `apiVersion` and `kind` of their objects."""

_REFERENCE = "#/definitions/"


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


class OpenapiSchema:
    """One place in an OpenAPI schema.

    Lists merge if the patch strategy is merge; with `by_list_type` also if the list type is a map.
    """

    def __init__(self, schema: Tree, definitions: Tree, *, by_list_type: bool) -> None:
        self._schema = schema
        self._definitions = definitions
        self._by_list_type = by_list_type
        strategies = str(schema.get("x-kubernetes-patch-strategy") or "").split(",")
        list_keys = schema.get("x-kubernetes-list-map-keys")
        merge_key = schema.get("x-kubernetes-patch-merge-key")
        self.merges = "merge" in strategies
        self.keys: tuple[str, ...] = ()
        if by_list_type and schema.get("x-kubernetes-list-type") == "map" and list_keys:
            self.merges = True
        if self.merges and isinstance(list_keys, list):
            self.keys = tuple(map(str, list_keys))
        elif self.merges and merge_key is not None:
            self.keys = (str(merge_key),)

    def field(self, name: str) -> OpenapiSchema | BuiltinSchema | None:
        """The schema of a field."""
        properties = self._schema.get("properties")
        if isinstance(properties, dict) and name in properties:
            return self._at(properties[name])
        return self._at(self._schema.get("additionalProperties"))

    def element(self) -> OpenapiSchema | BuiltinSchema | None:
        """The schema of the list's elements."""
        return self._at(self._schema.get("items"))

    def _at(self, schema: Any) -> OpenapiSchema | BuiltinSchema | None:
        """A schema below this one; a reference is followed, and its sibling keywords apply too."""
        for _ in range(20):
            if not isinstance(schema, dict):
                return None
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return OpenapiSchema(schema, self._definitions, by_list_type=self._by_list_type)
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            name = reference.removeprefix(_REFERENCE)
            if name not in self._definitions:
                return _builtin_type(name)
            schema = {**(self._definitions[name] or {}), **rest}
        return None


def schemas_of_document(tree: Any) -> OpenapiSchemas:
    """The schemas in the definitions of an OpenAPI document."""
    definitions = tree.get("definitions") if isinstance(tree, dict) else None
    found: OpenapiSchemas = {}
    for definition in (definitions or {}).values():
        kinds = definition.get("x-kubernetes-group-version-kind") if isinstance(definition, dict) else None
        for gvk in kinds or ():
            group, version = str(gvk.get("group") or ""), str(gvk.get("version") or "")
            key = (f"{group}/{version}" if group else version, str(gvk.get("kind") or ""))
            found[key] = OpenapiSchema(definition, definitions or {}, by_list_type=False)
    return found


def schemas_of_definition(tree: Tree) -> OpenapiSchemas:
    """The schemas of the versions of a CustomResourceDefinition."""
    spec = tree.get("spec")
    if not isinstance(spec, dict):
        return {}
    names, versions = spec.get("names"), spec.get("versions")
    kind = str(names.get("kind") or "") if isinstance(names, dict) else ""
    found: OpenapiSchemas = {}
    for version in versions if isinstance(versions, list) else ():
        holder = version.get("schema") if isinstance(version, dict) else None
        schema = holder.get("openAPIV3Schema") if isinstance(holder, dict) else None
        if isinstance(schema, dict):
            found[f"{spec.get('group')}/{version.get('name')}", kind] = OpenapiSchema(schema, {}, by_list_type=True)
    return found


def _builtin_type(name: str) -> BuiltinSchema | None:
    """The schema of a built-in type by its name in Kubernetes' own document."""
    parts = name.split(".")
    if len(parts) < 3 or parts[:2] != ["io", "k8s"]:
        return None
    try:
        return BuiltinSchema(type_schema(f"{parts[-3]}_{parts[-2]}.{parts[-1]}"))
    except (KeyError, ImportError):
        return None
