"""The volume controller: binds claims to volumes as both appear (`pv_controller.go`, `index.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.claim import Claim, Volume
from k8sdsl.cluster.volumes.classes import default_storage_class, provisioner_of, storage_class, waits_for_consumer
from k8sdsl.cluster.volumes.free_volumes import FreeVolumes
from k8sdsl.cluster.volumes.matching import find_match, mismatch

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.tree import Tree


_PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
"""The annotation of volumes that a provisioner made."""


class Binder:
    """The claims and volumes of a cluster.

    With `provisions`, provisioners outside Kubernetes are taken to work: a claim of their classes gets its volume, and
    so does one of a class that is not known, unless volumes of it are made by hand.
    `attachments` are the attachers and volumes of the VolumeAttachments of each node, those of pods that end included.
    """

    __slots__ = (
        *("_by_class", "_by_hand", "_objects", "_pending", "_wanting", "attachments", "claims", "free", "provisions"),
        "volumes",
    )

    def __init__(self, objects: ClusterObjects, *, provisions: bool = False) -> None:
        self._objects = objects
        self.provisions = provisions
        self._pending: dict[tuple[str, str], Claim] = {}
        self._by_class: dict[str, dict[tuple[str, str], Claim]] = {}
        self._wanting: dict[str, list[Claim]] = {}
        self._by_hand: set[str] = set()
        self.attachments: dict[str, list[tuple[str, str]]] = {}
        self.free = FreeVolumes()
        self.claims: dict[tuple[str, str], Claim] = {}
        self.volumes: dict[str, Volume] = {}

    def add_claim(self, tree: Tree) -> None:
        """Takes up a claim that was created, and binds it if it can."""
        claim = Claim(tree)
        self.claims[claim.key] = claim
        if not claim.is_bound:
            self._await(claim)
            self._sync(claim)

    def add_volume(self, tree: Tree) -> None:
        """Takes up a volume that was created, and binds the first claim that has waited for such."""
        volume = Volume(tree)
        self.volumes[volume.name] = volume
        if _PROVISIONED_BY not in ((tree.get("metadata") or {}).get("annotations") or {}):
            self._by_hand.add(volume.class_name)
        self.free.add(volume)
        waiting = list(self._wanting.get(volume.name, ()))
        if volume.holder in self._pending:
            waiting.append(self._pending[volume.holder])
        if not waits_for_consumer(storage_class(self._objects, volume.class_name)):
            same_class = self._by_class.get(volume.class_name, {}).values()
            waiting += [claim for claim in same_class if find_match(claim, [volume]) is not None]
        for claim in waiting:
            if not claim.is_bound:
                self._sync(claim)

    def add_attachment(self, tree: Tree) -> None:
        """Takes up a volume that is attached to a node."""
        spec = tree.get("spec") or {}
        name = (spec.get("source") or {}).get("persistentVolumeName") or ""
        self.attachments.setdefault(spec.get("nodeName") or "", []).append((spec.get("attacher") or "", name))

    def _await(self, claim: Claim) -> None:
        self._pending[claim.key] = claim
        if claim.wanted:
            self._wanting.setdefault(claim.wanted, []).append(claim)
        else:
            self._by_class.setdefault(claim.class_name, {})[claim.key] = claim

    def sync(self) -> None:
        """Tries the claims that are not bound again, in the order of their creation."""
        for claim in list(self._pending.values()):
            self._sync(claim)

    def bind(self, claim: Claim, volume: Volume) -> None:
        """Binds a claim and a volume to each other."""
        volume.holder, volume.holder_uid = claim.key, claim.uid
        self.free.remove(volume)
        self.bind_to_new(claim, volume.name)

    def bind_to_new(self, claim: Claim, volume: str = "") -> None:
        """Binds a claim to a volume that a provisioner makes for it."""
        claim.bind(volume or f"pvc-{claim.namespace}-{claim.name}")
        self._pending.pop(claim.key, None)
        self._by_class.get(claim.class_name, {}).pop(claim.key, None)

    def delays(self, claim: Claim) -> bool:
        """Whether a claim is bound only when a pod that uses it is scheduled."""
        return waits_for_consumer(storage_class(self._objects, claim.class_name))

    def _is_held_back(self, claim: Claim) -> bool:
        """Whether a claim waits for a consumer that no scheduler has placed yet (`shouldDelayBinding`)."""
        return not claim.selected_node and self.delays(claim)

    def can_provision(self, claim: Claim) -> bool:
        """Whether a provisioner makes volumes of a claim's class, and is taken to work."""
        if not self.provisions:
            return False
        found = storage_class(self._objects, claim.class_name)
        if found is not None:
            return bool(provisioner_of(found))
        if not self._objects.is_open("storage.k8s.io", "StorageClass"):
            return False
        return not claim.has_class or (bool(claim.class_name) and claim.class_name not in self._by_hand)

    def _sync(self, claim: Claim) -> None:
        """Binds a claim if it can (`syncUnboundClaim`)."""
        if claim.wanted:
            self._sync_wanted(claim)
            return
        volume = self._best(claim)
        if volume is None and not claim.has_class:
            name = default_storage_class(self._objects)
            if name is not None:
                self._by_class.get(claim.class_name, {}).pop(claim.key, None)
                claim.class_name, claim.has_class = name, True
                self._await(claim)
                volume = self._best(claim)
        if volume is not None:
            self.bind(claim, volume)
        elif not self._is_held_back(claim) and self.can_provision(claim):
            self.bind_to_new(claim)
        else:
            claim.reason = self._why_pending(claim)

    def _sync_wanted(self, claim: Claim) -> None:
        volume = self.volumes.get(claim.wanted)
        if volume is None:
            claim.reason = f"volume {claim.wanted!r} does not exist"
        elif volume.belongs_to(claim):
            self.bind(claim, volume)
        elif volume.holder is not None:
            claim.reason = f"volume {claim.wanted!r} belongs to claim {'/'.join(volume.holder)}"
        else:
            why = mismatch(claim, volume)
            if why:
                claim.reason = f"volume {claim.wanted!r} does not fit: {why}"
            else:
                self.bind(claim, volume)

    def _best(self, claim: Claim) -> Volume | None:
        """The best volume among those with the fewest access modes that include the claim's (`findByClaim`)."""
        delayed = self._is_held_back(claim)
        for volumes in self.free.for_claim(claim, reserved_only=delayed):
            volume = find_match(claim, volumes, delayed=delayed)
            if volume is not None:
                return volume
        return None

    def _why_pending(self, claim: Claim) -> str:
        found = storage_class(self._objects, claim.class_name)
        if waits_for_consumer(found):
            return "it waits for a pod that uses it"
        if not claim.class_name:
            return "no volume fits, and it has no storage class"
        if found is None and self._objects.is_open("storage.k8s.io", "StorageClass"):
            return f"no volume of class {claim.class_name!r} fits"
        if found is None:
            return f"no volume fits, and storage class {claim.class_name!r} does not exist"
        name = provisioner_of(found)
        if name:
            return f"it waits for the provisioner {name}"
        return "no volume fits, and its storage class has no provisioner"
