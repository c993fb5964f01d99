"""Autoscalers: their targets, the requests that usage is compared with, and several for one workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.rule import Rule
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath

_TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
_METRIC = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
_RESOURCES = "spec.template.spec.containers[0].resources"
_SCALER = {"spec.scaleTargetRef": _TARGET, "spec.metrics": [_METRIC]}
_REQUESTING = {_RESOURCES: {"requests": {"cpu": "100m"}}}
REQUEST = Rule(
    "set/scaled-without-request",
    "A workload that is scaled by `averageUtilization` must request that resource in every container.",
    "calculatePodRequests of the pod autoscaler",
    bad={"HorizontalPodAutoscaler/web": _SCALER, "Deployment/web": {}},
    good={"HorizontalPodAutoscaler/web": _SCALER, "Deployment/web": _REQUESTING},
    severity=Severity.WARNING,
    remedy="for example, set `resources: {requests: {cpu: 100m}}` in every container",
)
RIVALS = Rule(
    "set/scaled-twice",
    "A workload must be in `scaleTargetRef` of only one autoscaler.",
    bad={
        "HorizontalPodAutoscaler/web": _SCALER,
        "HorizontalPodAutoscaler/web-memory": _SCALER,
        "Deployment/web": _REQUESTING,
    },
    good={"HorizontalPodAutoscaler/web": _SCALER, "Deployment/web": _REQUESTING},
    severity=Severity.WARNING,
    remedy="move all entries of `metrics` to one autoscaler",
)
KIND = Rule(
    "set/unscalable-target",
    "`scaleTargetRef` must name a kind that has replicas.",
    bad={"HorizontalPodAutoscaler/web": {"spec.scaleTargetRef": {**_TARGET, "kind": "DaemonSet"}}},
    good={"HorizontalPodAutoscaler/web": _SCALER},
    severity=Severity.WARNING,
    remedy="name a workload with replicas, such as `kind: Deployment`",
)
_OF_CONTAINER = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}
CONTAINER = Rule(
    "set/scaled-container",
    "A metric of type ContainerResource must name a container of the scaled pods.",
    bad={
        "HorizontalPodAutoscaler/web": {
            "spec.scaleTargetRef": _TARGET,
            "spec.metrics": [{"type": "ContainerResource", "containerResource": {"container": "app", **_OF_CONTAINER}}],
        },
        "Deployment/web": _REQUESTING,
    },
    good={
        "HorizontalPodAutoscaler/web": {
            "spec.scaleTargetRef": _TARGET,
            "spec.metrics": [{"type": "ContainerResource", "containerResource": {"container": "web", **_OF_CONTAINER}}],
        },
        "Deployment/web": _REQUESTING,
    },
    severity=Severity.WARNING,
    remedy="write the name of a container, such as `container: web`",
)
_FIXED = frozenset(("DaemonSet", "Job", "CronJob", "Pod", "Service"))


def check(graph: Graph, report: Report) -> None:
    """Reports autoscalers that cannot measure, or that work against each other."""
    by_target: dict[tuple[str, str, str], list[Member]] = {}
    for scaler in (*graph.of_kind("HorizontalPodAutoscaler"), *graph.of_kind("ScaledObject.keda.sh")):
        for reference in scaler.uses:
            if reference.field.use == "scales":
                _judge_kind(scaler, report)
                if reference.kinds[0] in _FIXED:
                    report.add(KIND, scaler, reference.sibling("kind"), f"a {reference.kinds[0]} has no replicas")
                by_target.setdefault((reference.kinds[0], reference.namespace, reference.name), []).append(scaler)
                if reference.target is not None:
                    _judge_metrics(scaler, reference.target, graph, report)
    for (_, _, name), scalers in by_target.items():
        _judge_rivals(name, scalers, graph, report)


def _judge_kind(scaler: Member, report: Report) -> None:
    """Reports a kind that its group does not have, but in another spelling."""
    target = scaler.spec.get("scaleTargetRef")
    kind, known = get(target, ("kind",)), KINDS.get(str(get(target, ("apiVersion",), "apps/v1")), {})
    if type(kind) is str and known and kind not in known:
        meant = next((one for one in known if one.lower() in {kind.lower(), kind.lower().rstrip("s")}), "")
        if meant:
            message = f"the kind `{kind}` does not exist, so the autoscaler finds no target"
            report.add(KIND, scaler, ("spec", "scaleTargetRef", "kind"), message, remedy=f"write `kind: {meant}`")


def _judge_rivals(name: str, scalers: list[Member], graph: Graph, report: Report) -> None:
    distinct = sorted({(one.kind, one.name): one for one in scalers}.values(), key=lambda one: (one.kind, one.name))
    for other in distinct[1:]:
        first = next((one for one in distinct if one is not other and graph.together(one, other)), None)
        if first is not None:
            message = f"{first.title} also scales `{name}`; each reverts the changes of the other"
            report.add(RIVALS, other, ("spec", "scaleTargetRef", "name"), message)


def _judge_metrics(scaler: Member, target: Member, graph: Graph, report: Report) -> None:
    for path, container, resource in _metrics(scaler):
        if not container and not _is_requested_by_default(target, resource, graph):
            lacking = list(_lacking(target, resource))
            if lacking:
                message = (
                    f"{target.title} does not request {resource} in {', '.join(lacking)}, so the utilization cannot "
                    "be computed"
                )
                remedy = f"set `resources.requests.{resource}` of {', '.join(lacking)}"
                report.add(REQUEST, scaler, path, message, remedy=remedy)
        elif container and target.pods is not None:
            names = [str(one.get("name")) for _, one in target.pods.containers()]
            if container not in names:
                message = f"{target.title} has no container `{container}`"
                report.add(
                    CONTAINER, scaler, path, message, remedy=f"write one of {', '.join(f'`{n}`' for n in names)}"
                )


def _metrics(scaler: Member) -> Iterator[tuple[FieldPath, str, str]]:
    """The path of each metric that is compared with requests, with its container (empty for all) and resource."""
    if type(scaler.spec.get("targetCPUUtilizationPercentage")) is int:
        yield ("spec", "targetCPUUtilizationPercentage"), "", "cpu"
    for index, metric in maps_in(scaler.spec.get("metrics")):
        resource = get(metric, ("resource", "name"))
        if type(resource) is str and get(metric, ("resource", "target", "type"), "Utilization") == "Utilization":
            yield ("spec", "metrics", index, "resource", "name"), "", resource
        container = get(metric, ("containerResource", "container"))
        if type(container) is str:
            yield ("spec", "metrics", index, "containerResource", "container"), container, ""


def _lacking(target: Member, resource: str) -> Iterator[str]:
    """The containers that request nothing of a resource; a limit is a request too."""
    if target.pods is None or get(target.pods.spec, ("resources", "requests", resource)) is not None:
        return
    for _, container in target.pods.running():
        if all(get(container, ("resources", part, resource)) is None for part in ("requests", "limits")):
            yield str(container.get("name"))


def _is_requested_by_default(target: Member, resource: str, graph: Graph) -> bool:
    """Whether a LimitRange of the namespace fills the request in."""
    return any(
        get(one, (part, resource)) is not None
        for limits in graph.in_namespace("LimitRange", target.namespace)
        for _, one in maps_in(limits.spec.get("limits"))
        for part in ("defaultRequest", "default", "max")
    )
