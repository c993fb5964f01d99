"""Labels for all objects, with or without their selectors and pod templates."""

from __future__ import annotations

from k8sdsl.kube.field_specs import FieldSpec, in_metadata, specs_at
from k8sdsl.transforms.field_routes import FieldSpecs
from k8sdsl.transforms.shared_entries import EntryWriter
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext

_AFFINITY = tuple(
    f"spec/template/spec/{path}/labelSelector/matchLabels"
    for path in (
        "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
        "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
        "topologySpreadConstraints",
    )
)
METADATA_LABELS = FieldSpecs([FieldSpec("metadata/labels", create=True)])
TEMPLATE_LABELS = FieldSpecs(in_metadata("labels", group="apps"))
VOLUME_CLAIM_TEMPLATE_LABELS = FieldSpecs(
    specs_at("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet", group="apps", create=True)
)
COMMON_LABELS = FieldSpecs(
    [
        *TEMPLATE_LABELS,
        *VOLUME_CLAIM_TEMPLATE_LABELS,
        *specs_at("spec/selector", "Service ReplicationController", version="v1", create=True),
        *specs_at("spec/selector/matchLabels", "Deployment ReplicaSet DaemonSet", create=True),
        *specs_at("spec/selector/matchLabels", "StatefulSet", group="apps", create=True),
        *[FieldSpec(path, kind, "apps") for kind in ("Deployment", "StatefulSet") for path in _AFFINITY],
        *specs_at("spec/selector/matchLabels", "Job", group="batch"),
        *specs_at("spec/jobTemplate/spec/selector/matchLabels", "CronJob", group="batch"),
        *specs_at("spec/selector/matchLabels", "PodDisruptionBudget", group="policy"),
        *specs_at("spec/podSelector/matchLabels", "NetworkPolicy", group="networking.k8s.io"),
        *specs_at("spec/ingress/from/podSelector/matchLabels", "NetworkPolicy", group="networking.k8s.io"),
        *specs_at("spec/egress/to/podSelector/matchLabels", "NetworkPolicy", group="networking.k8s.io"),
    ]
)
NO_FIELDS = FieldSpecs(())


class Labels(Value):
    """Labels, and the fields other than `metadata.labels` for them.

    `include_selectors` writes them to selectors, pod templates and volume claim templates, `include_templates` to pod
    templates, `include_volume_claim_templates` to volume claim templates; `field_specs` are further fields. `table`
    replaces all of these fields. Rows that a configuration has for `labels` do not concern those of `commonLabels`
    (`is_common`).

    Examples:
        >>> from k8sdsl import Labels, Overlay, build, k8s
        >>> service = k8s.Service("web", spec=k8s.ServiceSpec(selector={"app": "web"}, ports=[k8s.ServicePort(80)]))
        >>> build(Overlay(base=service, labels=Labels({"team": "web"}, include_selectors=True))).count("team: web")
        2
    """

    __slots__ = (
        *("field_specs", "include_selectors", "include_templates", "include_volume_claim_templates", "is_common"),
        *("pairs", "table"),
    )

    def __init__(
        self,
        pairs: Mapping[str, str],
        include_selectors: bool = False,  # noqa: FBT001, FBT002 - as users know it
        include_templates: bool = False,  # noqa: FBT001, FBT002
        field_specs: tuple[FieldSpec, ...] = (),
        *,
        include_volume_claim_templates: bool = False,
        is_common: bool = False,
        table: FieldSpecs | None = None,
    ) -> None:
        self.pairs = pairs
        self.include_selectors = include_selectors
        self.include_templates = include_templates
        self.include_volume_claim_templates = include_volume_claim_templates
        self.field_specs = field_specs
        self.is_common = is_common
        self.table = table

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Writes the labels. Answers for kustomize's LabelTransformer.

        Raises OverlayError if a field for them is not a map, or if two rows disagree.
        """
        if not self.pairs:
            return
        table = self._table(context) if self.table is None else self.table
        writer = EntryWriter(self.pairs, "labels", as_kustomize=context.as_kustomize)
        for manifest in manifests:
            writer.write(manifest, table.routes(manifest.tree))

    def _table(self, context: TransformContext) -> FieldSpecs:
        rows = () if self.is_common else context.table("labels", NO_FIELDS)
        further = (*self.field_specs, *rows)
        if self.include_selectors:
            base = context.table("commonLabels", COMMON_LABELS)
        else:
            base = METADATA_LABELS
            if self.include_templates:
                base = context.table("templateLabels", TEMPLATE_LABELS).merged(base)
            if self.include_volume_claim_templates:
                base = base.merged(context.table("volumeClaimTemplateLabels", VOLUME_CLAIM_TEMPLATE_LABELS))
        return FieldSpecs(further).merged(base) if further else base
