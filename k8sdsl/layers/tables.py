"""Rows that configurations add to the field tables of transforms, and to the table of references."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.kube.field_specs import FieldSpec, FieldSpecs
    from k8sdsl.kube.references.renaming import NameReferences


class Rows:
    """Rows for the field tables, by kustomize's names of these, and for the references."""

    __slots__ = ("fields", "references")

    def __init__(self, fields: dict[str, list[FieldSpec]], references: Sequence[NameReferences] = ()) -> None:
        self.fields = fields
        self.references = references


class Tables:
    """The field tables that differ from the transforms' own, and the references that were added.

    `own` are the rows of the configurations of one layer, whose rows for one kind restrict those of a transform's own
    table; it is None once the tables of a base were merged. Answers for kustomize's TransformerConfig.
    """

    __slots__ = ("fields", "own", "references")

    def __init__(
        self,
        fields: dict[str, FieldSpecs],
        references: tuple[NameReferences, ...],
        own: dict[str, FieldSpecs] | None = None,
    ) -> None:
        self.fields = fields
        self.references = references
        self.own = own

    def extended(self, rows: Rows) -> Tables:
        """These tables and more rows; raises OverlayError if two rows contradict each other."""
        fields, own, known = dict(self.fields), None if self.own is None else dict(self.own), defaults()
        for name, specs in rows.fields.items():
            if own is None:
                fields[name] = self.fields.get(name, known[name]).merged(specs)
            elif specs:
                own[name] = own[name].merged(specs) if name in own else known["labels"].merged(specs)
                fields[name] = own[name].merged(known[name])
        return Tables(fields, combined(self.references, rows.references), own)

    def merged(self, other: Tables) -> Tables:
        """These tables with those of a base; raises OverlayError if two rows contradict each other."""
        if not self.fields and not self.references:
            return Tables(other.fields, other.references)
        fields, known = dict(self.fields), defaults() if other.fields else {}
        for name, specs in other.fields.items():
            fields[name] = self.fields.get(name, known[name]).merged(specs)
        return Tables(fields, combined(self.references, other.references))


NO_ROWS = Tables({}, (), {})


def combined(*tables: Iterable[NameReferences]) -> tuple[NameReferences, ...]:
    """The rows of several tables of references, one for each kind that is referred to."""
    from k8sdsl.kube.field_specs import FieldSpecs

    rows: dict[tuple[str, str, str, str], NameReferences] = {}
    for row in (row for table in tables for row in table):
        key = (row.group, row.version, row.kind, row.by_kind)
        held = rows.get(key)
        if held is None:
            rows[key] = row
        elif held.referrers != row.referrers:
            rows[key] = row._replace(referrers=FieldSpecs(held.referrers).merged(row.referrers).specs)
    return tuple(rows.values())


def defaults() -> dict[str, FieldSpecs]:
    """The transforms' own tables, by kustomize's names."""
    from k8sdsl.transforms.annotations import COMMON_ANNOTATIONS
    from k8sdsl.transforms.images import IMAGES
    from k8sdsl.transforms.labels import COMMON_LABELS, NO_FIELDS, TEMPLATE_LABELS, VOLUME_CLAIM_TEMPLATE_LABELS
    from k8sdsl.transforms.names.namespace import NAMESPACE
    from k8sdsl.transforms.names.prefix_suffix import NAMES
    from k8sdsl.transforms.replicas import REPLICAS
    from k8sdsl.transforms.variables import VAR_REFERENCES

    return {
        "namePrefix": NAMES,
        "nameSuffix": NAMES,
        "namespace": NAMESPACE,
        "commonLabels": COMMON_LABELS,
        "labels": NO_FIELDS,
        "templateLabels": TEMPLATE_LABELS,
        "volumeClaimTemplateLabels": VOLUME_CLAIM_TEMPLATE_LABELS,
        "commonAnnotations": COMMON_ANNOTATIONS,
        "varReference": VAR_REFERENCES,
        "images": IMAGES,
        "replicas": REPLICAS,
    }
