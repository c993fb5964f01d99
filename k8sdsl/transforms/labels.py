"""Labels for all objects, with or without their selectors and pod templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.kube.field_specs import (
    COMMON_LABELS,
    METADATA_LABELS,
    TEMPLATE_LABELS,
    FieldSpec,
    FieldSpecs,
    set_entries,
    visit,
)

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class Labels:
    """Labels, and where beside `metadata.labels` they are written.

    `include_selectors` writes them to selectors and pod templates, `include_templates` to pod templates; `field_specs`
    are further fields. `selector_specs` and `template_specs` are the tables behind the two.
    """

    pairs: Mapping[str, str]
    include_selectors: bool = False
    include_templates: bool = False
    field_specs: tuple[FieldSpec, ...] = ()
    selector_specs: FieldSpecs = field(default=COMMON_LABELS, kw_only=True)
    template_specs: FieldSpecs = field(default=TEMPLATE_LABELS, kw_only=True)

    def table(self) -> FieldSpecs:
        """All fields that are written; raises OverlayError where two specs disagree."""
        if self.include_selectors:
            base = self.selector_specs
        elif self.include_templates:
            base = self.template_specs.merged(METADATA_LABELS)
        else:
            base = METADATA_LABELS
        return FieldSpecs(self.field_specs).merged(base) if self.field_specs else base


def apply(manifests: ManifestSet, declaration: Labels, misses: Misses) -> None:
    """Writes the labels; raises OverlayError where a field that should hold them is no map.

    Answers for kustomize's LabelTransformer.
    """
    del misses
    if not declaration.pairs:
        return
    table = declaration.table()
    write = set_entries(dict(sorted(declaration.pairs.items())), "labels")
    for manifest in manifests:
        tree = manifest.tree
        for plan in table.plans(tree):
            visit(tree, plan, dict, write)
