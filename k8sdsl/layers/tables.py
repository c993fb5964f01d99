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

    Answers for kustomize's TransformerConfig.
    """

    __slots__ = ("fields", "references")

    def __init__(self, fields: dict[str, FieldSpecs], references: tuple[NameReferences, ...]) -> None:
        self.fields = fields
        self.references = references

    def extended(self, rows: Rows) -> Tables:
        """These tables and more rows; raises OverlayError where two rows contradict each other."""
        return self._with({name: specs for name, specs in rows.fields.items() if specs}, rows.references)

    def merged(self, other: Tables) -> Tables:
        """These tables with the rows of others; raises OverlayError where two rows contradict each other."""
        if self is other or other is NO_ROWS:
            return self
        return other if self is NO_ROWS else self._with(other.fields, other.references)

    def _with(
        self, fields: dict[str, list[FieldSpec]] | dict[str, FieldSpecs], references: Iterable[NameReferences]
    ) -> Tables:
        known = {**defaults(), **self.fields} if fields else self.fields
        more = {name: known[name].merged(specs) for name, specs in fields.items()}
        return Tables({**self.fields, **more}, combined(self.references, references))


NO_ROWS = Tables({}, ())


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
    from k8sdsl.transforms.namespace import NAMESPACE
    from k8sdsl.transforms.prefix_suffix import NAMES
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
