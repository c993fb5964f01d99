"""NodeVolumeLimits: a driver attaches only so many volumes to a node (`nodevolumelimits/csi.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.classes import provisioner_of, storage_class
from k8sdsl.cluster.volumes.migration import attached_as, driver_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.cluster.volumes.claim import Claim
    from k8sdsl.tree import Tree


class NodeVolumeLimits:
    """The volumes of one pod against the limits that the CSINodes of the cluster give.

    In-tree volumes count for the drivers that took over; volumes that a CSI driver makes for one pod (`csi`) do not.
    A volume that is attached but not used by a pod counts once; upstream counts it again until it is detached.
    """

    __slots__ = ("_binder", "_objects", "_untranslated", "_wanted")

    def __init__(self, pod: Pod, binder: Binder, objects: ClusterObjects) -> None:
        self._binder = binder
        self._objects = objects
        self._wanted = self._volumes(pod)
        self._untranslated = _untranslated(pod)

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._wanted or self._untranslated)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        csi_node = self._objects.get("storage.k8s.io", "CSINode", node.name) if self.applies else None
        if csi_node is None:
            return ""
        if self._untranslated:
            return f"volume {self._untranslated} does not refer to a disk of its CSI driver"
        drivers = (csi_node.get("spec") or {}).get("drivers") or ()
        if any((driver.get("allocatable") or {}).get("count") is not None for driver in drivers):
            return self._overflow(node, drivers)
        return ""

    def _overflow(self, node: Node, drivers: Iterable[Tree]) -> str:
        """Why the node cannot attach the wanted volumes in addition to those that it has."""
        broken = next(filter(None, map(_untranslated, node.pods)), "")
        if broken:
            return f"volume {broken} of a pod on it does not refer to a disk of its CSI driver"
        held = {volume for pod in node.pods for volume in self._volumes(pod)}
        held |= self._attachments(node)
        more = self._wanted - held
        for driver in drivers:
            name, limit = driver.get("name", ""), (driver.get("allocatable") or {}).get("count")
            needed = sum(1 for volume in more if volume[0] == name)
            there = sum(1 for volume in held if volume[0] == name)
            if limit is not None and needed and there + needed > limit:
                return f"{there} of at most {limit} volumes of {name} are attached, and {needed} more are needed"
        return ""

    def _attachments(self, node: Node) -> set[tuple[str, str]]:
        """Attacher and handle of each CSI volume that a VolumeAttachment attaches to a node."""
        found = set()
        for attacher, name in self._binder.attachments.get(node.name, ()):
            volume = self._binder.volumes.get(name)
            csi = (volume.tree.get("spec") or {}).get("csi") if volume is not None else None
            if csi and attacher:
                found.add((attacher, csi.get("volumeHandle", "")))
        return found

    def _volumes(self, pod: Pod) -> set[tuple[str, str]]:
        """The driver and handle of each volume of a pod that counts."""
        claims = (self._binder.claims.get((pod.profile.namespace, name)) for name in pod.claims)
        found = [self._of_claim(claim) for claim in claims if claim is not None]
        found += [volume for volume in map(attached_as, pod.profile.disks) if volume is not None]
        return {volume for volume in found if all(volume)}

    def _of_claim(self, claim: Claim) -> tuple[str, str]:
        """As `_volumes` for one claim; a volume that does not exist yet has the name of the claim as its handle."""
        volume = self._binder.volumes.get(claim.volume)
        if volume is not None:
            return _of_volume(volume.tree)
        return driver_of(provisioner_of(storage_class(self._objects, claim.class_name))), "/".join(claim.key)


def _untranslated(pod: Pod) -> str:
    """The name of an in-tree volume of a pod that its CSI driver cannot attach, empty for none."""
    found = ((disk.get("name"), attached_as(disk)) for disk in pod.profile.disks)
    return next((str(name) for name, attached in found if attached is not None and not attached[1]), "")


def _of_volume(tree: Tree) -> tuple[str, str]:
    """Driver and handle of a PersistentVolume; empty if no CSI driver attaches it."""
    spec = tree.get("spec") or {}
    csi = spec.get("csi")
    if csi:
        return csi.get("driver", ""), csi.get("volumeHandle", "")
    return attached_as(spec, (tree.get("metadata") or {}).get("labels") or {}) or ("", "")
