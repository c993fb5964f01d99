"""The API server's values for omitted fields (the `SetDefaults_...` functions of its API groups).

`DEFAULTS` holds the values that depend only on the type; the server's own functions for the others are in
`server/defaulting`, and `CONDITIONAL` describes them in words, for `explain`. Types are named as in `kube.types`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

_HTTP = {"path": "/", "scheme": "HTTP"}
_MODE = {"defaultMode": 0o644}
_RBD = {"keyring": "/etc/ceph/keyring", "pool": "rbd", "user": "admin"}
_SCALE_IO = {"fsType": "xfs", "storageMode": "ThinProvisioned"}
_MESSAGES = {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
_WEBHOOK = {
    "failurePolicy": "Fail",
    "matchPolicy": "Equivalent",
    "namespaceSelector": {},
    "objectSelector": {},
    "timeoutSeconds": 10,
}
_MATCH = {"matchPolicy": "Equivalent", "namespaceSelector": {}, "objectSelector": {}}

DEFAULTS: dict[str, dict[str, Any]] = {
    "admissionregistration_v1.MatchResources": _MATCH,
    "admissionregistration_v1.MutatingAdmissionPolicySpec": {"failurePolicy": "Fail"},
    "admissionregistration_v1.MutatingWebhook": {**_WEBHOOK, "reinvocationPolicy": "Never"},
    "admissionregistration_v1.NamedRuleWithOperations": {"scope": "*"},
    "admissionregistration_v1.RuleWithOperations": {"scope": "*"},
    "admissionregistration_v1.ServiceReference": {"port": 443},
    "admissionregistration_v1.ValidatingAdmissionPolicySpec": {"failurePolicy": "Fail"},
    "admissionregistration_v1.ValidatingWebhook": _WEBHOOK,
    "apiextensions_v1.CustomResourceDefinitionSpec": {"conversion": {"strategy": "None"}},
    "apiextensions_v1.ServiceReference": {"port": 443},
    "apiregistration_v1.ServiceReference": {"port": 443},
    "apps_v1.DaemonSetSpec": {"revisionHistoryLimit": 10},
    "apps_v1.DaemonSetUpdateStrategy": {"type": "RollingUpdate"},
    "apps_v1.DeploymentSpec": {
        "progressDeadlineSeconds": 600,
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    },
    "apps_v1.DeploymentStrategy": {"type": "RollingUpdate"},
    "apps_v1.ReplicaSetSpec": {"replicas": 1},
    "apps_v1.RollingUpdateDaemonSet": {"maxSurge": 0, "maxUnavailable": 1},
    "apps_v1.RollingUpdateDeployment": {"maxSurge": "25%", "maxUnavailable": "25%"},
    "apps_v1.RollingUpdateStatefulSetStrategy": {"partition": 0},
    "apps_v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    "apps_v1.StatefulSetSpec": {
        "persistentVolumeClaimRetentionPolicy": {},
        "podManagementPolicy": "OrderedReady",
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
    },
    "autoscaling_v1.HorizontalPodAutoscalerSpec": {"minReplicas": 1},
    "autoscaling_v2.HorizontalPodAutoscalerBehavior": {"scaleDown": {}, "scaleUp": {}},
    "autoscaling_v2.HPAScalingRules": {"selectPolicy": "Max"},
    "autoscaling_v2.HorizontalPodAutoscalerSpec": {"minReplicas": 1},
    "batch_v1.CronJobSpec": {
        "concurrencyPolicy": "Allow",
        "failedJobsHistoryLimit": 1,
        "successfulJobsHistoryLimit": 3,
        "suspend": False,
    },
    "core_v1.AzureDiskVolumeSource": {
        "cachingMode": "ReadWrite",
        "fsType": "ext4",
        "kind": "Shared",
        "readOnly": False,
    },
    "core_v1.ConfigMapVolumeSource": _MODE,
    "core_v1.Container": _MESSAGES,
    "core_v1.ContainerPort": {"protocol": "TCP"},
    "core_v1.DownwardAPIVolumeSource": _MODE,
    "core_v1.EndpointPort": {"protocol": "TCP"},
    "core_v1.EphemeralContainer": _MESSAGES,
    "core_v1.FileKeySelector": {"optional": False},
    "core_v1.GRPCAction": {"service": ""},
    "core_v1.HTTPGetAction": _HTTP,
    "core_v1.HostPathVolumeSource": {"type": ""},
    "core_v1.ISCSIPersistentVolumeSource": {"iscsiInterface": "default"},
    "core_v1.ISCSIVolumeSource": {"iscsiInterface": "default"},
    "core_v1.LocalObjectReference": {"name": ""},
    "core_v1.ObjectFieldSelector": {"apiVersion": "v1"},
    "core_v1.PersistentVolumeClaimSpec": {"volumeMode": "Filesystem"},
    "core_v1.PersistentVolumeSpec": {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"},
    "core_v1.PodSpec": {
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    },
    "core_v1.Probe": {"failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1},
    "core_v1.ProjectedVolumeSource": _MODE,
    "core_v1.RBDPersistentVolumeSource": _RBD,
    "core_v1.RBDVolumeSource": _RBD,
    "core_v1.ReplicationControllerSpec": {"replicas": 1},
    "core_v1.ScaleIOPersistentVolumeSource": _SCALE_IO,
    "core_v1.ScaleIOVolumeSource": _SCALE_IO,
    "core_v1.Secret": {"type": "Opaque"},
    "core_v1.SecretVolumeSource": _MODE,
    "core_v1.ServiceAccountTokenProjection": {"expirationSeconds": 3600},
    "core_v1.ServicePort": {"protocol": "TCP"},
    "core_v1.ServiceSpec": {"sessionAffinity": "None", "type": "ClusterIP"},
    "discovery_v1.EndpointPort": {"name": "", "protocol": "TCP"},
    "flowcontrol_v1.FlowSchemaSpec": {"matchingPrecedence": 1000},
    "flowcontrol_v1.ExemptPriorityLevelConfiguration": {"lendablePercent": 0, "nominalConcurrencyShares": 0},
    "flowcontrol_v1.LimitedPriorityLevelConfiguration": {"lendablePercent": 0, "nominalConcurrencyShares": 30},
    "flowcontrol_v1.QueuingConfiguration": {"handSize": 8, "queueLengthLimit": 50, "queues": 64},
    "networking_v1.IngressClassParametersReference": {"scope": "Cluster"},
    "networking_v1.NetworkPolicyPort": {"protocol": "TCP"},
    "rbac_v1.RoleRef": {"apiGroup": "rbac.authorization.k8s.io"},
    "resource_v1.DeviceSubRequest": {"allocationMode": "ExactCount"},
    "resource_v1.DeviceToleration": {"operator": "Equal"},
    "resource_v1.ExactDeviceRequest": {"allocationMode": "ExactCount"},
    "scheduling_v1.PriorityClass": {"preemptionPolicy": "PreemptLowerPriority"},
    "storage_v1.CSIDriverSpec": {
        "attachRequired": True,
        "fsGroupPolicy": "ReadWriteOnceWithFSType",
        "podInfoOnMount": False,
        "requiresRepublish": False,
        "seLinuxMount": False,
        "storageCapacity": False,
        "volumeLifecycleModes": ["Persistent"],
    },
    "storage_v1.StorageClass": {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"},
}

CONDITIONAL: dict[str, dict[str, str]] = {
    "autoscaling_v2.HorizontalPodAutoscalerSpec": {"metrics": "the CPU of all pods, 80 % of their requests"},
    "batch_v1.JobSpec": {
        "backoffLimit": "6, or no limit with backoffLimitPerIndex",
        "completionMode": "NonIndexed",
        "completions": "1 if parallelism is omitted as well",
        "parallelism": "1",
        "suspend": "false",
    },
    "core_v1.Container": {"imagePullPolicy": "Always for the tag latest or no tag, otherwise IfNotPresent"},
    "core_v1.NamespaceSpec": {"finalizers": "kubernetes"},
    "core_v1.PodSpec": {"enableServiceLinks": "true"},
    "core_v1.ServicePort": {"targetPort": "the port"},
    "core_v1.ServiceSpec": {
        "allocateLoadBalancerNodePorts": "true for the type LoadBalancer",
        "externalTrafficPolicy": "Cluster for Services that are reachable from outside",
        "internalTrafficPolicy": "Cluster",
    },
    "core_v1.TopologySpreadConstraint": {"nodeAffinityPolicy": "Honor", "nodeTaintsPolicy": "Ignore"},
    "core_v1.Volume": {"emptyDir": "{} if no other source is set"},
    "networking_v1.NetworkPolicySpec": {"policyTypes": "Ingress, and Egress if there are egress rules"},
    "policy_v1.PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": "IfHealthyBudget"},
    "scheduling_v1.PriorityClass": {"globalDefault": "false"},
}
"""Descriptions of defaults that depend on other fields or versions, or that controllers apply."""


def default_of(name: str, wire: str) -> str:
    """The default of a field of a type, in words or as JSON; empty if there is none that helps."""
    words = CONDITIONAL.get(name, {}).get(wire)
    if words is not None:
        return words
    value = DEFAULTS.get(name, {}).get(wire)
    if value is None or value == {}:
        return ""
    if wire in {"defaultMode", "mode"}:
        return f"0{value:o}"
    import json

    return value if isinstance(value, str) and value else json.dumps(value)
