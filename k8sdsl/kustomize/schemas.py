"""How lists merge in a build: by `openapi`, the built-in schemas, and definitions of custom resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.merge_schema import BuiltinSchema, builtin_schema

if TYPE_CHECKING:
    from k8sdsl.semantics.merge_schema import MergeSchema
    from k8sdsl.tree import Tree

_REFERENCE = "#/definitions/"


class OpenapiSchema:
    """One place in an OpenAPI schema.

    Lists merge where a patch strategy says so; with `by_list_type` also where the list is a map by keys.
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
        """What is known of a field."""
        properties = self._schema.get("properties")
        if isinstance(properties, dict) and name in properties:
            return self._at(properties[name])
        return self._at(self._schema.get("additionalProperties"))

    def element(self) -> OpenapiSchema | BuiltinSchema | None:
        """What is known of the list's elements."""
        return self._at(self._schema.get("items"))

    def _at(self, schema: Any) -> OpenapiSchema | BuiltinSchema | None:
        """A schema below this one; a reference is followed, what stands beside it holds as well."""
        for _ in range(20):
            if not isinstance(schema, dict):
                return None
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return OpenapiSchema(schema, self._definitions, by_list_type=self._by_list_type)
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            name = reference.removeprefix(_REFERENCE)
            if name not in self._definitions:
                return _builtin(name)
            schema = {**(self._definitions[name] or {}), **rest}
        return None


def _builtin(name: str) -> BuiltinSchema | None:
    """The schema of a built-in type by the name that Kubernetes' own document gives it."""
    parts = name.split(".")
    if len(parts) < 3 or parts[:2] != ["io", "k8s"]:
        return None
    try:
        return BuiltinSchema(type_schema(f"{parts[-3]}_{parts[-2]}.{parts[-1]}"))
    except (KeyError, ImportError):
        return None


class Schemas:
    """The schemas of one build, found by `apiVersion` and `kind`."""

    def __init__(self, *, merge_custom_lists: bool) -> None:
        self._merge_custom_lists = merge_custom_lists
        self._given: dict[tuple[str, str], OpenapiSchema] = {}
        self._custom: dict[tuple[str, str], OpenapiSchema] = {}

    def __call__(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None."""
        key = (api_version, kind)
        found: MergeSchema | None = self._given.get(key)
        if found is None:
            found = builtin_schema(api_version, kind) or self._custom.get(key)
        return found

    def add_openapi(self, tree: Any) -> None:
        """The definitions of a document, which go before those of built-in kinds."""
        definitions = tree.get("definitions") if isinstance(tree, dict) else None
        for definition in (definitions or {}).values():
            kinds = definition.get("x-kubernetes-group-version-kind") if isinstance(definition, dict) else None
            for gvk in kinds or ():
                group, version = str(gvk.get("group") or ""), str(gvk.get("version") or "")
                key = (f"{group}/{version}" if group else version, str(gvk.get("kind") or ""))
                self._given[key] = OpenapiSchema(definition, definitions or {}, by_list_type=False)

    def add_definition(self, tree: Tree) -> None:
        """The schemas of a CustomResourceDefinition."""
        spec = tree.get("spec")
        if not self._merge_custom_lists or not isinstance(spec, dict):
            return
        names = spec.get("names")
        kind = str(names.get("kind") or "") if isinstance(names, dict) else ""
        versions = spec.get("versions")
        for version in versions if isinstance(versions, list) else ():
            holder = version.get("schema") if isinstance(version, dict) else None
            schema = holder.get("openAPIV3Schema") if isinstance(holder, dict) else None
            if isinstance(schema, dict):
                key = (f"{spec.get('group')}/{version.get('name')}", kind)
                self._custom[key] = OpenapiSchema(schema, {}, by_list_type=True)
