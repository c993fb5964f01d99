"""The source of a PersistentVolume: exactly one, most of them validated as in a pod, some with further rules."""

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

    SourceValidator = Callable[[Tree, str, Problems], None]

SOURCE = Rule(
    "core/persistent-volume-source",
    "A PersistentVolume must have exactly one source, such as `csi` or `nfs`.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.nfs": {"server": "nfs.example.com", "path": "/data"}},
    good={"spec.hostPath": {"path": "/data"}},
    remedy="set one source, such as `csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}`",
)
SECRET = Rule(
    "core/volume-secret",
    "A secret reference of a CSI volume, such as `nodePublishSecretRef`, must have a valid `name` and `namespace`.",
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
    remedy="for example, write `nodePublishSecretRef: {name: storage-login, namespace: storage}`",
)
NAMESPACE = Rule(
    "core/volume-namespace",
    "A namespace in a volume's source, such as `secretNamespace`, must be a valid namespace name or be omitted.",
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
    remedy="set an existing namespace, such as `secretNamespace: storage`",
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
        problems.add(NAMESPACE, f"{path}.secretNamespace", "must not be empty; set a namespace or remove the field")


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
            reason = check(value) if value else f"is empty; a {part} is required"
            if reason:
                problems.add(SECRET, f"{path}.{field}SecretRef.{part}", f"{value!r} {reason}")


SOURCES: dict[str, SourceValidator] = {
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
"""In upstream's order: the first one set is validated, each further one is refused."""

_PATHS = {"gcePersistentDisk": "persistentDisk"}
_FORBIDDEN_PATHS = {"cephfs": "cephFS"}


def validate_sources(spec: Tree, name: str, path: str, problems: Problems) -> None:
    """The source of the volume `name`."""
    present = [field for field in SOURCES if field in spec]
    if not present:
        problems.add(SOURCE, path, "must have exactly one source, such as csi or nfs")
        return
    for index, field in enumerate(present):
        # A flexVolume is validated in any position, and is never refused as a second source.
        if index and field != "flexVolume":
            at = f"{path}.{_FORBIDDEN_PATHS.get(field, field)}"
            problems.add(SOURCE, at, f"the volume already has the source {present[0]}; remove one of them")
            continue
        SOURCES[field](spec[field], f"{path}.{_PATHS.get(field, field)}", problems)
        if field == "iscsi":
            _validate_initiator(spec[field], name, path, problems)


def _validate_initiator(source: Tree, name: str, path: str, problems: Problems) -> None:
    portal = f"{name}:{source.get('targetPortal', '')}"
    if "initiatorName" in source and len(portal.encode("utf-8", "surrogatepass")) > 64:
        problems.add(ISCSI_INITIATOR, f"{path}.iscsi.targetportal", f"{portal!r} must be at most 64 characters long")
