"""Volumes of shared file systems: over the network, by a driver, or a directory of the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.paths import no_backsteps, relative_path
from k8sdsl.server.rules.pods.volumes_disks import secret_name
from k8sdsl.server.rules.pods.volumes_files import VOLUME_FIELD, require

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

HOST_PATH_TYPE = Rule(
    "core/host-path-type",
    (
        "`hostPath.type` must be empty, Directory, DirectoryOrCreate, File, FileOrCreate, Socket, CharDevice or "
        "BlockDevice."
    ),
    "validateHostPathType",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc", "type": "Folder"}}]},
    good={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc", "type": "Directory"}}]},
    remedy="write the value as listed, such as `type: DirectoryOrCreate`",
)
NFS_PATH = Rule(
    "core/nfs-path",
    "`nfs.path` must be an absolute path.",
    "validateNFSVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "nfs": {"server": "nfs.example.com", "path": "export"}}]},
    good={"spec.volumes": [{"name": "v", "nfs": {"server": "nfs.example.com", "path": "/export"}}]},
    remedy="start it with a slash, such as `path: /exports/data`",
)
QUOBYTE = Rule(
    "core/quobyte",
    "A Quobyte volume must have a `registry` of HOST:PORT pairs, and a `tenant` of at most 64 characters.",
    "validateQuobyteVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "quobyte": {"registry": "quobyte.example.com", "volume": "v"}}]},
    remedy="for example, write `registry: registry.example.com:7861`",
)
FLOCKER = Rule(
    "core/flocker",
    "A Flocker volume must have either a `datasetName` without '/', or a `datasetUUID`.",
    "validateFlockerVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "flocker": {}}]},
    remedy="set one of the two, such as `datasetName: web-data`",
)
FLEX_OPTIONS = Rule(
    "core/flex-options",
    "The keys of `flexVolume.options` must not be in the domains kubernetes.io and k8s.io.",
    "validateFlexVolumeSource",
    "Pod",
    bad={
        "spec.volumes": [{"name": "v", "flexVolume": {"driver": "example.com/d", "options": {"kubernetes.io/a": "b"}}}]
    },
    good={"spec.volumes": [{"name": "v", "flexVolume": {"driver": "example.com/d", "options": {"a": "b"}}}]},
    remedy='rename the key, such as `options: {example.com/size: "10"}`',
)
STORAGE_OS = Rule(
    "core/storageos-name",
    "`volumeName` and `volumeNamespace` of a StorageOS volume must be DNS labels.",
    "validateStorageOSVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "storageos": {"volumeName": "My_Volume"}}]},
    remedy="use lowercase letters, digits and dashes, such as `volumeName: web-data`",
)
CSI_DRIVER = Rule(
    "core/csi-driver",
    "`csi.driver` must be a DNS name of at most 63 characters, and the `name` of its secret must be a DNS name.",
    "validateCSIVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "csi": {"driver": "my_driver"}}]},
    good={"spec.volumes": [{"name": "v", "csi": {"driver": "inline.csi.example.com"}}]},
    remedy="write the name of the driver as it registers itself, such as `driver: ebs.csi.aws.com`",
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
    """A checkout of a repository, which the kubelet no longer supports (validateGitRepoVolumeSource)."""
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
    """A share of Azure Files (validateAzureFile)."""
    require(source, ("secretName", "shareName"), path, problems)


def quobyte(source: Tree, path: str, problems: Problems) -> None:
    """A volume of Quobyte (validateQuobyteVolumeSource)."""
    registry = source.get("registry", "")
    if registry and len(source.get("tenant", "").encode("utf-8", "surrogatepass")) >= 65:
        problems.add(QUOBYTE, f"{path}.tenant", "the tenant must be at most 64 characters long")
    elif not all(_is_host_port(pair) for pair in registry.split(",")):
        problems.add(
            QUOBYTE, f"{path}.registry", f"{registry!r} must be one or more HOST:PORT pairs separated by commas"
        )
    require(source, ("volume",), path, problems)


def _is_host_port(text: str) -> bool:
    """Whether Go's net.SplitHostPort accepts a string: one colon, and brackets around a host that contains more."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return False
    if host[:1] == "[":
        return host.find("]") == len(host) - 1 and "[" not in host[1:] and not {"[", "]"} & set(port)
    return not {":", "[", "]"} & set(host) and not {"[", "]"} & set(port)


def flocker(source: Tree, path: str, problems: Problems) -> None:
    """A data set of Flocker (validateFlockerVolumeSource)."""
    name, uuid = source.get("datasetName", ""), source.get("datasetUUID", "")
    if bool(name) is bool(uuid):
        problems.add(FLOCKER, path, "must have either datasetName or datasetUUID")
    if "/" in name:
        problems.add(FLOCKER, f"{path}.datasetName", f"{name!r} must not contain '/'")


def flex_volume(source: Tree, path: str, problems: Problems) -> None:
    """A volume by a driver on the node (validateFlexVolumeSource)."""
    require(source, ("driver",), path, problems)
    for key in source.get("options", ()):
        domain = f".{key.partition('/')[0].lower()}"
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            problems.add(FLEX_OPTIONS, f"{path}.options[{key}]", f"{key!r} is in a domain reserved for Kubernetes")


def storage_os(source: Tree, path: str, problems: Problems) -> None:
    """A volume of StorageOS (validateStorageOSVolumeSource)."""
    require(source, ("volumeName",), path, problems)
    for field in ("volumeName", "volumeNamespace"):
        reason = formats.dns1123_label(source[field]) if source.get(field) else ""
        if reason:
            problems.add(STORAGE_OS, f"{path}.{field}", f"{source[field]!r} {reason}")
    secret_name(source, path, problems)


def csi(source: Tree, path: str, problems: Problems) -> None:
    """A volume that a CSI driver creates for this pod (validateCSIVolumeSource)."""
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
    """The name of a CSI driver, in any letter case (ValidateCSIDriverName)."""
    reason = formats.dns1123_subdomain(name.lower()) if name else "is empty; the name of a driver is required"
    if not reason and len(name) > formats.LABEL_LENGTH:
        reason = "must be at most 63 characters long"
    if reason:
        problems.add(CSI_DRIVER, path, f"{name!r} {reason}")
