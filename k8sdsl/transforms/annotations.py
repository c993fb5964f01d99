"""Annotations for all objects and their pod templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.kube.field_specs import COMMON_ANNOTATIONS, FieldSpecs, set_entries, visit

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class Annotations:
    """Annotations, and the fields that they are written to."""

    pairs: Mapping[str, str]
    field_specs: FieldSpecs = COMMON_ANNOTATIONS


def apply(manifests: ManifestSet, declaration: Annotations, misses: Misses) -> None:
    """Writes the annotations; raises OverlayError where a field that should hold them is no map.

    Answers for kustomize's AnnotationsTransformer.
    """
    del misses
    if not declaration.pairs:
        return
    write = set_entries(dict(sorted(declaration.pairs.items())), "annotations")
    for manifest in manifests:
        tree = manifest.tree
        for plan in declaration.field_specs.plans(tree):
            visit(tree, plan, dict, write)
