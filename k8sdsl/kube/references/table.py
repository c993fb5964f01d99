"""The rows of the table of references by the kind that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.references import builtin
from k8sdsl.kube.references.pods import CUSTOM_POD_SPECS, POD_SPECS, in_pods_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.references.field import ReferenceField, SelectorField


def fields_of(kind: str, group: str) -> tuple[ReferenceField, ...]:
    """The fields of a kind that name other objects; `group` is empty for the groups of Kubernetes itself."""
    return _rows_of(kind, group)[0]


def selectors_of(kind: str, group: str) -> tuple[SelectorField, ...]:
    """The fields of a kind that select other objects by labels; `group` as for `fields_of`."""
    return _rows_of(kind, group)[1]


def pod_spec_path(kind: str, group: str) -> str:
    """Where a kind keeps the spec of the pods that it makes, or an empty string; `group` as for `fields_of`."""
    return CUSTOM_POD_SPECS.get(f"{kind}.{group}", "") if group else POD_SPECS.get(kind, "")


def _rows_of(kind: str, group: str) -> tuple[tuple[ReferenceField, ...], tuple[SelectorField, ...]]:
    held = _HELD.get((kind, group))
    if held is None:
        spec = pod_spec_path(kind, group)
        fields, selectors = in_pods_of(kind, group, spec) if spec else ((), ())
        named = (row for table in _tables(group) for row in table[0])
        selected = (row for table in _tables(group) for row in table[1])
        held = _HELD[kind, group] = (
            (
                *fields,
                *(row for row in named if (row.referrer, row.referrer_group) == (kind, group)),
                *(row._replace(referrer=kind, referrer_group=group) for row in builtin.OWNERS),
            ),
            (*selectors, *(row for row in selected if (row.referrer, row.referrer_group) == (kind, group))),
        )
    return held


def _tables(group: str) -> Iterator[tuple[tuple[ReferenceField, ...], tuple[SelectorField, ...]]]:
    """The tables that may have rows of a group; those of custom resources are loaded when one is found."""
    yield builtin.FIELDS, builtin.SELECTORS
    if group:
        from k8sdsl.kube.references import delivery, gateways, operators

        yield gateways.FIELDS, gateways.SELECTORS
        yield delivery.FIELDS, ()
        yield operators.FIELDS, operators.SELECTORS


_HELD: dict[tuple[str, str], tuple[tuple[ReferenceField, ...], tuple[SelectorField, ...]]] = {}
