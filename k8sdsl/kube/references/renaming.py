"""The table of references as renaming reads it: for each kind, the fields that may name its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.references import builtin, delivery, gateways, operators
from k8sdsl.kube.references.pods import POD_FIELDS, POD_SPECS, RENAMED_BY_KUSTOMIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.kube.references.field import ReferenceField

    _ReferenceRow = tuple[ReferenceField, FieldSpec]


class NameReferences(NamedTuple):
    """The fields that may name objects of one kind; an empty group or version fits every one.

    `by_kind` is set for fields beside a `kind`, which name objects of that kind only: it is what they name without it.
    """

    kind: str
    referrers: tuple[FieldSpec, ...]
    group: str = ""
    version: str = ""
    by_kind: str = ""


_RBAC = "rbac.authorization.k8s.io"
_TARGETS = {
    **dict.fromkeys(("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"), ("", "")),
    **dict.fromkeys(("ConfigMap", "Secret", "Service"), ("", "v1")),
    **dict.fromkeys(("Role", "ClusterRole"), (_RBAC, "")),
    **dict.fromkeys(("ServiceAccount", "PersistentVolumeClaim", "PersistentVolume"), ("", "v1")),
    "StorageClass": ("storage.k8s.io", "v1"),
    "PriorityClass": ("scheduling.k8s.io", "v1"),
    "RuntimeClass": ("node.k8s.io", ""),
    "IngressClass": ("networking.k8s.io", ""),
    **dict.fromkeys(("VolumeAttributesClass", "CSIDriver"), ("storage.k8s.io", "")),
    **dict.fromkeys(("ResourceClaim", "ResourceClaimTemplate", "DeviceClass"), ("resource.k8s.io", "")),
    **dict.fromkeys(("Workload", "PodGroup", "CompositePodGroup"), ("scheduling.k8s.io", "")),
    "PriorityLevelConfiguration": ("flowcontrol.apiserver.k8s.io", ""),
}
"""Group and version of the objects that a built-in kind stands for, as kustomize's table has them, in its order."""


_GROUPS = {
    **dict.fromkeys((("RoleBinding", "roleRef"), ("RoleBinding", "subjects")), _RBAC),
    **dict.fromkeys((("ClusterRoleBinding", "roleRef"), ("ClusterRoleBinding", "subjects")), _RBAC),
    ("APIService", "spec/service"): "apiregistration.k8s.io",
    ("ValidatingWebhookConfiguration", "webhooks/clientConfig/service"): "admissionregistration.k8s.io",
    ("MutatingWebhookConfiguration", "webhooks/clientConfig/service"): "admissionregistration.k8s.io",
    ("StatefulSet", "spec/serviceName"): "apps",
}
"""The fields whose referrers kustomize's table names with their group."""


def _entries(*, kustomize: bool) -> Iterator[_ReferenceRow]:
    """Each row that renaming follows, with the field that it rewrites."""
    for row in POD_FIELDS:
        if row.renames:
            field, kinds = _field(row), RENAMED_BY_KUSTOMIZE.get(row.kinds[0], ()) if row.kustomize else ()
            for kind, spec in POD_SPECS.items():
                if (kind in kinds) is kustomize:
                    yield row, FieldSpec(f"{spec}/{field}", kind)
    for row in (*builtin.FIELDS, *gateways.FIELDS, *delivery.FIELDS, *operators.FIELDS):
        if row.renames and row.kustomize is kustomize:
            yield _entry(row)


def _entry(row: ReferenceField) -> _ReferenceRow:
    group = row.referrer_group or _GROUPS.get((row.referrer, row.path), "")
    return row, FieldSpec(_field(row), row.referrer, group)


def _field(row: ReferenceField) -> str:
    return f"{row.path}/{row.name}" if row.name and row.renames == "name" else row.path


def name_references(rows: Iterable[ReferenceField]) -> tuple[NameReferences, ...]:
    """Further rows, such as those of a project, as renaming reads them."""
    return tuple(_gathered([_entry(row) for row in rows if row.renames], kustomize=False))


def _gathered(entries: Iterable[_ReferenceRow], *, kustomize: bool) -> Iterator[NameReferences]:
    """The fields by what they name, each once."""
    found: dict[tuple[str, str], dict[FieldSpec, None]] = {}
    for row, spec in entries:
        by_kind = row.kinds[0].partition(".")[0] if row.kind and not kustomize else ""
        for kind in row.kinds:
            found.setdefault((kind, by_kind), {})[spec] = None
    order = {kind: number for number, kind in enumerate(_TARGETS)}
    for kind, by_kind in sorted(found, key=lambda key: order.get(key[0], len(order))):
        plain, _, group = kind.partition(".")
        group, version = (group, "") if group else _TARGETS.get(kind, ("", ""))
        yield NameReferences(plain, tuple(found[kind, by_kind]), group, version, by_kind)


KUSTOMIZE_REFERENCES = tuple(_gathered(_entries(kustomize=True), kustomize=True))
"""What kustomize follows (its `nameReference` defaults)."""

NAME_REFERENCES = (*KUSTOMIZE_REFERENCES, *_gathered(_entries(kustomize=False), kustomize=False))
"""Every reference that renaming follows in overlays."""
