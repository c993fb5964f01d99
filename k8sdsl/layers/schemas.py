"""How lists merge in a build: according to `openapi`, the built-in schemas, and definitions of custom resources."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest
    from k8sdsl.semantics.merge_schema import BuiltinSchema, MergeSchema
    from k8sdsl.tree import Tree

_REFERENCE = "#/definitions/"


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
                return _builtin(name)
            schema = {**(self._definitions[name] or {}), **rest}
        return None


def _builtin(name: str) -> BuiltinSchema | None:
    """The schema of a built-in type by its name in Kubernetes' own document."""
    from k8sdsl.kube.types import type_schema
    from k8sdsl.semantics.merge_schema import BuiltinSchema

    parts = name.split(".")
    if len(parts) < 3 or parts[:2] != ["io", "k8s"]:
        return None
    try:
        return BuiltinSchema(type_schema(f"{parts[-3]}_{parts[-2]}.{parts[-1]}"))
    except (KeyError, ImportError):
        return None


class Schemas:
    """The schemas of one build, found by `apiVersion` and `kind`.

    Those of custom resources come from definitions among the objects, from those that `more` reads, and from the
    catalogue, in this order; all are looked at only when a custom resource is patched.
    """

    def __init__(self, more: Callable[[], Sequence[Manifest]] | None = None) -> None:
        self._more = more
        self._noted: list[Manifest] = []
        self._builtin, self._is_set = True, False
        self._given: dict[tuple[str, str], OpenapiSchema] = {}
        self._custom: dict[tuple[str, str], OpenapiSchema] = {}

    def __call__(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None."""
        return self.without_definitions(api_version, kind) or self._defined(api_version, kind)

    def without_definitions(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None; lists of custom resources are replaced."""
        found = self._given.get((api_version, kind))
        if found is not None or not self._builtin:
            return found
        from k8sdsl.semantics.merge_schema import builtin_schema

        return builtin_schema(api_version, kind)

    def note(self, manifests: Iterable[Manifest]) -> None:
        """Adds the definitions among objects."""
        self._noted += [manifest for manifest in manifests if manifest.kind == "CustomResourceDefinition"]

    def add_openapi(self, tree: Any, *, once: bool) -> None:
        """Adds the definitions of a document, which take precedence over those of built-in kinds.

        With `once`, only the first document is used, and if it has definitions, no others are; without definitions, the
        built-in kinds are used. Answers for kustomize's `openapi.SetSchema`.
        """
        if once and self._is_set:
            return
        self._is_set = True
        self._builtin = not once or not tree
        definitions = tree.get("definitions") if isinstance(tree, dict) else None
        for definition in (definitions or {}).values():
            kinds = definition.get("x-kubernetes-group-version-kind") if isinstance(definition, dict) else None
            for gvk in kinds or ():
                group, version = str(gvk.get("group") or ""), str(gvk.get("version") or "")
                key = (f"{group}/{version}" if group else version, str(gvk.get("kind") or ""))
                self._given[key] = OpenapiSchema(definition, definitions or {}, by_list_type=False)

    def _defined(self, api_version: str, kind: str) -> OpenapiSchema | None:
        if self._more is not None:
            self.note(self._more())
            self._more = None
        for manifest in self._noted:
            self._custom.update(_schemas_of(manifest.tree))
        self._noted = []
        key = (api_version, kind)
        if key not in self._custom:
            self._custom.update(_of_catalogue(*key))
        return self._custom.get(key)


def _of_catalogue(api_version: str, kind: str) -> dict[tuple[str, str], OpenapiSchema]:
    """The schemas that the catalogue has for a custom kind."""
    from k8sdsl.catalog.definitions import definition_of

    group, _, version = api_version.rpartition("/")
    definition = definition_of(group, version, kind)
    return _schemas_of(definition) if definition is not None else {}


def _schemas_of(tree: Tree) -> dict[tuple[str, str], OpenapiSchema]:
    """The schemas of a CustomResourceDefinition."""
    spec = tree.get("spec")
    if not isinstance(spec, dict):
        return {}
    names, versions = spec.get("names"), spec.get("versions")
    kind = str(names.get("kind") or "") if isinstance(names, dict) else ""
    found: dict[tuple[str, str], OpenapiSchema] = {}
    for version in versions if isinstance(versions, list) else ():
        holder = version.get("schema") if isinstance(version, dict) else None
        schema = holder.get("openAPIV3Schema") if isinstance(holder, dict) else None
        if isinstance(schema, dict):
            found[f"{spec.get('group')}/{version.get('name')}", kind] = OpenapiSchema(schema, {}, by_list_type=True)
    return found
