"""Volumes that are file systems of others: over the network, by a driver, or the node's own directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods.choices import refuse_choice
from k8sdsl.server.rules.pods.paths import no_backsteps, relative_path
from k8sdsl.server.rules.pods.volumes_disks import secret_name
from k8sdsl.server.rules.pods.volumes_files import VOLUME_FIELD, require

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

HOST_PATH_TYPE = Rule(
    "core/host-path-type",
    "The type of a hostPath is empty, or Directory, File (or either with OrCreate), Socket, CharDevice, BlockDevice.",
    "validateHostPathType",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc", "type": "Folder"}}]},
    good={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc", "type": "Directory"}}]},
)
NFS_PATH = Rule(
    "core/nfs-path",
    "The path that an NFS server exports is absolute.",
    "validateNFSVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "nfs": {"server": "nfs.example.com", "path": "export"}}]},
    good={"spec.volumes": [{"name": "v", "nfs": {"server": "nfs.example.com", "path": "/export"}}]},
)
QUOBYTE = Rule(
    "core/quobyte",
    "A Quobyte volume names its registries as HOST:PORT, and a tenant of up to 64 characters.",
    "validateQuobyteVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "quobyte": {"registry": "quobyte.example.com", "volume": "v"}}]},
)
FLOCKER = Rule(
    "core/flocker",
    "A Flocker volume has either the name of a data set, without '/', or its UUID.",
    "validateFlockerVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "flocker": {}}]},
)
FLEX_OPTIONS = Rule(
    "core/flex-options",
    "Options of a flex volume leave the domains kubernetes.io and k8s.io alone.",
    "validateFlexVolumeSource",
    "Pod",
    bad={
        "spec.volumes": [{"name": "v", "flexVolume": {"driver": "example.com/d", "options": {"kubernetes.io/a": "b"}}}]
    },
    good={"spec.volumes": [{"name": "v", "flexVolume": {"driver": "example.com/d", "options": {"a": "b"}}}]},
)
STORAGE_OS = Rule(
    "core/storageos-name",
    "A StorageOS volume and its namespace are named by DNS labels.",
    "validateStorageOSVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "storageos": {"volumeName": "My_Volume"}}]},
)
CSI_DRIVER = Rule(
    "core/csi-driver",
    "A CSI driver is named by a DNS name of up to 63 characters, and its secret by a DNS name.",
    "validateCSIVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "csi": {"driver": "my_driver"}}]},
    good={"spec.volumes": [{"name": "v", "csi": {"driver": "inline.csi.example.com"}}]},
)

HOST_PATH_TYPES = frozenset(
    (*("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),)
)


def host_path(source: Tree, path: str, problems: Problems) -> None:
    """A directory or file of the node (validateHostPathVolumeSource)."""
    if not source.get("path"):
        require(source, ("path",), path, problems)
        return
    no_backsteps(source["path"], f"{path}.path", problems)
    kind = source.get("type", "")
    if kind not in HOST_PATH_TYPES:
        refuse_choice(HOST_PATH_TYPE, kind, HOST_PATH_TYPES, f"{path}.type", problems)


def git_repo(source: Tree, path: str, problems: Problems) -> None:
    """A checkout, which the kubelet no longer makes (validateGitRepoVolumeSource)."""
    require(source, ("repository",), path, problems)
    relative_path(source.get("directory", ""), f"{path}.directory", problems)


def nfs(source: Tree, path: str, problems: Problems) -> None:
    """A directory of an NFS server (validateNFSVolumeSource)."""
    require(source, ("server", "path"), path, problems)
    if not source.get("path", "").startswith("/"):
        problems.add(NFS_PATH, f"{path}.path", f"{source.get('path', '')!r} must be an absolute path")


def glusterfs(source: Tree, path: str, problems: Problems) -> None:
    """A volume of GlusterFS (validateGlusterfsVolumeSource)."""
    require(source, ("endpoints", "path"), path, problems)


def ceph_fs(source: Tree, path: str, problems: Problems) -> None:
    """A directory of CephFS (validateCephFSVolumeSource)."""
    require(source, ("monitors",), path, problems)


def azure_file(source: Tree, path: str, problems: Problems) -> None:
    """A share of Microsoft's (validateAzureFile)."""
    require(source, ("secretName", "shareName"), path, problems)


def quobyte(source: Tree, path: str, problems: Problems) -> None:
    """A volume of Quobyte's (validateQuobyteVolumeSource)."""
    registry = source.get("registry", "")
    if registry and len(source.get("tenant", "").encode("utf-8", "surrogatepass")) >= 65:
        problems.add(QUOBYTE, f"{path}.tenant", "the tenant has more than 64 characters")
    elif not all(_is_host_port(pair) for pair in registry.split(",")):
        problems.add(QUOBYTE, f"{path}.registry", f"{registry!r} is not HOST:PORT, or several with commas between")
    require(source, ("volume",), path, problems)


def _is_host_port(text: str) -> bool:
    """Whether Go's net.SplitHostPort takes a text: one colon, and brackets around a host that has more."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return False
    if host[:1] == "[":
        return host.find("]") == len(host) - 1 and "[" not in host[1:] and not {"[", "]"} & set(port)
    return not {":", "[", "]"} & set(host) and not {"[", "]"} & set(port)


def flocker(source: Tree, path: str, problems: Problems) -> None:
    """A data set of Flocker's (validateFlockerVolumeSource)."""
    name, uuid = source.get("datasetName", ""), source.get("datasetUUID", "")
    if bool(name) is bool(uuid):
        problems.add(FLOCKER, path, "needs either datasetName or datasetUUID")
    if "/" in name:
        problems.add(FLOCKER, f"{path}.datasetName", f"{name!r} must not contain '/'")


def flex_volume(source: Tree, path: str, problems: Problems) -> None:
    """A volume by a driver on the node (validateFlexVolumeSource)."""
    require(source, ("driver",), path, problems)
    for key in source.get("options", ()):
        domain = f".{key.partition('/')[0].lower()}"
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            problems.add(FLEX_OPTIONS, f"{path}.options[{key}]", f"{key!r} is in a domain of Kubernetes' own")


def storage_os(source: Tree, path: str, problems: Problems) -> None:
    """A volume of StorageOS' (validateStorageOSVolumeSource)."""
    require(source, ("volumeName",), path, problems)
    for field in ("volumeName", "volumeNamespace"):
        reason = formats.dns1123_label(source[field]) if source.get(field) else ""
        if reason:
            problems.add(STORAGE_OS, f"{path}.{field}", f"{source[field]!r} {reason}")
    secret_name(source, path, problems)


def csi(source: Tree, path: str, problems: Problems) -> None:
    """A volume by a CSI driver, made for this pod (validateCSIVolumeSource)."""
    csi_driver_name(source.get("driver", ""), f"{path}.driver", problems)
    ref = source.get("nodePublishSecretRef")
    if ref is None:
        return
    if not ref.get("name"):
        problems.add(VOLUME_FIELD, f"{path}.nodePublishSecretRef.name", "name is required")
        return
    reason = formats.dns1123_subdomain(ref["name"])
    if reason:
        problems.add(CSI_DRIVER, f"{path}.name", f"{ref['name']!r} {reason}")


def csi_driver_name(name: str, path: str, problems: Problems) -> None:
    """The name of a CSI driver, in either case (ValidateCSIDriverName)."""
    reason = formats.dns1123_subdomain(name.lower()) if name else "is required"
    if not reason and len(name) > formats.LABEL_LENGTH:
        reason = "must have no more than 63 characters"
    if reason:
        problems.add(CSI_DRIVER, path, f"{name!r} {reason}")
