"""Which fields name other objects: one table for renaming, dangling checks and graphs.

`KUSTOMIZE_REFERENCES` is what kustomize follows (its `nameReference` defaults); `MORE_REFERENCES` is what Kubernetes
has beyond that. A path is written as in `field_specs`; where it leads to a map (or a list of maps) instead of a name,
the map's own `name` and `namespace` are the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.kube.field_specs import FieldSpec

if TYPE_CHECKING:
    from collections.abc import Iterator


class NameReferences(NamedTuple):
    """The fields that may name objects of one kind; an empty group or version fits every one."""

    kind: str
    referrers: tuple[FieldSpec, ...]
    group: str = ""
    version: str = ""


POD_SPECS = {
    "Pod": "spec",
    "PodTemplate": "template/spec",
    "Deployment": "spec/template/spec",
    "ReplicaSet": "spec/template/spec",
    "ReplicationController": "spec/template/spec",
    "DaemonSet": "spec/template/spec",
    "StatefulSet": "spec/template/spec",
    "Job": "spec/template/spec",
    "CronJob": "spec/jobTemplate/spec/template/spec",
}
"""Where the kinds that make pods keep the pod's spec."""


def _in_pods(fields: str, kinds: str, *, pod_version: str = "") -> Iterator[FieldSpec]:
    for kind in kinds.split():
        version = pod_version if kind == "Pod" else ""
        for field in fields.split():
            yield FieldSpec(f"{POD_SPECS[kind]}/{field}", kind, version=version)


def _in(kind: str, *paths: str, group: str = "", version: str = "") -> Iterator[FieldSpec]:
    for path in paths:
        yield FieldSpec(path, kind, group, version)


_MOST = "Pod PodTemplate Deployment ReplicaSet DaemonSet StatefulSet Job CronJob"
_SOME = "Pod StatefulSet Deployment ReplicationController CronJob Job DaemonSet"
_SCALED = tuple(_in("HorizontalPodAutoscaler", "spec/scaleTargetRef/name"))
_RBAC = "rbac.authorization.k8s.io"
_CONFIG_MAPS = (
    "volumes/configMap/name containers/env/valueFrom/configMapKeyRef/name "
    "initContainers/env/valueFrom/configMapKeyRef/name containers/envFrom/configMapRef/name "
    "initContainers/envFrom/configMapRef/name volumes/projected/sources/configMap/name"
)
_SECRETS = (
    "volumes/secret/secretName containers/env/valueFrom/secretKeyRef/name "
    "initContainers/env/valueFrom/secretKeyRef/name containers/envFrom/secretRef/name "
    "initContainers/envFrom/secretRef/name imagePullSecrets/name volumes/projected/sources/secret/name"
)
_NGINX = "metadata/annotations/nginx.ingress.kubernetes.io\\/"

KUSTOMIZE_REFERENCES = (
    NameReferences("Deployment", _SCALED),
    NameReferences("ReplicationController", _SCALED),
    NameReferences("ReplicaSet", _SCALED),
    NameReferences("StatefulSet", _SCALED),
    NameReferences(
        "ConfigMap",
        (
            *_in_pods(_CONFIG_MAPS, _MOST, pod_version="v1"),
            *_in("Node", "spec/configSource/configMap"),
            *_in("Role", "rules/resourceNames"),
            *_in("ClusterRole", "rules/resourceNames"),
            *_in("Ingress", f"{_NGINX}fastcgi-params-configmap"),
        ),
        version="v1",
    ),
    NameReferences(
        "Secret",
        (
            *_in_pods(_SECRETS, _MOST, pod_version="v1"),
            *_in("Ingress", "spec/tls/secretName", "metadata/annotations/ingress.kubernetes.io\\/auth-secret"),
            *_in("Ingress", f"{_NGINX}auth-secret", f"{_NGINX}auth-tls-secret"),
            *_in("ServiceAccount", "imagePullSecrets/name"),
            *_in("StorageClass", "parameters/secretName", "parameters/adminSecretName"),
            *_in("StorageClass", "parameters/userSecretName", "parameters/secretRef"),
            *_in("Role", "rules/resourceNames"),
            *_in("ClusterRole", "rules/resourceNames"),
            *_in(
                "Service",
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
                group="serving.knative.dev",
                version="v1",
            ),
            *_in("PersistentVolume", "spec/azureFile/secretName"),
        ),
        version="v1",
    ),
    NameReferences(
        "Service",
        (
            *_in("StatefulSet", "spec/serviceName", group="apps"),
            *_in("Ingress", "spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName"),
            *_in("Ingress", "spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name"),
            *_in("APIService", "spec/service/name", group="apiregistration.k8s.io"),
            *_in(
                "ValidatingWebhookConfiguration", "webhooks/clientConfig/service", group="admissionregistration.k8s.io"
            ),
            *_in("MutatingWebhookConfiguration", "webhooks/clientConfig/service", group="admissionregistration.k8s.io"),
        ),
        version="v1",
    ),
    NameReferences("Role", tuple(_in("RoleBinding", "roleRef/name", group=_RBAC)), group=_RBAC),
    NameReferences(
        "ClusterRole",
        (*_in("RoleBinding", "roleRef/name", group=_RBAC), *_in("ClusterRoleBinding", "roleRef/name", group=_RBAC)),
        group=_RBAC,
    ),
    NameReferences(
        "ServiceAccount",
        (
            *_in("RoleBinding", "subjects", group=_RBAC),
            *_in("ClusterRoleBinding", "subjects", group=_RBAC),
            *_in_pods("serviceAccountName", _SOME),
        ),
        version="v1",
    ),
    NameReferences(
        "PersistentVolumeClaim", tuple(_in_pods("volumes/persistentVolumeClaim/claimName", _SOME)), version="v1"
    ),
    NameReferences(
        "PersistentVolume",
        (*_in("PersistentVolumeClaim", "spec/volumeName"), *_in("ClusterRole", "rules/resourceNames")),
        version="v1",
    ),
    NameReferences(
        "StorageClass",
        (
            *_in("PersistentVolume", "spec/storageClassName"),
            *_in("PersistentVolumeClaim", "spec/storageClassName"),
            *_in("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
        ),
        group="storage.k8s.io",
        version="v1",
    ),
    NameReferences(
        "PriorityClass", tuple(_in_pods("priorityClassName", _SOME)), group="scheduling.k8s.io", version="v1"
    ),
)

_REST = "PodTemplate ReplicaSet"
_EPHEMERAL = "ephemeralContainers/env/valueFrom"
_GATEWAY = "gateway.networking.k8s.io"
_ROUTES = "HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute"

MORE_REFERENCES = (
    NameReferences(
        "ConfigMap",
        (
            *_in_pods(_CONFIG_MAPS, "ReplicationController"),
            *_in_pods(f"{_EPHEMERAL}/configMapKeyRef/name ephemeralContainers/envFrom/configMapRef/name", "Pod"),
        ),
        version="v1",
    ),
    NameReferences(
        "Secret",
        (
            *_in_pods(_SECRETS, "ReplicationController"),
            *_in_pods(f"{_EPHEMERAL}/secretKeyRef/name ephemeralContainers/envFrom/secretRef/name", "Pod"),
            *_in_pods("volumes/csi/nodePublishSecretRef/name", " ".join(POD_SPECS)),
            *_in("ServiceAccount", "secrets/name"),
            *_in("Gateway", "spec/listeners/tls/certificateRefs/name", group=_GATEWAY),
        ),
        version="v1",
    ),
    NameReferences(
        "Service",
        (
            *_in(
                "CustomResourceDefinition",
                "spec/conversion/webhook/clientConfig/service",
                group="apiextensions.k8s.io",
            ),
            *[FieldSpec("spec/rules/backendRefs/name", kind, _GATEWAY) for kind in _ROUTES.split()],
        ),
        version="v1",
    ),
    NameReferences("ServiceAccount", tuple(_in_pods("serviceAccountName", _REST)), version="v1"),
    NameReferences(
        "PersistentVolumeClaim",
        (*_in_pods("volumes/persistentVolumeClaim/claimName", _REST),),
        version="v1",
    ),
    NameReferences(
        "StorageClass",
        tuple(_in_pods("volumes/ephemeral/volumeClaimTemplate/spec/storageClassName", " ".join(POD_SPECS))),
        group="storage.k8s.io",
        version="v1",
    ),
    NameReferences(
        "PriorityClass", tuple(_in_pods("priorityClassName", _REST)), group="scheduling.k8s.io", version="v1"
    ),
    NameReferences(
        "RuntimeClass", tuple(_in_pods("runtimeClassName", " ".join(POD_SPECS))), group="node.k8s.io", version="v1"
    ),
    NameReferences(
        "IngressClass", tuple(_in("Ingress", "spec/ingressClassName")), group="networking.k8s.io", version="v1"
    ),
    NameReferences("Gateway", tuple(FieldSpec("spec/parentRefs/name", kind, _GATEWAY) for kind in _ROUTES.split())),
    NameReferences(
        "VolumeAttributesClass",
        tuple(_in("PersistentVolumeClaim", "spec/volumeAttributesClassName")),
        group="storage.k8s.io",
    ),
)

NAME_REFERENCES = (*KUSTOMIZE_REFERENCES, *MORE_REFERENCES)
"""Every reference that is known."""
