"""Pod-level requests and limits, and how those of the containers fit into them (since 1.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.resources import (
    COMPUTE_RESOURCES,
    is_huge_page,
    milli_value,
    resource_name,
    validate_resource_requirements,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

POD_RESOURCES = Rule(
    "core/pod-resources",
    "Pod-level `resources` must contain only cpu, memory and huge pages, without `claims`, and not on Windows.",
    "validatePodResources",
    "Pod",
    bad={"spec.resources": {"limits": {"ephemeral-storage": "1Gi"}}},
    good={"spec.resources": {"limits": {"memory": "1Gi"}}},
    remedy="keep only `cpu`, `memory` and `hugepages-2Mi` here, and move the rest to `containers[].resources`",
)
POD_TOTAL = Rule(
    "core/pod-resources-total",
    "Pod-level `requests` must cover the containers' requests together, and no container's limit may exceed the pod's.",
    "validatePodResourceConsistency",
    "Pod",
    bad={
        "spec.resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "4Gi"}},
        "spec.containers[0].resources": {"requests": {"memory": "2Gi"}},
    },
    good={
        "spec.resources": {"requests": {"memory": "3Gi"}, "limits": {"memory": "4Gi"}},
        "spec.containers[0].resources": {"requests": {"memory": "2Gi"}},
    },
    remedy="raise the pod's value, such as `resources: {requests: {memory: 3Gi}, limits: {memory: 4Gi}}`",
)


def _name(name: str) -> str:
    reason = resource_name(name)
    if reason or name in COMPUTE_RESOURCES or is_huge_page(name):
        return reason
    return "must be cpu, memory or hugepages-SIZE"


def validate_pod_resources(path: str, problems: Problems, scope: PodScope) -> None:
    """The pod's own resources; `path` is that of the spec."""
    resources = scope.spec.get("resources")
    if resources is None:
        return
    path = f"{path}.resources"
    if scope.spec.get("os", {}).get("name") == "windows":
        problems.add(POD_RESOURCES, path, "pod-level resources are not supported on Windows; set them per container")
        return
    if "claims" in resources:
        problems.add(POD_RESOURCES, f"{path}.claims", "pod-level resources cannot have claims; set them per container")
    validate_resource_requirements(
        resources, path, problems, claims=scope.claims, name_rule=POD_RESOURCES, name_reason=_name
    )
    _fit(resources, path, problems, scope)


def _fit(resources: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    for name, total in containers_total(scope.spec, "requests").items():
        if name in requests and total > milli_value(requests[name]):
            at = f"{path}.requests[{name}]"
            problems.add(POD_TOTAL, at, f"{requests[name]} is less than the sum of the containers' requests")
    for name, total in containers_total(scope.spec, "limits").items():
        if is_huge_page(name) and name in limits and total > milli_value(limits[name]):
            at = f"{path}.limits[{name}]"
            problems.add(POD_TOTAL, at, f"{limits[name]} is less than the sum of the containers' limits")
    for index, container in enumerate(scope.spec.get("containers", ())):
        for name, value in container.get("resources", {}).get("limits", {}).items():
            if name in limits and milli_value(value) > milli_value(limits[name]):
                at = f"{path}.containers[{index}][{name}].limits"
                problems.add(POD_TOTAL, at, f"{value} exceeds the pod's limit of {limits[name]}")


def _resources(container: Tree, field: str) -> Iterable[tuple[str, int]]:
    entries: dict[str, Any] = container.get("resources", {}).get(field) or {}
    return [(name, milli_value(value)) for name, value in entries.items()]


def containers_total(spec: Tree, field: str) -> dict[str, int]:
    """The most that the containers need at one time, in thousandths (resourcehelper.AggregateContainerRequests)."""
    total: dict[str, int] = {}
    for container in spec.get("containers", ()):
        _add(total, _resources(container, field))
    sidecars: dict[str, int] = {}
    peak: dict[str, int] = {}
    for container in spec.get("initContainers", ()):
        own = _resources(container, field)
        if container.get("restartPolicy") == "Always":
            _add(total, own)
            _add(sidecars, own)
            needed = sidecars
        else:
            needed = dict(sidecars)
            _add(needed, own)
        for name, value in needed.items():
            peak[name] = max(peak.get(name, value), value)
    for name, value in peak.items():
        total[name] = max(total.get(name, value), value)
    return total


def _add(total: dict[str, int], entries: Iterable[tuple[str, int]]) -> None:
    for name, value in entries:
        total[name] = total.get(name, 0) + value


def default_pod_resources(spec: Tree) -> None:
    """Fills in the pod's own requests and limits in place, as the server does for pods (defaultPodRequests ...)."""
    resources = spec.get("resources")
    if not resources or not (resources.get("limits") or resources.get("requests")):
        return
    limits, requests = resources.setdefault("limits", {}), resources.setdefault("requests", {})
    for name, total in containers_total(spec, "limits").items():
        if is_huge_page(name) and name not in requests and name not in limits:
            limits[name] = _text(total)
    if limits:
        for name, total in containers_total(spec, "requests").items():
            if name in COMPUTE_RESOURCES and name not in requests:
                requests[name] = _text(total)
        for name, value in limits.items():
            if name not in requests and (name in COMPUTE_RESOURCES or is_huge_page(name)):
                requests[name] = value


def _text(milli: int) -> str:
    return str(milli // 1000) if milli % 1000 == 0 else f"{milli}m"
