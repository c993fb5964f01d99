"""Workloads whose selectors match each other's pods, and volumes that no container mounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath

_LABELS = "spec.template.metadata.labels"
OVERLAP = Rule(
    "set/workloads-overlap",
    "The `selector` of a workload must not match the pods of another workload.",
    bad={"Deployment/web": {}, "Deployment/worker": {_LABELS: {"app": "web", "role": "worker"}}},
    good={
        "Deployment/web": {},
        "Deployment/worker": {"spec.selector.matchLabels": {"app": "worker"}, _LABELS: {"app": "worker"}},
    },
    severity=Severity.WARNING,
    remedy="give each workload its own label, such as `component: worker`, and select by it",
)
UNMOUNTED = Rule(
    "set/volume-not-mounted",
    "A volume must be mounted by a container.",
    bad={"Deployment/web": {"spec.template.spec.volumes": [{"name": "tmp", "emptyDir": {}}]}},
    good={
        "Deployment/web": {
            "spec.template.spec.volumes": [{"name": "tmp", "emptyDir": {}}],
            "spec.template.spec.containers[0].volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108
        }
    },
    severity=Severity.NOTE,
    remedy="mount it with `volumeMounts`, or remove it",
)
_CONTROLLERS = frozenset(("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController"))


def check(graph: Graph, report: Report) -> None:
    """Reports selectors that match pods of others, and volumes that nothing mounts."""
    for member in graph.workloads:
        for selection in member.selects:
            if selection.field.use == "selects" and member.kind in _CONTROLLERS:
                rivals = (one for one in graph.selected(selection) if _are_rivals(member, one, graph))
                rival = min(rivals, key=lambda one: one.name, default=None)
                if rival is not None and not (member.name < rival.name and _selects(rival, member)):
                    report.add(OVERLAP, member, selection.path, f"the selector also matches the pods of {rival.title}")
        _judge_volumes(member, report)


def _selects(workload: Member, other: Member) -> bool:
    """Whether a workload also selects the pods of another, and so has a finding of its own."""
    labels = other.pods.labels if other.pods is not None else {}
    return any(one.field.use == "selects" and one.matches(labels) for one in workload.selects)


def _are_rivals(member: Member, other: Member, graph: Graph) -> bool:
    return other.kind == member.kind and other.name != member.name and graph.together(member, other)


def _judge_volumes(member: Member, report: Report) -> None:
    if member.pods is None or not member.pods.spec.get("volumes"):
        return
    mounted = {
        str(mount.get("name"))
        for _, container in member.pods.containers()
        for part in ("volumeMounts", "volumeDevices")
        for _, mount in maps_in(container.get(part))
    }
    told = " ".join(map(str, member.pods.annotations.values()))  # sidecars are injected with mounts from there
    for index, volume in maps_in(member.pods.spec["volumes"]):
        name = str(volume.get("name"))
        if name not in mounted and name not in told:
            path: FieldPath = (*member.pods.steps, "volumes", index, "name")
            report.add(UNMOUNTED, member, path, f"no container mounts the volume `{name}`")
