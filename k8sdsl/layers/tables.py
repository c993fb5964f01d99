"""Rows that configurations add to the field tables of transforms, and to the table of references."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.kube.field_specs import FieldSpec
    from k8sdsl.kube.references.renaming import NameReferences
    from k8sdsl.transforms.field_routes import FieldSpecs


class Rows:
    """Rows for the field tables, by kustomize's names of these, and for the references, from one file.

    `of_schemas`: the file has schemas of custom resources.
    """

    __slots__ = ("fields", "of_schemas", "references")

    def __init__(
        self,
        fields: dict[str, list[FieldSpec]],
        references: Sequence[NameReferences] = (),
        *,
        of_schemas: bool = False,
    ) -> None:
        self.fields = fields
        self.references = references
        self.of_schemas = of_schemas


class Tables:
    """The field tables that differ from the transforms' own, and the references that were added.

    A name without a table stands for the transforms' own one with `holds_defaults`, and for an empty one without: the
    first kustomization is merged into nothing. Answers for kustomize's TransformerConfig.
    """

    __slots__ = ("fields", "holds_defaults", "references")

    def __init__(
        self,
        fields: dict[str, FieldSpecs] | None = None,
        references: tuple[NameReferences, ...] = (),
        *,
        holds_defaults: bool = False,
    ) -> None:
        self.fields = fields or {}
        self.references = references
        self.holds_defaults = holds_defaults

    def extended(self, rows: Iterable[Rows]) -> Tables:
        """These tables with those of one layer: the transforms' own ones, the rows of configurations, then of schemas.

        Raises OverlayError if two rows contradict each other.
        """
        own, schemas = Tables(), []
        for one in rows:
            if one.of_schemas:
                schemas.append(_table_of(one))
            else:
                own = own.merged(_table_of(one))
        tables = self.merged(Tables(holds_defaults=True).merged(own))
        for table in schemas:
            tables = tables.merged(table)
        return tables

    def merged(self, other: Tables) -> Tables:
        """These tables with the rows of others; raises OverlayError if two rows contradict each other."""
        fields = {
            name: _in_order(self._specs(name).merged(other._specs(name))) for name in {**self.fields, **other.fields}
        }
        references = combined(self.references, other.references)
        return Tables(fields, references, holds_defaults=self.holds_defaults or other.holds_defaults)

    def _specs(self, name: str) -> FieldSpecs:
        from k8sdsl.transforms.field_routes import FieldSpecs

        return self.fields[name] if name in self.fields else FieldSpecs(defaults()[name] if self.holds_defaults else ())


def _table_of(rows: Rows) -> Tables:
    from k8sdsl.transforms.field_routes import FieldSpecs

    specs = {name: FieldSpecs(specs) for name, specs in rows.fields.items() if specs}
    return Tables({name: _in_order(table) for name, table in specs.items()}, tuple(rows.references))


def _in_order(table: FieldSpecs) -> FieldSpecs:
    """The rows sorted by kind: a row for every kind is dropped if one for a kind comes before it.

    Answers for the sorting of kustomize's `Gvk.IsLessThan`.
    """
    from k8sdsl.transforms.field_routes import FieldSpecs
    from k8sdsl.transforms.sort_order import kind_ranks

    ranks = kind_ranks()

    def key(spec: FieldSpec) -> tuple[int, str]:
        return ranks.get(spec.kind, 0), f"{spec.group or '~G'}_{spec.version or '~V'}_{spec.kind or '~K'}"

    return FieldSpecs(sorted(table, key=key))


def combined(*tables: Iterable[NameReferences]) -> tuple[NameReferences, ...]:
    """The rows of several tables of references, one for each kind that is referred to."""
    from k8sdsl.transforms.field_routes import FieldSpecs

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
