"""NodeVolumeLimits: a driver attaches only so many volumes to a node (`nodevolumelimits/csi.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.classes import provisioner_of, storage_class

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder


class NodeVolumeLimits:
    """The volumes of one pod against the limits that the CSINodes of the cluster give."""

    __slots__ = ("_binder", "_objects", "_wanted")

    def __init__(self, pod: Pod, binder: Binder, objects: ClusterObjects) -> None:
        self._binder = binder
        self._objects = objects
        self._wanted = self._volumes(pod)

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._wanted)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        csi_node = self._objects.get("storage.k8s.io", "CSINode", node.name) if self._wanted else None
        if csi_node is None:
            return ""
        attached = {volume for pod in node.pods for volume in self._volumes(pod)}
        for driver in (csi_node.get("spec") or {}).get("drivers") or ():
            name, limit = driver.get("name", ""), (driver.get("allocatable") or {}).get("count")
            more = {volume for volume in self._wanted - attached if volume[0] == name}
            held = sum(1 for volume in attached if volume[0] == name)
            if limit is not None and more and held + len(more) > limit:
                return f"{held} of at most {limit} volumes of {name} are attached, {len(more)} more are needed"
        return ""

    def _volumes(self, pod: Pod) -> set[tuple[str, str]]:
        """Driver and handle of each volume of a pod; of one that does not exist yet, the claim instead of a handle."""
        found = set()
        for name in pod.claims:
            claim = self._binder.claims.get((pod.profile.namespace, name))
            if claim is None:
                continue
            volume = self._binder.volumes.get(claim.volume)
            csi = (volume.tree.get("spec") or {}).get("csi") if volume is not None else None
            if csi:
                found.add((csi.get("driver", ""), csi.get("volumeHandle", "")))
            elif volume is None:
                driver = provisioner_of(storage_class(self._objects, claim.class_name))
                if driver:
                    found.add((driver, "/".join(claim.key)))
        return found
