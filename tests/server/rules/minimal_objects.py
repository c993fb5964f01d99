"""A smallest valid object of each kind, for the examples of rules to be laid over."""

from __future__ import annotations

import base64
from typing import Any

_TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "nginx:1.21"}]},
}
_JOB_TEMPLATE: dict[str, Any] = {"spec": {**_TEMPLATE["spec"], "restartPolicy": "Never"}}
_WORKLOAD: dict[str, Any] = {"selector": {"matchLabels": {"app": "web"}}, "template": _TEMPLATE}

_CERTIFICATE = (
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBcDCCARegAwIBAgIUdvbn3HHetbCsh/BnefrMd3EOmDgwCgYIKoZIzj0EAwIw\n"
    "DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIxMDc0OTI2WhgPMjEyNjEwMjgwNzQ5MjZa\n"
    "MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESHnGiA9b\n"
    "wBJQEgbyEo8rWXxrFrgWo+t4g019vhZ2mdyr99LZBGSRvieQHcFGXKa2Ts4eRgmH\n"
    "tY003NzDcG7QIaNTMFEwHQYDVR0OBBYEFHreYgfaZMD3VMC3s2rcqQGbVBKxMB8G\n"
    "A1UdIwQYMBaAFHreYgfaZMD3VMC3s2rcqQGbVBKxMA8GA1UdEwEB/wQFMAMBAf8w\n"
    "CgYIKoZIzj0EAwIDRwAwRAIgDWl9BK+KqhgNjhv70EM/igltpFzltc5w0aaPCGVF\n"
    "qoICIC3A9rBX7Gb1XJcb1MKebX7x/RfRnZN0lxyGLNu+Nfgm\n"
    "-----END CERTIFICATE-----\n"
)
_CERTIFICATE_REQUEST = (
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISU1IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJN"
    "R0J5cUdTTTQ5QWdFR0NDcUdTTTQ5QXdFSApBMElBQkVoNXhvZ1BXOEFTVUJJRzhoS1BLMWw4YXhhNEZxUHJlSU5OZmI0V2RwbmNx"
    "L2ZTMlFSa2tiNG5rQjNCClJseW10azdPSGtZSmg3V05OTnpjdzNCdTBDR2dBREFLQmdncWhrak9QUVFEQWdOSEFEQkVBaUFCN25K"
    "ZElER2gKOU9sNEdaTzdyd2lIbURGeERQVXlSN0dIZkU0bDJkYUdKd0lnY09oVmxRcXMxN3dSZ3JsUkdIajBtc2duYW5uRApGSHBp"
    "bU44c3ZMRFR2Z2M9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo="
)

_ADMISSION_RULE: dict[str, Any] = {
    "apiGroups": [""],
    "apiVersions": ["v1"],
    "operations": ["CREATE"],
    "resources": ["pods"],
}
_WEBHOOK: dict[str, Any] = {
    "name": "check.example.com",
    "clientConfig": {"url": "https://hooks.example.com/check"},
    "rules": [_ADMISSION_RULE],
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
}
_CRONTAB_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}},
}

MINIMAL: dict[str, dict[str, Any]] = {
    "ConfigMap": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "sample"}},
    "Secret": {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "sample"}},
    "ServiceAccount": {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "sample"}},
    "Namespace": {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "sample"}},
    "Pod": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample"}, "spec": _TEMPLATE["spec"]},
    "Deployment": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "sample"}, "spec": _WORKLOAD},
    "Job": {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "sample"},
        "spec": {"template": _JOB_TEMPLATE},
    },
    "ReplicationController": {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": {"name": "sample"},
        "spec": {"template": _TEMPLATE},
    },
    "NetworkPolicy": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "sample"},
        "spec": {"podSelector": {}},
    },
    "Ingress": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "sample"},
        "spec": {
            "rules": [
                {
                    "host": "example.com",
                    "http": {
                        "paths": [
                            {
                                "path": "/",
                                "pathType": "Prefix",
                                "backend": {"service": {"name": "web", "port": {"number": 80}}},
                            }
                        ]
                    },
                }
            ]
        },
    },
    "IngressClass": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IngressClass",
        "metadata": {"name": "sample"},
        "spec": {"controller": "k8s.io/ingress-nginx"},
    },
    "IPAddress": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": "10.96.0.77"},
        "spec": {"parentRef": {"resource": "services", "name": "web", "namespace": "default"}},
    },
    "ServiceCIDR": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "sample"},
        "spec": {"cidrs": ["10.97.0.0/16"]},
    },
    "EndpointSlice": {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "sample"},
        "addressType": "IPv4",
        "endpoints": [],
    },
    "Role": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "sample"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    },
    "ClusterRole": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "sample"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    },
    "RoleBinding": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "sample"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "viewer"},
    },
    "ClusterRoleBinding": {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "sample"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "viewer"},
    },
    "PriorityClass": {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": "sample"},
        "value": 1000,
    },
    "RuntimeClass": {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "sample"},
        "handler": "runsc",
    },
    "Lease": {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "sample"},
    },
    "LeaseCandidate": {
        "apiVersion": "coordination.k8s.io/v1beta1",
        "kind": "LeaseCandidate",
        "metadata": {"name": "sample"},
        "spec": {
            "leaseName": "scheduler",
            "strategy": "OldestEmulationVersion",
            "binaryVersion": "1.36.0",
            "emulationVersion": "1.36.0",
        },
    },
    "CertificateSigningRequest": {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "sample"},
        "spec": {
            "request": _CERTIFICATE_REQUEST,
            "signerName": "kubernetes.io/kube-apiserver-client",
            "usages": ["client auth"],
        },
    },
    "StorageVersionMigration": {
        "apiVersion": "storagemigration.k8s.io/v1beta1",
        "kind": "StorageVersionMigration",
        "metadata": {"name": "sample"},
        "spec": {"resource": {"resource": "secrets"}},
    },
    "PodCertificateRequest": {
        "apiVersion": "certificates.k8s.io/v1beta1",
        "kind": "PodCertificateRequest",
        "metadata": {"name": "sample"},
        "spec": {
            "signerName": "example.com/signer",
            "stubPKCS10Request": "".join(base64.b64decode(_CERTIFICATE_REQUEST).decode().splitlines()[1:-1]),
            **{f"{owner}Name": "sample" for owner in ("pod", "serviceAccount", "node")},
            **{f"{owner}UID": "0f3c1a52" for owner in ("pod", "serviceAccount", "node")},
        },
    },
    "ClusterTrustBundle": {
        "apiVersion": "certificates.k8s.io/v1beta1",
        "kind": "ClusterTrustBundle",
        "metadata": {"name": "sample"},
        "spec": {"trustBundle": _CERTIFICATE},
    },
    "APIService": {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": "v1.example.com"},
        "spec": {"group": "example.com", "version": "v1", "groupPriorityMinimum": 1000, "versionPriority": 15},
    },
    "StorageClass": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "sample"},
        "provisioner": "ebs.csi.example.com",
    },
    "VolumeAttributesClass": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "VolumeAttributesClass",
        "metadata": {"name": "sample"},
        "driverName": "ebs.csi.example.com",
        "parameters": {"iops": "3000"},
    },
    "CSIDriver": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIDriver",
        "metadata": {"name": "sample"},
        "spec": {},
    },
    "CSINode": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {"name": "sample"},
        "spec": {"drivers": []},
    },
    "CSIStorageCapacity": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIStorageCapacity",
        "metadata": {"name": "sample"},
        "storageClassName": "fast",
    },
    "VolumeAttachment": {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "VolumeAttachment",
        "metadata": {"name": "sample"},
        "spec": {
            "attacher": "ebs.csi.example.com",
            "nodeName": "node-1",
            "source": {"persistentVolumeName": "pv-1"},
        },
    },
    "FlowSchema": {
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
        "kind": "FlowSchema",
        "metadata": {"name": "sample"},
        "spec": {
            "priorityLevelConfiguration": {"name": "workload-low"},
            "rules": [
                {
                    "subjects": [{"kind": "User", "user": {"name": "jane"}}],
                    "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz"]}],
                }
            ],
        },
    },
    "PriorityLevelConfiguration": {
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
        "kind": "PriorityLevelConfiguration",
        "metadata": {"name": "sample"},
        "spec": {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}},
    },
    "ResourceClaim": {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceClaim",
        "metadata": {"name": "sample"},
        "spec": {"devices": {"requests": [{"name": "gpu", "exactly": {"deviceClassName": "gpu.example.com"}}]}},
    },
    "ResourceClaimTemplate": {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceClaimTemplate",
        "metadata": {"name": "sample"},
        "spec": {
            "spec": {"devices": {"requests": [{"name": "gpu", "exactly": {"deviceClassName": "gpu.example.com"}}]}}
        },
    },
    "DeviceClass": {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "DeviceClass",
        "metadata": {"name": "sample"},
        "spec": {},
    },
    "ResourceSlice": {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceSlice",
        "metadata": {"name": "sample"},
        "spec": {
            "driver": "gpu.example.com",
            "pool": {"name": "node-1", "resourceSliceCount": 1},
            "nodeName": "node-1",
            "devices": [{"name": "gpu-0"}],
        },
    },
    "DeviceTaintRule": {
        "apiVersion": "resource.k8s.io/v1beta2",
        "kind": "DeviceTaintRule",
        "metadata": {"name": "sample"},
        "spec": {"taint": {"key": "example.com/broken", "effect": "NoSchedule"}},
    },
    "ReplicaSet": {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "sample"}, "spec": _WORKLOAD},
    "DaemonSet": {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "sample"}, "spec": _WORKLOAD},
    "StatefulSet": {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "sample"}, "spec": _WORKLOAD},
    "ControllerRevision": {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {"name": "sample"},
        "data": {"spec": {}},
        "revision": 1,
    },
    "CronJob": {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "sample"},
        "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": _JOB_TEMPLATE}}},
    },
    "HorizontalPodAutoscaler": {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "sample"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "minReplicas": 1,
            "maxReplicas": 3,
        },
    },
    "PodDisruptionBudget": {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "sample"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}},
    },
    "Service": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "sample"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
    },
    "Endpoints": {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "sample"}},
    "PersistentVolume": {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "sample"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Gi"},
            "hostPath": {"path": "/data"},
        },
    },
    "PersistentVolumeClaim": {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "sample"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    },
    "Node": {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "sample"}},
    "LimitRange": {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "sample"}, "spec": {"limits": []}},
    "ResourceQuota": {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "sample"},
        "spec": {"hard": {"pods": "5"}},
    },
    "Binding": {
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {"name": "sample"},
        "target": {"kind": "Node", "name": "node-1"},
    },
    "Event": {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "sample", "namespace": "default"},
        "involvedObject": {"kind": "Pod", "namespace": "default", "name": "web"},
    },
    "CustomResourceDefinition": {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crontabs.stable.example.com"},
        "spec": {
            "group": "stable.example.com",
            "scope": "Namespaced",
            "names": {"plural": "crontabs", "kind": "CronTab"},
            "versions": [
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": _CRONTAB_SCHEMA}},
                {
                    "name": "v2",
                    "served": True,
                    "storage": False,
                    "schema": {"openAPIV3Schema": {"type": "object"}},
                    "subresources": {"status": {}},
                    "additionalPrinterColumns": [{"name": "Age", "type": "date", "jsonPath": ".metadata.name"}],
                },
            ],
        },
    },
    "CronTab": {
        "apiVersion": "stable.example.com/v1",
        "kind": "CronTab",
        "metadata": {"name": "sample"},
    },
    "ValidatingWebhookConfiguration": {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "sample"},
        "webhooks": [_WEBHOOK],
    },
    "MutatingWebhookConfiguration": {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": "sample"},
        "webhooks": [_WEBHOOK],
    },
    "ValidatingAdmissionPolicy": {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "sample"},
        "spec": {
            "matchConstraints": {"resourceRules": [_ADMISSION_RULE]},
            "validations": [{"expression": "object.metadata.name != ''"}],
        },
    },
    "ValidatingAdmissionPolicyBinding": {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "sample"},
        "spec": {"policyName": "sample", "validationActions": ["Deny"]},
    },
    "MutatingAdmissionPolicy": {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingAdmissionPolicy",
        "metadata": {"name": "sample"},
        "spec": {
            "matchConstraints": {"resourceRules": [_ADMISSION_RULE]},
            "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{}"}}],
            "reinvocationPolicy": "Never",
        },
    },
}
