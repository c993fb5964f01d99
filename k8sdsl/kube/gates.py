"""Fields behind feature gates that a server with default gates drops before validation.

Such a field is decoded strictly and then dropped (`dropDisabledFields` of the kinds' strategies), so its value is not
validated. The tables of defaults are those of `pkg/features/kube_features.go`.
"""

from __future__ import annotations

NEVER = 1000
"""The minor version of a gate that is off in every release known here."""

GATED: dict[str, dict[str, int]] = {
    "apps_v1.RollingUpdateStatefulSetStrategy": {"maxUnavailable": 37},
    "apps_v1.StatefulSetSpec": {"ordinals": 27, "persistentVolumeClaimRetentionPolicy": 27},
    "autoscaling_v2.HPAScalingRules": {"tolerance": 35},
    "batch_v1.JobSpec": {
        "backoffLimitPerIndex": 29,
        "managedBy": 32,
        "maxFailedIndexes": 29,
        "podFailurePolicy": 26,
        "podReplacementPolicy": 29,
        "scheduling": NEVER,
        "successPolicy": 31,
    },
    "coordination_v1.LeaseSpec": {"preferredHolder": NEVER, "strategy": NEVER},
    "core_v1.Container": {"resizePolicy": 33, "restartPolicyRules": 35},
    "core_v1.EnvVarSource": {"fileKeyRef": 35},
    "core_v1.EphemeralContainer": {"resizePolicy": 33, "restartPolicyRules": 35},
    "core_v1.LifecycleHandler": {"sleep": 30},
    "core_v1.NodeStatus": {"declaredFeatures": 36},
    "core_v1.PersistentVolumeClaimSpec": {"volumeAttributesClassName": 34},
    "core_v1.PersistentVolumeSpec": {"volumeAttributesClassName": 34},
    "core_v1.PodAffinityTerm": {"matchLabelKeys": 31, "mismatchLabelKeys": 31},
    "core_v1.PodSecurityContext": {"seLinuxChangePolicy": 33, "supplementalGroupsPolicy": 33},
    "core_v1.PodSpec": {
        "hostUsers": 33,
        "hostnameOverride": 35,
        "resourceClaims": 34,
        "resources": 34,
        "schedulingGates": 27,
        "schedulingGroup": NEVER,
        "workloadRef": NEVER,
    },
    "core_v1.ResourceRequirements": {"claims": 34},
    "core_v1.ServiceSpec": {"trafficDistribution": 31},
    "core_v1.TopologySpreadConstraint": {
        "matchLabelKeys": 27,
        "minDomains": 27,
        "nodeAffinityPolicy": 26,
        "nodeTaintsPolicy": 26,
    },
    "core_v1.Volume": {"image": 35},
    "core_v1.VolumeMount": {"recursiveReadOnly": 31},
    "core_v1.VolumeProjection": {"clusterTrustBundle": NEVER, "podCertificate": NEVER},
    "discovery_v1.EndpointHints": {"forNodes": 34},
    "policy_v1.PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": 27},
    "storage_v1.CSIDriverSpec": {
        "nodeAllocatableUpdatePeriodSeconds": 35,
        "preventPodSchedulingIfMissing": 37,
        "seLinuxMount": 28,
        "serviceAccountTokenInSecrets": 35,
    },
    "storage_v1.VolumeError": {"errorCode": 35},
}
"""For each type, its gated fields with the minor version since which they are enabled by default."""

_REQUEST = {"adminAccess": 34, "capacity": 36, "derivedAttributes": NEVER, "firstAvailable": 34, "tolerations": 36}
_DEVICE = {
    "allNodes": 36,
    "allowMultipleAllocations": 36,
    "bindingConditions": 36,
    "bindingFailureConditions": 36,
    "bindsToNode": 36,
    "consumesCounters": 36,
    "nodeAllocatableResourceMappings": NEVER,
    "nodeAllocatableResources": NEVER,
    "nodeName": 36,
    "nodeSelector": 36,
    "taints": 36,
}
_DEVICES: dict[str, dict[str, int]] = {
    "BasicDevice": _DEVICE,
    "Device": _DEVICE,
    "DeviceAttribute": {"bools": NEVER, "ints": NEVER, "strings": NEVER, "versions": NEVER},
    "DeviceCapacity": {"requestPolicy": 36},
    "DeviceClassSpec": {"extendedResourceName": 36},
    "DeviceConstraint": {"distinctAttribute": 36},
    "DeviceCounterConsumption": {"compatibilityGroups": NEVER},
    "DeviceRequest": _REQUEST,
    "DeviceSubRequest": _REQUEST,
    "ExactDeviceRequest": _REQUEST,
    "ResourceSliceSpec": {
        "partitionTypeAttribute": NEVER,
        "perDeviceNodeSelection": 36,
        "sharedCounters": 36,
        "skipNodeOperations": NEVER,
    },
}
# Every version of resource.k8s.io has these types, under these names.
for _version in ("v1", "v1alpha3", "v1beta1", "v1beta2"):
    GATED.update({f"resource_{_version}.{name}": fields for name, fields in _DEVICES.items()})


def is_off(type_name: str, field: str, minor: int) -> bool:
    """Whether Kubernetes 1.`minor` drops a field (`core_v1.PodSpec`, `hostUsers`) with its default gates."""
    gated = GATED.get(type_name)
    return gated is not None and gated.get(field, 0) > minor
