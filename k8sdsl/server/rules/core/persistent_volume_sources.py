"""What a PersistentVolume is made of: exactly one source, most of them judged as in a pod, some with more to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods import volumes_disks, volumes_shares
from k8sdsl.server.rules.pods.paths import no_backsteps
from k8sdsl.server.rules.pods.volumes import ISCSI_INITIATOR
from k8sdsl.server.rules.pods.volumes_files import require

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

    Check = Callable[[Tree, str, Problems], None]

SOURCE = Rule(
    "core/persistent-volume-source",
    "A persistent volume has exactly one source.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.nfs": {"server": "nfs.example.com", "path": "/data"}},
    good={"spec.hostPath": {"path": "/data"}},
)
SECRET = Rule(
    "core/volume-secret",
    "A secret that a volume's driver reads has a name and a namespace.",
    "validatePVSecretReference",
    "PersistentVolume",
    bad={
        "spec.hostPath": None,
        "spec.csi": {"driver": "csi.example.com", "volumeHandle": "v1", "nodePublishSecretRef": {"name": "s"}},
    },
    good={
        "spec.hostPath": None,
        "spec.csi": {
            "driver": "csi.example.com",
            "volumeHandle": "v1",
            "nodePublishSecretRef": {"name": "s", "namespace": "storage"},
        },
    },
)
NAMESPACE = Rule(
    "core/volume-namespace",
    "A namespace that a volume's source refers to is the name of one.",
    "validateGlusterfsPersistentVolumeSource",
    "PersistentVolume",
    bad={
        "spec.hostPath": None,
        "spec.azureFile": {"shareName": "data", "secretName": "azure", "secretNamespace": ""},
    },
    good={
        "spec.hostPath": None,
        "spec.azureFile": {"shareName": "data", "secretName": "azure", "secretNamespace": "storage"},
    },
)


def _glusterfs(source: Tree, path: str, problems: Problems) -> None:
    volumes_shares.glusterfs(source, path, problems)
    namespace = source.get("endpointsNamespace")
    reason = formats.dns1123_label(namespace) if namespace is not None else ""
    if reason:
        problems.add(NAMESPACE, f"{path}.endpointsNamespace", f"{namespace!r} {reason}")


def _cinder(source: Tree, path: str, problems: Problems) -> None:
    require(source, ("volumeID",), path, problems)
    _full_secret(source, path, problems)


def _full_secret(source: Tree, path: str, problems: Problems) -> None:
    if "secretRef" in source:
        require(source["secretRef"], ("name", "namespace"), f"{path}.secretRef", problems)


def _iscsi(source: Tree, path: str, problems: Problems) -> None:
    volumes_disks.iscsi(source, path, problems)
    volumes_disks.secret_name(source, path, problems)


def _azure_file(source: Tree, path: str, problems: Problems) -> None:
    volumes_shares.azure_file(source, path, problems)
    if source.get("secretNamespace") == "":
        problems.add(NAMESPACE, f"{path}.secretNamespace", "must be left out or name a namespace")


def _local(source: Tree, path: str, problems: Problems) -> None:
    require(source, ("path",), path, problems)
    no_backsteps(source.get("path", ""), f"{path}.path", problems)


def _storage_os(source: Tree, path: str, problems: Problems) -> None:
    volumes_shares.storage_os({**source, "secretRef": {"name": "given"}}, path, problems)
    _full_secret(source, path, problems)


def _csi(source: Tree, path: str, problems: Problems) -> None:
    volumes_shares.csi_driver_name(source.get("driver", ""), f"{path}.driver", problems)
    require(source, ("volumeHandle",), path, problems)
    for field in ("controllerPublish", "controllerExpand", "nodePublish", "nodeExpand"):
        reference = source.get(f"{field}SecretRef")
        if reference is None:
            continue
        for part, check in (("name", formats.dns1123_subdomain), ("namespace", formats.dns1123_label)):
            value = reference.get(part, "")
            reason = check(value) if value else "is required"
            if reason:
                problems.add(SECRET, f"{path}.{field}SecretRef.{part}", f"{value!r} {reason}")


SOURCES: dict[str, Check] = {
    "hostPath": volumes_shares.host_path,
    "gcePersistentDisk": volumes_disks.gce_persistent_disk,
    "awsElasticBlockStore": volumes_disks.aws_elastic_block_store,
    "glusterfs": _glusterfs,
    "flocker": volumes_shares.flocker,
    "nfs": volumes_shares.nfs,
    "rbd": volumes_disks.rbd,
    "quobyte": volumes_shares.quobyte,
    "cephfs": volumes_shares.ceph_fs,
    "iscsi": _iscsi,
    "cinder": _cinder,
    "fc": volumes_disks.fibre_channel,
    "flexVolume": volumes_shares.flex_volume,
    "azureFile": _azure_file,
    "vsphereVolume": volumes_disks.vsphere_volume,
    "photonPersistentDisk": volumes_disks.photon_persistent_disk,
    "portworxVolume": volumes_disks.portworx_volume,
    "azureDisk": volumes_disks.azure_disk,
    "scaleIO": volumes_disks.scale_io,
    "local": _local,
    "storageos": _storage_os,
    "csi": _csi,
}
"""In upstream's order: the first that is there is judged, each further one is one too many."""

_PATHS = {"gcePersistentDisk": "persistentDisk"}
_FORBIDDEN_PATHS = {"cephfs": "cephFS"}


def validate_sources(spec: Tree, name: str, path: str, problems: Problems) -> None:
    """The source of the volume called `name`."""
    present = [field for field in SOURCES if field in spec]
    if not present:
        problems.add(SOURCE, path, "must have a source")
        return
    for index, field in enumerate(present):
        # A flexVolume is judged wherever it comes, and never one too many itself.
        if index and field != "flexVolume":
            at = f"{path}.{_FORBIDDEN_PATHS.get(field, field)}"
            problems.add(SOURCE, at, f"may not be set beside {present[0]}")
            continue
        SOURCES[field](spec[field], f"{path}.{_PATHS.get(field, field)}", problems)
        if field == "iscsi":
            _validate_initiator(spec[field], name, path, problems)


def _validate_initiator(source: Tree, name: str, path: str, problems: Problems) -> None:
    portal = f"{name}:{source.get('targetPortal', '')}"
    if "initiatorName" in source and source.get("targetPortal") and len(portal) > 64:
        problems.add(ISCSI_INITIATOR, f"{path}.iscsi.targetportal", f"{portal!r} has more than 64 characters")
