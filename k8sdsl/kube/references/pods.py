"""What pods refer to: the rows below a pod's spec, and where each kind keeps that spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.references.field import ReferenceField, SelectorField, refers, selects

if TYPE_CHECKING:
    from collections.abc import Iterator

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
"""Where the built-in kinds that make pods keep the pod's spec."""

CUSTOM_POD_SPECS = {
    "Rollout.argoproj.io": "spec/template/spec",
    "ScaledJob.keda.sh": "spec/jobTargetRef/template/spec",
    "DeploymentConfig.apps.openshift.io": "spec/template/spec",
    "Service.serving.knative.dev": "spec/template/spec",
    "Configuration.serving.knative.dev": "spec/template/spec",
}
"""The same for custom kinds."""

_EVERY = "Pod PodTemplate Deployment ReplicaSet DaemonSet StatefulSet Job CronJob"
_SOME = "Pod StatefulSet Deployment ReplicationController CronJob Job DaemonSet"
RENAMED_BY_KUSTOMIZE = {
    **dict.fromkeys(("ConfigMap", "Secret"), frozenset(_EVERY.split())),
    **dict.fromkeys(("ServiceAccount", "PersistentVolumeClaim", "PriorityClass"), frozenset(_SOME.split())),
}
"""Whose pods kustomize looks at, by the kind that is renamed."""

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_SECRET_OF_VOLUME = ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")
_CLAIM = "volumes/ephemeral/volumeClaimTemplate/spec"
_AFFINITIES = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
)


def _in_containers() -> Iterator[ReferenceField]:
    for where in _CONTAINERS:
        followed = where != "ephemeralContainers"
        for kind, field in (("ConfigMap", "configMap"), ("Secret", "secret")):
            one, all_of_it = f"{where}/env/valueFrom/{field}KeyRef", f"{where}/envFrom/{field}Ref"
            yield refers("", one, kind, name="name", key="key", optional="optional", use="reads", kustomize=followed)
            yield refers("", all_of_it, kind, name="name", optional="optional", use="reads", kustomize=followed)


def claim_fields(referrer: str, path: str) -> tuple[ReferenceField, ...]:
    """What the spec of a PersistentVolumeClaim at `path` refers to."""
    known = path != _CLAIM
    return (
        refers(referrer, f"{path}/storageClassName", "StorageClass", use="is stored on", kustomize=known),
        refers(referrer, f"{path}/volumeName", "PersistentVolume", use="binds", kustomize=path == "spec"),
        refers(referrer, f"{path}/volumeAttributesClassName", "VolumeAttributesClass", use="is tuned by"),
        *(
            refers(
                referrer,
                f"{path}/{field}",
                "PersistentVolumeClaim VolumeSnapshot.snapshot.storage.k8s.io",
                name="name",
                namespace="namespace" if field == "dataSourceRef" else "",
                kind="kind",
                group="apiGroup",
                use="is copied from",
            )
            for field in ("dataSource", "dataSourceRef")
        ),
    )


POD_FIELDS = (
    refers(
        "",
        "volumes/configMap",
        "ConfigMap",
        name="name",
        key="items/key",
        optional="optional",
        use="mounts",
        kustomize=True,
    ),
    refers(
        "",
        "volumes/secret",
        "Secret",
        name="secretName",
        key="items/key",
        optional="optional",
        use="mounts",
        kustomize=True,
    ),
    refers(
        "",
        "volumes/projected/sources/configMap",
        "ConfigMap",
        name="name",
        key="items/key",
        optional="optional",
        use="mounts",
        kustomize=True,
    ),
    refers(
        "",
        "volumes/projected/sources/secret",
        "Secret",
        name="name",
        key="items/key",
        optional="optional",
        use="mounts",
        kustomize=True,
    ),
    refers(
        "",
        "volumes/projected/sources/clusterTrustBundle",
        "ClusterTrustBundle",
        name="name",
        optional="optional",
        use="mounts",
    ),
    *_in_containers(),
    refers("", "imagePullSecrets", "Secret", name="name", use="pulls with", kustomize=True),
    refers("", "serviceAccountName", "ServiceAccount", use="runs as", kustomize=True),
    refers("", "serviceAccount", "ServiceAccount", use="runs as"),
    refers("", "priorityClassName", "PriorityClass", use="is ranked by", kustomize=True),
    refers("", "runtimeClassName", "RuntimeClass", use="runs in"),
    refers("", "nodeName", "Node", use="runs on"),
    refers(
        "", "volumes/persistentVolumeClaim", "PersistentVolumeClaim", name="claimName", use="mounts", kustomize=True
    ),
    *(
        refers("", f"volumes/{volume}/secretRef", "Secret", name="name", use="mounts with")
        for volume in _SECRET_OF_VOLUME
    ),
    refers("", "volumes/azureFile", "Secret", name="secretName", use="mounts with"),
    refers("", "volumes/csi/nodePublishSecretRef", "Secret", name="name", use="mounts with"),
    refers("", "volumes/csi", "CSIDriver", name="driver", use="mounts with"),
    refers("", "volumes/glusterfs", "Endpoints", name="endpoints", use="mounts from"),
    *claim_fields("", _CLAIM),
    refers("", "resourceClaims", "ResourceClaim", name="resourceClaimName", use="claims"),
    refers("", "resourceClaims", "ResourceClaimTemplate", name="resourceClaimTemplateName", use="claims"),
    refers("", "resourceClaims/source", "ResourceClaim", name="resourceClaimName", use="claims"),
    refers("", "resourceClaims/source", "ResourceClaimTemplate", name="resourceClaimTemplateName", use="claims"),
    refers("", "workloadRef", "Workload", name="name", use="belongs to"),
    refers("", "schedulingGroup", "PodGroup", name="podGroupName", use="belongs to"),
)
"""The fields below a pod's spec that name objects."""

POD_SELECTORS = (
    *(
        selects("", f"affinity/{affinity}/{term}/labelSelector", namespaces="namespaceSelector", use=use)
        for affinity, use in (("podAffinity", "runs near"), ("podAntiAffinity", "runs apart from"))
        for term in _AFFINITIES
    ),
    selects("", "topologySpreadConstraints/labelSelector", use="spreads with"),
)
"""The fields below a pod's spec that select pods."""


def in_pods_of(kind: str, group: str, spec: str) -> tuple[tuple[ReferenceField, ...], tuple[SelectorField, ...]]:
    """The rows of a kind that keeps a pod's spec at `spec`."""
    return (
        tuple(
            row._replace(
                referrer=kind,
                referrer_group=group,
                path=f"{spec}/{row.path}",
                kustomize=row.kustomize and not group and kind in RENAMED_BY_KUSTOMIZE.get(row.kinds[0], ()),
            )
            for row in POD_FIELDS
        ),
        tuple(row._replace(referrer=kind, referrer_group=group, path=f"{spec}/{row.path}") for row in POD_SELECTORS),
    )
