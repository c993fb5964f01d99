"""HorizontalPodAutoscalers of both versions (autoscaling/validation `ValidateHorizontalPodAutoscaler`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.autoscaling.behavior import validate_behavior
from k8sdsl.server.rules.autoscaling.metrics import validate_metrics
from k8sdsl.server.rules.autoscaling.references import validate_reference
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

REPLICAS = Rule(
    "autoscaling/replicas",
    "`minReplicas` must be at least 1, and `maxReplicas` must not be less than `minReplicas`.",
    "validateHorizontalPodAutoscalerSpec",
    "HorizontalPodAutoscaler",
    bad={"spec.minReplicas": 4, "spec.maxReplicas": 3},
    good={"spec.minReplicas": 3, "spec.maxReplicas": 3},
    remedy="for example, write `minReplicas: 2` and `maxReplicas: 10`",
)
SCALE_TO_ZERO = Rule(
    "autoscaling/scale-to-zero",
    "`minReplicas: 0` requires an entry of `metrics` with the type Object or External.",
    "validateMetrics",
    "HorizontalPodAutoscaler",
    bad={"spec.minReplicas": 0},
    good={"spec.minReplicas": 1},
    remedy="set `minReplicas: 1`; a server scales to zero only if its gate HPAScaleToZero is on",
)


def validate_horizontal_pod_autoscaler(obj: Tree, problems: Problems, context: Context) -> None:
    """An autoscaler on create; version 1 is read as version 2 with one metric."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    least, most = spec.get("minReplicas", 1), spec.get("maxReplicas", 0)
    if least < 1:
        problems.add(REPLICAS, "spec.minReplicas", f"{least} must be at least 1")
    if most < 1:
        problems.add(REPLICAS, "spec.maxReplicas", "must be set to a number greater than 0")
    if most < least:
        problems.add(REPLICAS, "spec.maxReplicas", f"{most} must not be less than minReplicas, which is {least}")
    target = spec.get("scaleTargetRef") or {}
    # A ReplicationController is the only scalable kind without an API group.
    grouped = target.get("kind") != "ReplicationController"
    validate_reference(target, "spec.scaleTargetRef", problems, context, grouped=grouped)
    metrics = spec.get("metrics") or []
    if "targetCPUUtilizationPercentage" in spec:
        utilization = {"type": "Utilization", "averageUtilization": spec["targetCPUUtilizationPercentage"]}
        metrics = [{"type": "Resource", "resource": {"name": "cpu", "target": utilization}}]
    validate_metrics(metrics, "spec.metrics", problems, context)
    if least == 0 and not any(metric.get("type") in {"Object", "External"} for metric in metrics):
        problems.add(SCALE_TO_ZERO, "spec.metrics", "no metric is of the type Object or External")
    if "behavior" in spec:
        validate_behavior(spec["behavior"], "spec.behavior", problems)
