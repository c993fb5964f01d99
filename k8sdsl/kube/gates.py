"""Feature gates: since when each is on by default, and the fields that a server without it drops before validation.

The defaults are the versioned specs of `pkg/features/kube_features.go`. A release that switches a gate on by default
does not switch it off again, except `MaxUnavailableStatefulSet`, which was on from 1.35.0 to 1.35.3 only. A field of a
gate that is off is decoded strictly and then dropped (`dropDisabledFields` of the kinds' strategies), so its value is
not validated.
"""

from __future__ import annotations

NEVER = 1000
"""The minor version of a gate that is off by default in every release known here."""
ALPHA = "a gate that is alpha in every release known here"

GATES: dict[str, int] = {
    ALPHA: NEVER,
    "AppArmorFields": 30,
    "ClusterTrustBundleProjection": NEVER,
    "ContainerRestartRules": 35,
    "CoordinatedLeaderElection": NEVER,
    "CSIServiceAccountTokenSecrets": 35,
    "DRAAdminAccess": 34,
    "DRAConsumableCapacity": 36,
    "DRADeviceBindingConditions": 36,
    "DRADeviceTaints": 36,
    "DRAExtendedResource": 36,
    "DRAListTypeAttributes": NEVER,
    "DRANodeAllocatableResources": NEVER,
    "DRAPartitionableDevices": 36,
    "DRAPrioritizedList": 34,
    "DynamicResourceAllocation": 34,
    "EnvFiles": 35,
    "GenericWorkload": NEVER,
    "HostnameOverride": 35,
    "HPAConfigurableTolerance": 35,
    "ImageVolume": 35,
    "InPlacePodVerticalScaling": 33,
    "JobBackoffLimitPerIndex": 29,
    "JobManagedBy": 32,
    "JobPodFailurePolicy": 26,
    "JobPodReplacementPolicy": 29,
    "JobSuccessPolicy": 31,
    "MatchLabelKeysInPodAffinity": 31,
    "MatchLabelKeysInPodTopologySpread": 27,
    "MatchLabelKeysInPodTopologySpreadSelectorMerge": 34,
    "MaxUnavailableStatefulSet": 37,
    "MinDomainsInPodTopologySpread": 27,
    "MutableCSINodeAllocatableCount": 35,
    "MutablePodResourcesForSuspendedJobs": 36,
    "NodeDeclaredFeatures": 36,
    "NodeInclusionPolicyInPodTopologySpread": 26,
    "PDBUnhealthyPodEvictionPolicy": 27,
    "PodCertificateRequest": NEVER,
    "PodLevelResources": 34,
    "PodLifecycleSleepAction": 30,
    "PodLifecycleSleepActionAllowZero": 33,
    "PodObservedGenerationTracking": 34,
    "PodSchedulingReadiness": 27,
    "PreferSameTrafficDistribution": 34,
    "ProcMountType": 33,
    "RecoverVolumeExpansionFailure": 32,
    "RecursiveReadOnlyMounts": 31,
    "RelaxedDNSSearchValidation": 33,
    "RelaxedEnvironmentVariableValidation": 32,
    "RelaxedServiceNameValidation": 36,
    "RestartAllContainersOnContainerExits": 36,
    "SELinuxChangePolicy": 33,
    "SELinuxMount": 37,
    "SELinuxMountReadWriteOncePod": 28,
    "ServiceTrafficDistribution": 31,
    "SidecarContainers": 29,
    "StatefulSetAutoDeletePVC": 27,
    "StatefulSetStartOrdinal": 27,
    "StrictIPCIDRValidation": 36,
    "SupplementalGroupsPolicy": 33,
    "UserNamespacesSupport": 33,
    "VolumeAttributesClass": 34,
    "VolumeLimitScaling": 37,
    "WorkloadWithJob": NEVER,
}
"""The minor version since which each gate is on by default."""

GATED: dict[str, dict[str, str]] = {
    "apps_v1.RollingUpdateStatefulSetStrategy": {"maxUnavailable": "MaxUnavailableStatefulSet"},
    "apps_v1.StatefulSetSpec": {
        "ordinals": "StatefulSetStartOrdinal",
        "persistentVolumeClaimRetentionPolicy": "StatefulSetAutoDeletePVC",
    },
    "autoscaling_v2.HPAScalingRules": {"tolerance": "HPAConfigurableTolerance"},
    "batch_v1.JobSpec": {
        "backoffLimitPerIndex": "JobBackoffLimitPerIndex",
        "managedBy": "JobManagedBy",
        "maxFailedIndexes": "JobBackoffLimitPerIndex",
        "podFailurePolicy": "JobPodFailurePolicy",
        "podReplacementPolicy": "JobPodReplacementPolicy",
        "scheduling": "WorkloadWithJob",
        "successPolicy": "JobSuccessPolicy",
    },
    "coordination_v1.LeaseSpec": {
        "preferredHolder": "CoordinatedLeaderElection",
        "strategy": "CoordinatedLeaderElection",
    },
    "core_v1.Container": {"resizePolicy": "InPlacePodVerticalScaling", "restartPolicyRules": "ContainerRestartRules"},
    "core_v1.EnvVarSource": {"fileKeyRef": "EnvFiles"},
    "core_v1.EphemeralContainer": {
        "resizePolicy": "InPlacePodVerticalScaling",
        "restartPolicyRules": "ContainerRestartRules",
    },
    "core_v1.LifecycleHandler": {"sleep": "PodLifecycleSleepAction"},
    "core_v1.NodeStatus": {"declaredFeatures": "NodeDeclaredFeatures"},
    "core_v1.PersistentVolumeClaimSpec": {"volumeAttributesClassName": "VolumeAttributesClass"},
    "core_v1.PersistentVolumeSpec": {"volumeAttributesClassName": "VolumeAttributesClass"},
    "core_v1.PodAffinityTerm": {
        "matchLabelKeys": "MatchLabelKeysInPodAffinity",
        "mismatchLabelKeys": "MatchLabelKeysInPodAffinity",
    },
    "core_v1.PodSecurityContext": {
        "seLinuxChangePolicy": "SELinuxChangePolicy",
        "supplementalGroupsPolicy": "SupplementalGroupsPolicy",
    },
    "core_v1.PodSpec": {
        "hostUsers": "UserNamespacesSupport",
        "hostnameOverride": "HostnameOverride",
        "resourceClaims": "DynamicResourceAllocation",
        "resources": "PodLevelResources",
        "schedulingGates": "PodSchedulingReadiness",
        "schedulingGroup": "GenericWorkload",
        "workloadRef": "GenericWorkload",
    },
    "core_v1.ResourceRequirements": {"claims": "DynamicResourceAllocation"},
    "core_v1.ServiceSpec": {"trafficDistribution": "ServiceTrafficDistribution"},
    "core_v1.TopologySpreadConstraint": {
        "matchLabelKeys": "MatchLabelKeysInPodTopologySpread",
        "minDomains": "MinDomainsInPodTopologySpread",
        "nodeAffinityPolicy": "NodeInclusionPolicyInPodTopologySpread",
        "nodeTaintsPolicy": "NodeInclusionPolicyInPodTopologySpread",
    },
    "core_v1.Volume": {"image": "ImageVolume"},
    "core_v1.VolumeMount": {"recursiveReadOnly": "RecursiveReadOnlyMounts"},
    "core_v1.VolumeProjection": {
        "clusterTrustBundle": "ClusterTrustBundleProjection",
        "podCertificate": "PodCertificateRequest",
    },
    "discovery_v1.EndpointHints": {"forNodes": "PreferSameTrafficDistribution"},
    "policy_v1.PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": "PDBUnhealthyPodEvictionPolicy"},
    "storage_v1.CSIDriverSpec": {
        "nodeAllocatableUpdatePeriodSeconds": "MutableCSINodeAllocatableCount",
        "preventPodSchedulingIfMissing": "VolumeLimitScaling",
        "seLinuxMount": "SELinuxMountReadWriteOncePod",
        "serviceAccountTokenInSecrets": "CSIServiceAccountTokenSecrets",
    },
    "storage_v1.VolumeError": {"errorCode": "MutableCSINodeAllocatableCount"},
}
"""For each type, its gated fields with their gates."""

_REQUEST = {
    "adminAccess": "DRAAdminAccess",
    "capacity": "DRAConsumableCapacity",
    "derivedAttributes": ALPHA,
    "firstAvailable": "DRAPrioritizedList",
    "tolerations": "DRADeviceTaints",
}
_DEVICE = {
    "allNodes": "DRAPartitionableDevices",
    "allowMultipleAllocations": "DRAConsumableCapacity",
    "bindingConditions": "DRADeviceBindingConditions",
    "bindingFailureConditions": "DRADeviceBindingConditions",
    "bindsToNode": "DRADeviceBindingConditions",
    "consumesCounters": "DRAPartitionableDevices",
    "nodeAllocatableResourceMappings": "DRANodeAllocatableResources",
    "nodeAllocatableResources": "DRANodeAllocatableResources",
    "nodeName": "DRAPartitionableDevices",
    "nodeSelector": "DRAPartitionableDevices",
    "taints": "DRADeviceTaints",
}
_DEVICES: dict[str, dict[str, str]] = {
    "BasicDevice": _DEVICE,
    "Device": _DEVICE,
    "DeviceAttribute": {
        "bools": "DRAListTypeAttributes",
        "ints": "DRAListTypeAttributes",
        "strings": "DRAListTypeAttributes",
        "versions": "DRAListTypeAttributes",
    },
    "DeviceCapacity": {"requestPolicy": "DRAConsumableCapacity"},
    "DeviceClassSpec": {"extendedResourceName": "DRAExtendedResource"},
    "DeviceConstraint": {"distinctAttribute": "DRAConsumableCapacity"},
    "DeviceCounterConsumption": {"compatibilityGroups": ALPHA},
    "DeviceRequest": _REQUEST,
    "DeviceSubRequest": _REQUEST,
    "ExactDeviceRequest": _REQUEST,
    "ResourceSliceSpec": {
        "partitionTypeAttribute": ALPHA,
        "perDeviceNodeSelection": "DRAPartitionableDevices",
        "sharedCounters": "DRAPartitionableDevices",
        "skipNodeOperations": ALPHA,
    },
}
# Every version of resource.k8s.io has these types, under these names.
for _version in ("v1", "v1alpha3", "v1beta1", "v1beta2"):
    GATED.update({f"resource_{_version}.{name}": fields for name, fields in _DEVICES.items()})


def is_on(gate: str, minor: int) -> bool:
    """Whether Kubernetes 1.`minor` has a gate on by default."""
    return minor >= GATES[gate]


def is_off(type_name: str, field: str, minor: int) -> bool:
    """Whether Kubernetes 1.`minor` drops a field (`core_v1.PodSpec`, `hostUsers`) with its default gates."""
    gate = GATED.get(type_name, _NONE).get(field)
    return gate is not None and GATES[gate] > minor


_NONE: dict[str, str] = {}
