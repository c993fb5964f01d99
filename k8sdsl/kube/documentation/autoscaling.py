"""Horizontal autoscaling."""

from __future__ import annotations

GROUPS = ("autoscaling",)

TYPES = {
    "HorizontalPodAutoscaler": "Changes the number of pods of a workload to keep metrics at their targets.",
    "HorizontalPodAutoscalerSpec": "What is scaled, between which bounds, by which metrics.",
    "HorizontalPodAutoscalerBehavior": "How fast it scales.",
    "HPAScalingRules": "How fast it scales in one direction.",
    "HPAScalingPolicy": "A change that is allowed per period.",
    "MetricSpec": "A metric and its target; the field that `type` names.",
    "MetricTarget": "The value to aim at.",
    "ResourceMetricSource": "The cpu or memory of the pods, in relation to their requests.",
    "ContainerResourceMetricSource": "As a resource, of one container.",
    "PodsMetricSource": "A metric of each pod, averaged.",
    "ObjectMetricSource": "A metric of another object, such as the requests of an Ingress.",
    "ExternalMetricSource": "A metric from outside the cluster, such as the length of a queue.",
    "CrossVersionObjectReference": "A workload in the same namespace.",
}

FIELDS = {
    "HorizontalPodAutoscalerSpec.scaleTargetRef": "Leave `replicas` out of that workload.",
    "HorizontalPodAutoscalerSpec.minReplicas": "At least 1; 0 needs a feature gate and an object or external metric.",
    "HorizontalPodAutoscalerSpec.maxReplicas": "Never more than this. Must fit the quota.",
    "HorizontalPodAutoscalerSpec.metrics": "The metric that asks for the most pods counts.",
    "HorizontalPodAutoscalerSpec.behavior": "Limits how fast it scales up and down.",
    "HorizontalPodAutoscalerSpec.targetCPUUtilizationPercentage": "Percent of the cpu request of the pods.",
    "HorizontalPodAutoscalerBehavior.scaleUp": "By default it may double, or add 4 pods, every 15 s.",
    "HorizontalPodAutoscalerBehavior.scaleDown": "By default all at once, after 300 s of lower demand.",
    "HPAScalingRules.stabilizationWindowSeconds": "Uses the safest recommendation of this many seconds, against "
    "flapping. 0 to 3600; 0 up and 300 down by default.",
    "HPAScalingRules.selectPolicy": "Which policy counts: Max changes fastest, Disabled forbids the direction.",
    "HPAScalingRules.policies": "Each allows a change per period; `selectPolicy` says which of them counts.",
    "HPAScalingRules.tolerance": "Deviations from the target below this ratio change nothing; 0.1 by default.",
    "HPAScalingPolicy.type": "Pods counts pods, Percent a share of the current number.",
    "HPAScalingPolicy.value": "How much the number may change per period.",
    "HPAScalingPolicy.periodSeconds": "Seconds, 1 to 1800.",
    "MetricSpec.type": "Names the one field that is set.",
    "MetricSpec.resource": "Pods without a request for the resource make it impossible to compute.",
    "MetricSpec.pods": "Needs an adapter for custom metrics.",
    "MetricSpec.object": "Needs an adapter for custom metrics.",
    "MetricSpec.external": "Needs an adapter for external metrics.",
    "MetricSpec.containerResource": "As `resource`, without the usage of sidecars.",
    "MetricTarget.type": "Names the one field that is set.",
    "MetricTarget.averageUtilization": "Percent of the requests, averaged over the pods. Only for resources.",
    "MetricTarget.averageValue": "A quantity per pod.",
    "MetricTarget.value": "A quantity in all, not per pod.",
    "ResourceMetricSource.name": "cpu or memory.",
    "CrossVersionObjectReference.apiVersion": "`apps/v1` for a Deployment.",
    "CrossVersionObjectReference.kind": "A kind with a scale subresource.",
}
