"""NodeVolumeLimits: a driver attaches only so many volumes to a node (`nodevolumelimits/csi.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.classes import provisioner_of, storage_class

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.cluster.volumes.claim import Claim
    from k8sdsl.tree import Tree

_IN_TREE = {
    "kubernetes.io/aws-ebs": ("ebs.csi.aws.com", "awsElasticBlockStore", "volumeID"),
    "kubernetes.io/azure-disk": ("disk.csi.azure.com", "azureDisk", "diskURI"),
    "kubernetes.io/azure-file": ("file.csi.azure.com", "azureFile", "shareName"),
    "kubernetes.io/cinder": ("cinder.csi.openstack.org", "cinder", "volumeID"),
    "kubernetes.io/gce-pd": ("pd.csi.storage.gke.io", "gcePersistentDisk", "pdName"),
    "kubernetes.io/portworx-volume": ("pxd.portworx.com", "portworxVolume", "volumeID"),
    "kubernetes.io/vsphere-volume": ("csi.vsphere.vmware.com", "vsphereVolume", "volumePath"),
}
"""In-tree plugins: the CSI driver that took over, the field of a volume, and the field of its handle."""
_MIGRATED = "storage.alpha.kubernetes.io/migrated-plugins"
"""The annotation of a CSINode with the plugins whose volumes CSI drivers attach there (`isCSIMigrationOn`)."""


class NodeVolumeLimits:
    """The volumes of one pod against the limits that the CSINodes of the cluster give."""

    __slots__ = ("_binder", "_objects", "_wanted")

    def __init__(self, pod: Pod, binder: Binder, objects: ClusterObjects) -> None:
        self._binder = binder
        self._objects = objects
        self._wanted = self._volumes(pod, frozenset(_IN_TREE))

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._wanted)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        csi_node = self._objects.get("storage.k8s.io", "CSINode", node.name) if self._wanted else None
        if csi_node is None:
            return ""
        annotations = (csi_node.get("metadata") or {}).get("annotations") or {}
        migrated = frozenset(_IN_TREE) & set((annotations.get(_MIGRATED) or "").split(","))
        wanted = {(driver, handle) for plugin, driver, handle in self._wanted if plugin in {"", *migrated}}
        attached = {(driver, handle) for pod in node.pods for _, driver, handle in self._volumes(pod, migrated)}
        volumes = (self._binder.volumes.get(name) for name in self._binder.attachments.get(node.name, ()))
        attached |= {found[1:] for volume in volumes if volume for found in _of_volume(volume.tree, migrated)}
        for driver in (csi_node.get("spec") or {}).get("drivers") or ():
            name, limit = driver.get("name", ""), (driver.get("allocatable") or {}).get("count")
            more = {volume for volume in wanted - attached if volume[0] == name}
            held = sum(1 for volume in attached if volume[0] == name)
            if limit is not None and more and held + len(more) > limit:
                return f"{held} of at most {limit} volumes of {name} are attached, {len(more)} more are needed"
        return ""

    def _volumes(self, pod: Pod, migrated: frozenset[str]) -> set[tuple[str, str, str]]:
        """The in-tree plugin (empty for none), driver and handle of each volume of a pod."""
        claims = (self._binder.claims.get((pod.profile.namespace, name)) for name in pod.claims)
        return {found for claim in claims if claim is not None for found in self._of_claim(claim, migrated)}

    def _of_claim(self, claim: Claim, migrated: frozenset[str]) -> set[tuple[str, str, str]]:
        """As `_volumes` for one claim; a volume that does not exist yet has the name of the claim as its handle."""
        volume = self._binder.volumes.get(claim.volume)
        if volume is not None:
            return _of_volume(volume.tree, migrated)
        provisioner = provisioner_of(storage_class(self._objects, claim.class_name))
        if provisioner in _IN_TREE:
            return {(provisioner, _IN_TREE[provisioner][0], "/".join(claim.key))} if provisioner in migrated else set()
        return {("", provisioner, "/".join(claim.key))} if provisioner else set()


def _of_volume(tree: Tree, migrated: frozenset[str]) -> set[tuple[str, str, str]]:
    """Plugin, driver and handle of a PersistentVolume; nothing if no CSI driver attaches it."""
    spec = tree.get("spec") or {}
    csi = spec.get("csi")
    if csi:
        return {("", csi.get("driver", ""), csi.get("volumeHandle", ""))}
    return {
        (plugin, driver, str(spec[field].get(handle) or ""))
        for plugin, (driver, field, handle) in _IN_TREE.items()
        if plugin in migrated and spec.get(field)
    }
