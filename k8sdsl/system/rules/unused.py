"""Configuration and claims that nothing in the set uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

UNUSED = Rule(
    "set/unused-configuration",
    "A ConfigMap, Secret or PersistentVolumeClaim should be used, unless a program in the set could read it by name.",
    bad={"ConfigMap/settings": {"data": {"LEVEL": "debug"}}, "Pod/web": {}},
    good={
        "ConfigMap/settings": {"data": {"LEVEL": "debug"}},
        "Pod/web": {"spec.containers[0].envFrom": [{"configMapRef": {"name": "settings"}}]},
    },
    severity=Severity.NOTE,
    remedy="remove it, or refer to it, such as with `envFrom`",
)
_READERS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")


def check(graph: Graph, report: Report) -> None:
    """Reports what nothing refers to, in sets where references are the only way to it."""
    if any("." in member.kind for member in graph.members) or any(graph.of_kind(kind) for kind in _READERS):
        return  # an operator or controller may read anything by its name
    meant = set(_meant(graph))
    for kind in ("ConfigMap", "Secret", "PersistentVolumeClaim"):
        for member in graph.of_kind(kind):
            if member.users or _is_read_by_others(member) or (kind, member.namespace, member.name) in meant:
                continue
            if _has_pods_of_its_own(member, graph):
                claimed = f"mount it: `persistentVolumeClaim: {{claimName: {member.name}}}` in `volumes`"
                remedy = f"remove it, or {claimed}" if kind == "PersistentVolumeClaim" else None
                report.add(
                    UNUSED, member, ("metadata", "name"), f"no object in the set uses this {kind}", remedy=remedy
                )


def _meant(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Kind, namespace and name of the objects that a reference to nowhere is a misspelling of."""
    for one in graph.unresolved:
        kind, place = one.kinds[0], one.namespace
        index = graph.names(kind, place)
        for name in (*index.slips(one.name), *index.same_words(one.name), *graph.hashed(kind, place, one.name)):
            yield kind, place, name


def _is_read_by_others(member: Member) -> bool:
    """Whether labels, annotations or a type show that something looks for the object."""
    marked = [key for key in map(str, member.labels) if not key.startswith(("app", "helm.sh/", "kubernetes.io/"))]
    kind = member.tree.get("type")
    return bool(marked or member.annotations) or str(kind) not in {"None", "Opaque"}


def _has_pods_of_its_own(member: Member, graph: Graph) -> bool:
    """Whether the namespace has workloads, none of which runs with rights that are granted elsewhere."""
    workloads = graph.pods.in_place(member.namespace)
    return bool(workloads) and not any(
        user.field.use == "runs as" and user.name != "default" for one in workloads for user in one.uses
    )
