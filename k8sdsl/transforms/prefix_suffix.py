"""What is put before and behind the names of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import NAME_PREFIX, NAME_SUFFIX, FieldSpecs, visit

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses

_KEPT = frozenset(("CustomResourceDefinition", "Namespace"))
"""Kinds whose name means something to others; so does that of an APIService in its group."""


@frozen
class NamePrefix:
    """What goes before every name."""

    text: str
    field_specs: FieldSpecs = NAME_PREFIX


@frozen
class NameSuffix:
    """What goes behind every name."""

    text: str
    field_specs: FieldSpecs = NAME_SUFFIX


def apply(manifests: ManifestSet, declaration: NamePrefix | NameSuffix, misses: Misses) -> None:
    """Renames the objects; `references.apply` lets what names them follow.

    Answers for kustomize's PrefixTransformer and SuffixTransformer.
    """
    del misses
    text, specs = declaration.text, declaration.field_specs
    if not text:
        return
    before = isinstance(declaration, NamePrefix)

    def write(container: Any, key: Any) -> None:
        value = container[key]
        if type(value) is str or type(value) is int:
            container[key] = f"{text}{value}" if before else f"{value}{text}"

    for manifest in manifests:
        tree = manifest.tree
        original = manifest.original
        if original.kind in _KEPT or _is_api_service(original.api_version, original.kind):
            continue
        for plan in specs.plans(tree):
            if len(plan) == 2 and plan[0].name == "metadata" and plan[1].name == "name":
                manifest.remember()
                if before:
                    manifest.prefixes = (*manifest.prefixes, text)
                else:
                    manifest.suffixes = (*manifest.suffixes, text)
            visit(tree, plan, None, write)
    manifests.names_changed()


def _is_api_service(api_version: str, kind: str) -> bool:
    return kind == "APIService" and split_api_version(api_version)[0] == "apiregistration.k8s.io"
