"""VolumeRestrictions: some disks are for one node, and some claims for one pod (`volumerestrictions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod, Profile
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.tree import Tree


class VolumeRestrictions:
    """The restrictions for one pod; `used` are the claims that pods on any node use."""

    __slots__ = ("_taken",)

    def __init__(self, pod: Pod, binder: Binder, used: Container[tuple[str, str]]) -> None:
        self._taken = ""
        for name in pod.named_claims:
            key = (pod.profile.namespace, name)
            claim = binder.claims.get(key)
            if claim is not None and "ReadWriteOncePod" in claim.modes and key in used:
                self._taken = name

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._taken)

    def reason(self, _node: Node) -> str:
        """Why no node takes the pod."""
        return f"claim {self._taken} is ReadWriteOncePod, and another pod uses it" if self._taken else ""


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod: a disk that a pod on it holds."""
    for wanted in profile.disks:
        for other in node.pods:
            for held in other.profile.disks:
                if _conflict(wanted, held):
                    return f"a pod on it uses the disk of volume {wanted.get('name')}"
    return ""


def _conflict(one: Tree, other: Tree) -> bool:
    """Whether two volumes are one disk that cannot be used twice on a node (`isVolumeConflict`)."""
    if one.get("awsElasticBlockStore") and other.get("awsElasticBlockStore"):
        return bool(one["awsElasticBlockStore"].get("volumeID") == other["awsElasticBlockStore"].get("volumeID"))
    for kind, name in (("gcePersistentDisk", "pdName"), ("iscsi", "iqn")):
        a, b = one.get(kind), other.get(kind)
        if a and b and a.get(name) == b.get(name):
            return not (a.get("readOnly") and b.get("readOnly"))
    a, b = one.get("rbd"), other.get("rbd")
    if not a or not b or not set(a.get("monitors") or ()) & set(b.get("monitors") or ()):
        return False
    same = all((a.get(key) or default) == (b.get(key) or default) for key, default in (("pool", "rbd"), ("image", "")))
    return same and not (a.get("readOnly") and b.get("readOnly"))
