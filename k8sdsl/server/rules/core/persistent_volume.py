"""PersistentVolumes (core/validation `ValidatePersistentVolume`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics.go_quantity import held
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.core.persistent_volume_sources import SOURCES, validate_sources
from k8sdsl.server.rules.core.storage import (
    BETA_FIELDS,
    VOLUME_MODE,
    validate_access_modes,
    validate_class_name,
    warn_of_annotations,
)
from k8sdsl.server.rules.meta import assigned_name, validate_object_meta
from k8sdsl.server.rules.pods.affinity import VALUES_VALIDATED, validate_node_selector
from k8sdsl.server.rules.pods.node_labels import warn_of_node_labels

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CAPACITY = Rule(
    "core/volume-capacity",
    "`capacity` of a PersistentVolume must contain only `storage`, with a positive amount.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.capacity": {"memory": "1Gi"}},
    good={"spec.capacity": {"storage": "1Gi"}},
    remedy="for example, write `capacity: {storage: 10Gi}`",
)
RECLAIM_POLICY = Rule(
    "core/reclaim-policy",
    (
        "`persistentVolumeReclaimPolicy` must be Retain, Delete or Recycle, and not Recycle for the root "
        "directory of a node."
    ),
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.persistentVolumeReclaimPolicy": "retain"},
    good={"spec.persistentVolumeReclaimPolicy": "Retain"},
    remedy="set `persistentVolumeReclaimPolicy: Retain` to keep the data, or `Delete` to remove it with the claim",
)
NODE_AFFINITY = Rule(
    "core/volume-node-affinity",
    "`nodeAffinity` of a PersistentVolume must have `required`, and a `local` volume must have a `nodeAffinity`.",
    "validateVolumeNodeAffinity",
    "PersistentVolume",
    bad={"spec.nodeAffinity": {}},
    good={
        "spec.nodeAffinity": {
            "required": {
                "nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["node-1"]}]},
                ],
            },
        },
    },
    remedy=(
        "write `nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, "
        "operator: In, values: [node-1]}]}]}}`"
    ),
)
ATTRIBUTES_CLASS = Rule(
    "core/volume-attributes-class",
    "`volumeAttributesClassName` of a PersistentVolume must be a valid name, and requires a `csi` volume.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.volumeAttributesClassName": "gold"},
    remedy="set the name of a class, such as `volumeAttributesClassName: silver`, or remove the field",
)
MOUNT_OPTIONS = Rule(
    "core/volume-mount-options-annotation",
    "The annotation `volume.beta.kubernetes.io/mount-options` must only be used with volume types that support it.",
    "checkMountOption",
    "PersistentVolume",
    bad={"metadata.annotations": {"volume.beta.kubernetes.io/mount-options": "hard"}},
    good={"spec.mountOptions": ["hard"]},
    remedy="move the value to `spec.mountOptions`, such as `mountOptions: [hard, nfsvers=4.1]`",
)
RECYCLE = Rule(
    "core/recycle-deprecated",
    "`persistentVolumeReclaimPolicy` should not be Recycle, which is deprecated in favor of dynamic provisioning.",
    "GetWarningsForPersistentVolume",
    "PersistentVolume",
    bad={"spec.persistentVolumeReclaimPolicy": "Recycle"},
    good={"spec.persistentVolumeReclaimPolicy": "Delete"},
    severity=Severity.WARNING,
    remedy="set `persistentVolumeReclaimPolicy: Delete`, and provision volumes with a `storageClassName`",
)
OLD_SOURCE = Rule(
    "core/volume-source-gone",
    "A PersistentVolume should not use a volume type that Kubernetes has removed, such as `glusterfs` or `rbd`.",
    "GetWarningsForPersistentVolume",
    "PersistentVolume",
    severity=Severity.WARNING,
    remedy="use a CSI driver, such as `csi: {driver: rbd.csi.ceph.com, volumeHandle: volume-1}`",
)

_POLICIES = frozenset(("Delete", "Recycle", "Retain"))
_MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options"
_MOUNTED_BY_OPTIONS = (
    *("gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "cinder"),
    *("cephfs", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk"),
)
_GONE = {
    "cephfs": 31,
    "rbd": 31,
    "glusterfs": 26,
    "scaleIO": 22,
    "storageos": 25,
    "photonPersistentDisk": 16,
    "quobyte": 25,
    "flocker": 25,
}


def validate_persistent_volume(obj: Tree, problems: Problems, context: Context) -> None:
    """A PersistentVolume on create."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    validate_access_modes(spec.get("accessModes") or (), "spec.accessModes", problems)
    _validate_capacity(spec.get("capacity") or {}, "spec.capacity", problems)
    _validate_reclaim_policy(spec, "spec.persistentVolumeReclaimPolicy", problems)
    _validate_node_affinity(spec, "spec.nodeAffinity", problems, context)
    validate_sources(spec, assigned_name(obj.get("metadata") or {}), "spec", problems)
    validate_class_name(spec.get("storageClassName", ""), "spec.storageClassName", problems)
    mode = spec.get("volumeMode", "Filesystem")
    if mode not in {"Block", "Filesystem"}:
        refuse_choice(VOLUME_MODE, mode, ("Block", "Filesystem"), "spec.volumeMode", problems)
    _validate_attributes_class(spec, problems)
    _validate_mount_options(obj, spec, problems)
    _warn(obj, spec, problems, context)


def _validate_capacity(capacity: Tree, path: str, problems: Problems) -> None:
    if set(capacity) != {"storage"}:
        problems.add(CAPACITY, path, "must contain storage and nothing else")
    for name, amount in capacity.items():
        size = held(amount)
        if size.scaled(0) < 0:  # Also a size of more than 64 bits can look negative (validateBasicResource).
            problems.add(CAPACITY, f"{path}[{name}]", f"{amount} is negative, or does not fit in 64 bits")
        if size.unscaled <= 0:
            problems.add(CAPACITY, f"{path}[{name}]", f"{amount} must be greater than 0")


def _validate_reclaim_policy(spec: Tree, path: str, problems: Problems) -> None:
    policy = spec.get("persistentVolumeReclaimPolicy") or "Retain"
    if policy not in _POLICIES:
        refuse_choice(RECLAIM_POLICY, policy, ("Delete", "Recycle", "Retain"), path, problems)
    if policy == "Recycle" and "hostPath" in spec and _is_root(spec["hostPath"].get("path", "")):
        problems.add(RECLAIM_POLICY, path, "must not be Recycle for the root directory of a node")


def _is_root(path: str) -> bool:
    """Whether Go's path.Clean reduces it to `/`."""
    depth = 0
    for part in path.split("/"):
        if part == "..":
            depth = max(0, depth - 1)
        elif part not in {"", "."}:
            depth += 1
    return path[:1] == "/" and depth == 0


def _validate_node_affinity(spec: Tree, path: str, problems: Problems, context: Context) -> None:
    affinity = spec.get("nodeAffinity")
    if affinity is None:
        if "local" in spec and next(field for field in SOURCES if field in spec) == "local":
            problems.add(NODE_AFFINITY, path, "a local volume requires node affinity")
        return
    if affinity.get("required") is None:
        problems.add(
            NODE_AFFINITY, f"{path}.required", "required is missing; it selects the nodes that can reach the volume"
        )
    else:
        validate_node_selector(
            affinity["required"], f"{path}.required", problems, check_values=context.minor >= VALUES_VALIDATED
        )


def _validate_attributes_class(spec: Tree, problems: Problems) -> None:
    name = spec.get("volumeAttributesClassName")
    if name is None:
        return
    path = "spec.volumeAttributesClassName"
    if not name:
        problems.add(ATTRIBUTES_CLASS, path, "must not be empty")
    validate_class_name(name, path, problems)
    if "csi" not in spec:
        problems.add(ATTRIBUTES_CLASS, "spec.csi", "csi is required with volumeAttributesClassName")


def _validate_mount_options(obj: Tree, spec: Tree, problems: Problems) -> None:
    """The server's additional validation of volumes (pkg/volume/validation)."""
    annotations = (obj.get("metadata") or {}).get("annotations") or ()
    if _MOUNT_OPTIONS in annotations and not any(field in spec for field in _MOUNTED_BY_OPTIONS):
        problems.add(
            MOUNT_OPTIONS,
            f"metadata.annotations.{_MOUNT_OPTIONS}",
            "this annotation is not supported for this type of volume",
        )


def _warn(obj: Tree, spec: Tree, problems: Problems, context: Context) -> None:
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        problems.add(RECYCLE, "spec.persistentVolumeReclaimPolicy", "the policy Recycle is deprecated")
    for field, gone in _GONE.items():
        if field in spec and context.minor >= gone:
            problems.add(OLD_SOURCE, f"spec.{field}", f"volumes of this type have not worked since 1.{gone}")
    warn_of_annotations(obj, tuple(BETA_FIELDS), problems)
    terms = ((spec.get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms") or ()
    for index, term in enumerate(terms):
        warn_of_node_labels(term, f"spec.nodeAffinity.required.nodeSelectorTerms[{index}]", problems)
