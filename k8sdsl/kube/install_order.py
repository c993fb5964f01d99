"""The order in which kinds are applied to a cluster: dependencies first, webhooks last."""

from __future__ import annotations

_ORDER = (
    "Namespace",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "VolumeAttributesClass",
    "CSIDriver",
    "CustomResourceDefinition",
    "ResourceQuota",
    "LimitRange",
    "NetworkPolicy",
    "ServiceAccount",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "ConfigMap",
    "Secret",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Endpoints",
    "EndpointSlice",
    "Service",
    "PodDisruptionBudget",
    "PodTemplate",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "StatefulSet",
    "HorizontalPodAutoscaler",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
)
_LAST = (
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
)

RANKS = {kind: rank for rank, kind in enumerate(_ORDER)} | {kind: 1000 + rank for rank, kind in enumerate(_LAST)}
OTHER = 500
"""The rank of every other kind: custom resources come after their controllers and before the webhooks."""


def install_rank(kind: str) -> int:
    """The rank of a kind; smaller comes first."""
    return RANKS.get(kind, OTHER)
