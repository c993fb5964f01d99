"""How lists merge in a build: according to `openapi`, the built-in schemas, and definitions of custom resources."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest
    from k8sdsl.semantics.merge_schema import MergeSchema, OpenapiSchemas


class Schemas:
    """The schemas of one build, found by `apiVersion` and `kind`.

    Those of custom resources come from definitions among the objects so far (`gathered`, which is emptied), from those
    that `more` reads, and from the catalogue, in this order; all are looked at only when a custom resource is patched.
    """

    def __init__(self, gathered: list[Manifest], more: Callable[[], Sequence[Manifest]] | None) -> None:
        self._gathered = gathered
        self._more = more
        self._builtin, self._is_set, self._is_used = True, False, False
        self._given: OpenapiSchemas = {}
        self._custom: OpenapiSchemas = {}

    def __call__(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None."""
        return self.without_definitions(api_version, kind) or self._defined(api_version, kind)

    def without_definitions(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None; lists of custom resources are replaced."""
        self._is_used = True
        found = self._given.get((api_version, kind))
        if found is not None or not self._builtin:
            return found
        from k8sdsl.semantics.merge_schema import builtin_schema

        return builtin_schema(api_version, kind)

    def add_openapi(self, tree: Any, *, once: bool) -> None:
        """Adds the definitions of a document, which take precedence over those of built-in kinds.

        With `once`, only the first document is used. If it has definitions, no others are, unless kustomize has parsed
        those of the built-in kinds before: for a patch, or for the scope of a kind that it does not know. Answers for
        its `openapi.SetSchema` and `initSchema`.
        """
        from k8sdsl.semantics.merge_schema import schemas_of_document

        if once and self._is_set:
            return
        self._is_set = True
        self._builtin = not once or not tree or self._is_used or any(map(_has_unknown_scope, self._gathered))
        self._given |= schemas_of_document(tree)

    def _defined(self, api_version: str, kind: str) -> MergeSchema | None:
        from k8sdsl.semantics.merge_schema import schemas_of_definition

        if self._more is not None:
            self._gathered += self._more()
            self._more = None
        for manifest in self._gathered:
            if manifest.kind == "CustomResourceDefinition":
                self._custom |= schemas_of_definition(manifest.tree)
        self._gathered.clear()
        key = (api_version, kind)
        if key not in self._custom:
            from k8sdsl.catalog.definitions import definition_of

            group, _, version = api_version.rpartition("/")
            self._custom |= schemas_of_definition(definition_of(group, version, kind) or {})
        return self._custom.get(key)


def _has_unknown_scope(manifest: Manifest) -> bool:
    from k8sdsl.transforms.names.namespace import has_scope_in_kustomize

    return not has_scope_in_kustomize(manifest.gvk.api_version, manifest.kind)
