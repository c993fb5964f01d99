"""Horizontal autoscaling."""

from __future__ import annotations

GROUPS = ("autoscaling",)

TYPES = {
    "HorizontalPodAutoscaler": "Changes the number of pods of a workload to keep metrics at their targets.",
    "HorizontalPodAutoscalerSpec": "The workload to scale, the bounds for its replicas, and the metrics.",
    "HorizontalPodAutoscalerBehavior": "How fast the workload scales up and down.",
    "HPAScalingRules": "How fast the workload scales in one direction.",
    "HPAScalingPolicy": "The largest change allowed per period.",
    "MetricSpec": "A metric and its target, in the field that `type` names.",
    "MetricTarget": "The value to aim at.",
    "ResourceMetricSource": "The cpu or memory of the pods, in relation to their requests.",
    "ContainerResourceMetricSource": "Like `resource`, for a single container.",
    "PodsMetricSource": "A metric that each pod reports, averaged over the pods.",
    "ObjectMetricSource": "A metric of another object, such as the requests of an Ingress.",
    "ExternalMetricSource": "A metric from outside the cluster, such as the length of a queue.",
    "CrossVersionObjectReference": "A workload in the same namespace.",
}

FIELDS = {
    "HorizontalPodAutoscalerSpec.scaleTargetRef": "Omit `replicas` in the manifest of that workload.",
    "HorizontalPodAutoscalerSpec.minReplicas": "At least 1; 0 requires a feature gate and an object or external "
    "metric.",
    "HorizontalPodAutoscalerSpec.maxReplicas": "The maximum number of pods. It must fit in the quota.",
    "HorizontalPodAutoscalerSpec.metrics": "The metric that calls for the most pods is used.",
    "HorizontalPodAutoscalerSpec.behavior": "Limits how fast it scales up and down.",
    "HorizontalPodAutoscalerSpec.targetCPUUtilizationPercentage": "A percentage of the cpu that the pods request.",
    "HorizontalPodAutoscalerBehavior.scaleUp": "By default, the number of pods can double, or grow by 4 if that "
    "is more, every 15 seconds.",
    "HorizontalPodAutoscalerBehavior.scaleDown": "By default, all extra pods are removed at once after 300 seconds of "
    "lower demand.",
    "HPAScalingRules.stabilizationWindowSeconds": "Uses the safest recommendation of this many seconds, against "
    "flapping. 0 to 3600; 0 up and 300 down by default.",
    "HPAScalingRules.selectPolicy": "Which policy applies: Max allows the fastest change, and Disabled turns scaling "
    "in this direction off.",
    "HPAScalingRules.policies": "Each policy limits the change per period; `selectPolicy` says which policy applies.",
    "HPAScalingRules.tolerance": "Deviations from the target below this ratio are ignored; 0.1 by default.",
    "HPAScalingPolicy.type": "Pods is a number of pods, Percent a percentage of the current number.",
    "HPAScalingPolicy.value": "How much the number of pods can change per period.",
    "HPAScalingPolicy.periodSeconds": "Seconds, 1 to 1800.",
    "MetricSpec.type": "The type of the metric, which is also the name of the field to set.",
    "MetricSpec.resource": "Pods without a request for the resource make it impossible to compute.",
    "MetricSpec.pods": "Needs an adapter for custom metrics.",
    "MetricSpec.object": "Needs an adapter for custom metrics.",
    "MetricSpec.external": "Needs an adapter for external metrics.",
    "MetricSpec.containerResource": "Like `resource`, but without the usage of sidecars.",
    "MetricTarget.type": "The kind of target; Utilization is set in `averageUtilization`.",
    "MetricTarget.averageUtilization": "A percentage of the requests, averaged over the pods. Only for resource "
    "metrics.",
    "MetricTarget.averageValue": "A quantity per pod.",
    "MetricTarget.value": "A quantity for all pods together.",
    "ResourceMetricSource.name": "cpu or memory.",
    "CrossVersionObjectReference.apiVersion": "`apps/v1` for a Deployment.",
    "CrossVersionObjectReference.kind": "A kind with a scale subresource.",
}
