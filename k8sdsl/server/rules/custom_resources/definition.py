"""A custom kind as its definition describes it, read once and cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.decoding import Decoder

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

KEPT = 256
"""The number of definitions kept in memory; a project has fewer."""


class CustomKind:
    """A kind as defined; `versions` are the served ones by name."""

    __slots__ = ("namespaced", "versions")

    def __init__(self, spec: Tree) -> None:
        self.namespaced = spec.get("scope") != "Cluster"
        self.versions = {
            version["name"]: CustomVersion(version, spec)
            for version in spec.get("versions") or ()
            if version.get("served") and version.get("name")
        }


class CustomVersion:
    """One version: its schema and its subresources. `expressions` is a cache for the evaluation of its rules."""

    __slots__ = ("deprecated", "deprecation_warning", "expressions", "has_rules", "has_status", "scale", "schema")

    def __init__(self, version: Tree, spec: Tree) -> None:
        schema = (version.get("schema") or {}).get("openAPIV3Schema") or {}
        if spec.get("preserveUnknownFields"):
            schema = {**schema, "x-kubernetes-preserve-unknown-fields": True}
        subresources = version.get("subresources") or {}
        self.schema: Tree = schema
        self.has_status = "status" in subresources
        self.scale: Tree | None = subresources.get("scale")
        self.deprecated = bool(version.get("deprecated"))
        self.deprecation_warning: str | None = version.get("deprecationWarning")
        self.has_rules = has_expressions(schema)
        self.expressions: Any = None


def has_expressions(schema: Any) -> bool:
    """Whether a schema has CEL rules anywhere."""
    if not isinstance(schema, dict):
        return False
    if schema.get("x-kubernetes-validations"):
        return True
    below = [schema.get("items"), schema.get("additionalProperties"), *(schema.get("properties") or {}).values()]
    return any(has_expressions(item) for item in below)


def custom_kind(crd: Tree, minor: int) -> CustomKind | None:
    """The kind that `crd` defines; None if the definition does not decode, because then nothing can be validated."""
    key = (id(crd), minor)
    kept = _KINDS.get(key)
    if kept is not None and kept[0] is crd:
        return kept[1]
    kind = _read(crd, minor)
    if len(_KINDS) >= KEPT:
        _KINDS.clear()
    _KINDS[key] = (crd, kind)
    return kind


def _read(crd: Tree, minor: int) -> CustomKind | None:
    decoder = Decoder(max(minor, 36))
    decoded = decoder.decode(crd, type_schema("apiextensions_v1.CustomResourceDefinition"))
    if decoder.wrong:
        return None
    return CustomKind(decoded.get("spec") or {})


_KINDS: dict[tuple[int, int], tuple[Tree, CustomKind | None]] = {}
