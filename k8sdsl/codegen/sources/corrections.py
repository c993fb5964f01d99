"""Corrections of the schemas: facts that are missing or wrong there. Generated files are never edited.

Types are named `module.Name`, fields `module.Name.wireName`.
"""

from __future__ import annotations

from typing import Any

OPAQUE = {
    "resource.Quantity": "quantity",
    "intstr.IntOrString": "int_or_string",
    "meta_v1.Time": "time",
    "meta_v1.MicroTime": "microtime",
    "meta_v1.FieldsV1": "object",
    "runtime.RawExtension": "object",
    "apiextensions_v1.JSON": "any",
    "apiextensions_v1.CustomResourceSubresourceStatus": "object",
    "apiextensions_v1.JSONSchemaPropsOrBool": "JSONSchemaProps|bool",
    "apiextensions_v1.JSONSchemaPropsOrArray": "JSONSchemaProps|[]JSONSchemaProps",
    "apiextensions_v1.JSONSchemaPropsOrStringArray": "JSONSchemaProps|[]string",
}
"""Types that are scalar values, and the expression for each."""

DROPPED = {"version.Info", "meta_v1.Patch"}
"""Bodies of requests and responses that are not part of any kind."""

ABSENT_TYPES: dict[str, dict[str, dict[str, Any]]] = {
    "core_v1.NodeProxyOptions": {"path": {"type": "string"}},
    "core_v1.PodProxyOptions": {"path": {"type": "string"}},
    "core_v1.ServiceProxyOptions": {"path": {"type": "string"}},
    "core_v1.PodAttachOptions": {
        "container": {"type": "string"},
        "stderr": {"type": "boolean"},
        "stdin": {"type": "boolean"},
        "stdout": {"type": "boolean"},
        "tty": {"type": "boolean"},
    },
    "core_v1.PodExecOptions": {
        "command": {"type": "array", "items": {"type": "string"}},
        "container": {"type": "string"},
        "stderr": {"type": "boolean"},
        "stdin": {"type": "boolean"},
        "stdout": {"type": "boolean"},
        "tty": {"type": "boolean"},
    },
    "core_v1.PodLogOptions": {
        "container": {"type": "string"},
        "follow": {"type": "boolean"},
        "insecureSkipTLSVerifyBackend": {"type": "boolean"},
        "limitBytes": {"type": "integer", "format": "int64"},
        "previous": {"type": "boolean"},
        "sinceSeconds": {"type": "integer", "format": "int64"},
        "sinceTime": {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.Time"},
        "stream": {"type": "string"},
        "tailLines": {"type": "integer", "format": "int64"},
        "timestamps": {"type": "boolean"},
    },
    "core_v1.PodPortForwardOptions": {
        "ports": {"type": "array", "items": {"type": "integer", "format": "int32"}},
    },
    "core_v1.RangeAllocation": {
        "metadata": {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
        "data": {"type": "string", "format": "byte"},
        "range": {"type": "string"},
    },
    "core_v1.SerializedReference": {"reference": {"$ref": "io.k8s.api.core.v1.ObjectReference"}},
    "meta_v1.CreateOptions": {
        "dryRun": {"type": "array", "items": {"type": "string"}},
        "fieldManager": {"type": "string"},
        "fieldValidation": {"type": "string"},
    },
    "meta_v1.GetOptions": {"resourceVersion": {"type": "string"}},
    "meta_v1.ListOptions": {
        "allowWatchBookmarks": {"type": "boolean"},
        "continue": {"type": "string"},
        "fieldSelector": {"type": "string"},
        "labelSelector": {"type": "string"},
        "limit": {"type": "integer", "format": "int64"},
        "resourceVersion": {"type": "string"},
        "resourceVersionMatch": {"type": "string"},
        "sendInitialEvents": {"type": "boolean"},
        "shardSelector": {"type": "string"},
        "timeoutSeconds": {"type": "integer", "format": "int64"},
        "watch": {"type": "boolean"},
    },
    "meta_v1.PatchOptions": {
        "dryRun": {"type": "array", "items": {"type": "string"}},
        "fieldManager": {"type": "string"},
        "fieldValidation": {"type": "string"},
        "force": {"type": "boolean"},
    },
    "meta_v1.UpdateOptions": {
        "dryRun": {"type": "array", "items": {"type": "string"}},
        "fieldManager": {"type": "string"},
        "fieldValidation": {"type": "string"},
    },
}
"""Kinds that the API machinery reads and writes but no schema describes, as the properties of a schema."""

KINDLESS = {"meta_v1.WatchEvent"}
"""Kinds that travel without `apiVersion` and `kind`."""

POSITIONAL = {
    "core_v1.Container": "name",
    "core_v1.ContainerPort": "containerPort",
    "core_v1.EnvVar": "name",
    "core_v1.EphemeralContainer": "name",
    "core_v1.HostAlias": "ip",
    "core_v1.KeyToPath": "key",
    "core_v1.LocalObjectReference": "name",
    "core_v1.ObjectReference": "name",
    "core_v1.PodResourceClaim": "name",
    "core_v1.PodSchedulingGate": "name",
    "core_v1.ResourceClaim": "name",
    "core_v1.ServicePort": "port",
    "core_v1.Sysctl": "name",
    "core_v1.TopologySpreadConstraint": "topologyKey",
    "core_v1.Volume": "name",
    "core_v1.VolumeDevice": "devicePath",
    "core_v1.VolumeMount": "mountPath",
    "admissionregistration_v1.MatchCondition": "name",
    "admissionregistration_v1.MutatingWebhook": "name",
    "admissionregistration_v1.ValidatingWebhook": "name",
    "admissionregistration_v1.Variable": "name",
    "apiextensions_v1.CustomResourceDefinitionVersion": "name",
    "meta_v1.ObjectMeta": "name",
}
"""The field that a part takes as its first argument: the key that distinguishes the entries of its list."""

READ_FIRST = (
    *("apiVersion", "kind", "metadata", "name", "namespace", "generateName", "labels", "annotations"),
    *("key", "type", "op", "scope", "weight", "preference", "image", "command", "args", "workingDir"),
    *("httpGet", "exec", "tcpSocket", "grpc", "host", "path", "pathType", "containerPort", "port", "targetPort"),
    *("podSelector", "policyTypes", "ingress", "egress", "from", "to", "ports", "envFrom", "env", "mountPath"),
    *("schedule", "replicas", "serviceName", "selector", "scaleTargetRef", "minReplicas", "maxReplicas"),
    *("accessModes", "storageClassName", "initContainers", "containers", "requests", "limits", "resources"),
    *("startupProbe", "livenessProbe", "readinessProbe", "volumeMounts"),
    *("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"),
    "spec",
)
"""Wire names that come first, in their usual order; the others follow by name."""

READ_LAST = ("template", "volumeClaimTemplates", "volumes", "rules", "data", "stringData", "status")
"""Wire names that come last."""

PLURALS = {
    "ClusterTrustBundle": ("clustertrustbundles", False),
    "PodCertificateRequest": ("podcertificaterequests", True),
    "LeaseCandidate": ("leasecandidates", True),
    "StorageVersion": ("storageversions", False),
    "Eviction": ("evictions", True),
    "EvictionRequest": ("evictionrequests", True),
    "ClusterCIDR": ("clustercidrs", False),
    "TokenRequest": ("tokenrequests", True),
    "Scale": ("scales", True),
    "DeviceTaintRule": ("devicetaintrules", False),
    "PodScheduling": ("podschedulings", True),
    "PodSchedulingContext": ("podschedulingcontexts", True),
    "ResourceClass": ("resourceclasses", False),
    "ResourceClaimParameters": ("resourceclaimparameters", True),
    "ResourceClassParameters": ("resourceclassparameters", True),
    "ResourcePoolStatusRequest": ("resourcepoolstatusrequests", False),
    "Workload": ("workloads", True),
    "PodGroup": ("podgroups", True),
    "CompositePodGroup": ("compositepodgroups", True),
    "StorageVersionMigration": ("storageversionmigrations", False),
}
"""Plural and whether namespaced, for kinds that the facts about a default 1.36 server do not list."""
