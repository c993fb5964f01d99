"""The metrics of an autoscaler (autoscaling/validation `validateMetrics`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.rules.autoscaling.references import validate_reference
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.resources import container_resource_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

SOURCE = Rule(
    "autoscaling/metric-source",
    (
        "A metric must have a `type` and exactly the one field of that name: `object`, `external`, `pods`, "
        "`resource` or `containerResource`."
    ),
    "validateMetricSpec",
    "HorizontalPodAutoscaler",
    bad={"spec.metrics": [{"type": "Resources", "resource": {"name": "cpu"}}]},
    good={
        "spec.metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Value", "averageUtilization": 80}}},
        ],
    },
    remedy=(
        "for example, write `{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: "
        "80}}}`"
    ),
)
NAME = Rule(
    "autoscaling/metric-name",
    "A metric must have a `metric.name`, or the `name` of a resource, and for ContainerResource a `container`.",
    "validateMetricIdentifier",
    "HorizontalPodAutoscaler",
    bad={
        "spec.metrics": [
            {"type": "Pods", "pods": {"metric": {"name": "a/b"}, "target": {"type": "Value", "averageValue": 1}}},
        ],
    },
    good={
        "spec.metrics": [
            {"type": "Pods", "pods": {"metric": {"name": "rps"}, "target": {"type": "Value", "averageValue": 1}}},
        ],
    },
    remedy=(
        "for example, write `pods: {metric: {name: requests-per-second}, target: {type: AverageValue, averageValue: "
        "100}}`"
    ),
)
TARGET = Rule(
    "autoscaling/metric-target",
    "The `target` of a metric must have a valid `type` and a positive value that the kind of metric supports.",
    "validateMetricTarget",
    "HorizontalPodAutoscaler",
    bad={
        "spec.metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Value", "averageUtilization": 0}}},
        ],
    },
    good={
        "spec.metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "1"}}},
        ],
    },
    remedy=(
        "for example, write `target: {type: Utilization, averageUtilization: 80}` or `{type: AverageValue, "
        "averageValue: 500m}`"
    ),
)

_SOURCES = {
    "object": "Object",
    "external": "External",
    "pods": "Pods",
    "resource": "Resource",
    "containerResource": "ContainerResource",
}
"""In upstream's order: only the first one set is validated."""


def validate_metrics(metrics: list[Tree], path: str, problems: Problems, context: Context) -> None:
    """All metrics of an autoscaler."""
    for index, metric in enumerate(metrics):
        at = f"{path}[{index}]"
        kind = metric.get("type", "")
        present = [field for field in _SOURCES if field in metric]
        expected = next((field for field, name in _SOURCES.items() if name == kind), "")
        if not expected:
            refuse_choice(SOURCE, kind, _SOURCES.values(), f"{at}.type", problems)
        elif expected not in present:
            problems.add(SOURCE, f"{at}.{expected}", f"{expected} is required for the type {kind}")
        for field in present if len(present) > 1 else ():
            if field != expected:
                problems.add(SOURCE, f"{at}.{field}", f"cannot be set for the type {kind}")
        if present:
            _validate_source(metric[present[0]], present[0], f"{at}.{present[0]}", problems, context)


def _validate_source(source: Tree, field: str, path: str, problems: Problems, context: Context) -> None:
    target = source.get("target") or {}
    if field == "object":
        at = f"{path}.describedObject"
        validate_reference(source.get("describedObject") or {}, at, problems, context, grouped=False)
    _validate_names(source, field, path, problems)
    _validate_target(target, f"{path}.target", problems)
    value, average = "value" in target, "averageValue" in target
    if field in {"resource", "containerResource"}:
        _either("averageUtilization" in target, average, "averageUtilization", "averageValue", path, problems)
    elif field == "external":
        _either(average, value, "averageValue", "value", path, problems)
    elif not average and (field == "pods" or not value):
        problems.add(TARGET, f"{path}.target.averageValue", "averageValue is required")


def _either(first: bool, second: bool, one: str, other: str, path: str, problems: Problems) -> None:  # noqa: FBT001
    """Exactly one of two kinds of value: the server requires `one`, and refuses `other` as a second one."""
    if not first and not second:
        problems.add(TARGET, f"{path}.target.{one}", f"{one} or {other} is required")
    elif first and second:
        problems.add(TARGET, f"{path}.target.{other}", f"cannot be set together with {one}")


def _validate_names(source: Tree, field: str, path: str, problems: Problems) -> None:
    if field in {"resource", "containerResource"}:
        name = source.get("name", "")
        if not name:
            problems.add(NAME, f"{path}.name", "name is required; set cpu or memory")
        elif field == "containerResource" and (reason := container_resource_name(name)):
            problems.add(NAME, f"{path}.name", f"{name!r} {reason}")
        container = source.get("container", "")
        reason = formats.dns1123_label(container) if container else "is empty; the name of a container is required"
        if field == "containerResource" and reason:
            problems.add(NAME, f"{path}.container", f"{container!r} {reason}")
        return
    name = (source.get("metric") or {}).get("name", "")
    reason = formats.path_segment(name) if name else "is empty; the name of a metric is required"
    if reason:
        problems.add(NAME, f"{path}.metric.name", f"{name!r} {reason}")


def _validate_target(target: Tree, path: str, problems: Problems) -> None:
    kind = target.get("type", "")
    if kind not in {"Utilization", "Value", "AverageValue"}:
        refuse_choice(TARGET, kind, ("Utilization", "Value", "AverageValue"), f"{path}.type", problems)
    for field in ("value", "averageValue"):
        if field in target and (parse_quantity(target[field]) or 0) <= 0:
            problems.add(TARGET, f"{path}.{field}", f"{target[field]} must be greater than 0")
    if target.get("averageUtilization", 1) < 1:
        problems.add(TARGET, f"{path}.averageUtilization", f"{target['averageUtilization']} must be greater than 0")
