"""What the API server puts where a field is left out (the `SetDefaults_...` functions of its API groups).

For explaining only: nothing here is ever written into a manifest. Types are named as in `kube.types`.
"""

from __future__ import annotations

from typing import Any

DEFAULTS: dict[str, dict[str, Any]] = {
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
        "podManagementPolicy": "OrderedReady",
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
    },
    "autoscaling_v2.HPAScalingRules": {"selectPolicy": "Max"},
    "autoscaling_v2.HorizontalPodAutoscalerSpec": {
        "metrics": "the CPU of all pods, 80 % of what they request",
        "minReplicas": 1,
    },
    "batch_v1.CronJobSpec": {
        "concurrencyPolicy": "Allow",
        "failedJobsHistoryLimit": 1,
        "successfulJobsHistoryLimit": 3,
        "suspend": False,
    },
    "batch_v1.JobSpec": {
        "backoffLimit": 6,
        "completionMode": "NonIndexed",
        "completions": 1,
        "parallelism": 1,
        "suspend": False,
    },
    "core_v1.ConfigMapVolumeSource": {"defaultMode": 0o644},
    "core_v1.Container": {
        "imagePullPolicy": "Always for the tag latest or no tag, else IfNotPresent",
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    },
    "core_v1.ContainerPort": {"protocol": "TCP"},
    "core_v1.DownwardAPIVolumeSource": {"defaultMode": 0o644},
    "core_v1.HTTPGetAction": {"path": "/", "scheme": "HTTP"},
    "core_v1.HostPathVolumeSource": {"type": ""},
    "core_v1.ISCSIVolumeSource": {"iscsiInterface": "default"},
    "core_v1.NamespaceSpec": {"finalizers": ["kubernetes"]},
    "core_v1.ObjectFieldSelector": {"apiVersion": "v1"},
    "core_v1.PersistentVolumeClaimSpec": {"volumeMode": "Filesystem"},
    "core_v1.PersistentVolumeSpec": {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"},
    "core_v1.PodSpec": {
        "dnsPolicy": "ClusterFirst",
        "enableServiceLinks": True,
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    },
    "core_v1.Probe": {"failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1},
    "core_v1.ProjectedVolumeSource": {"defaultMode": 0o644},
    "core_v1.RBDVolumeSource": {"keyring": "/etc/ceph/keyring", "pool": "rbd", "user": "admin"},
    "core_v1.ReplicationControllerSpec": {"replicas": 1},
    "core_v1.Secret": {"type": "Opaque"},
    "core_v1.SecretVolumeSource": {"defaultMode": 0o644},
    "core_v1.ServiceAccountTokenProjection": {"expirationSeconds": 3600},
    "core_v1.ServicePort": {"protocol": "TCP", "targetPort": "the port"},
    "core_v1.ServiceSpec": {
        "allocateLoadBalancerNodePorts": True,
        "externalTrafficPolicy": "Cluster",
        "internalTrafficPolicy": "Cluster",
        "sessionAffinity": "None",
        "type": "ClusterIP",
    },
    "core_v1.TopologySpreadConstraint": {"nodeAffinityPolicy": "Honor", "nodeTaintsPolicy": "Ignore"},
    "core_v1.Volume": {"emptyDir": {}},
    "networking_v1.NetworkPolicyPort": {"protocol": "TCP"},
    "networking_v1.NetworkPolicySpec": {"policyTypes": "Ingress, and Egress where there are egress rules"},
    "policy_v1.PodDisruptionBudgetSpec": {"unhealthyPodEvictionPolicy": "IfHealthyBudget"},
    "scheduling_v1.PriorityClass": {"globalDefault": False, "preemptionPolicy": "PreemptLowerPriority"},
    "storage_v1.CSIDriverSpec": {
        "attachRequired": True,
        "fsGroupPolicy": "ReadWriteOnceWithFSType",
        "podInfoOnMount": False,
        "requiresRepublish": False,
        "storageCapacity": False,
        "volumeLifecycleModes": ["Persistent"],
    },
    "storage_v1.StorageClass": {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"},
}
