"""VolumeBinding: the node reaches the volumes of the pod, or volumes for its claims exist there (`volumebinding`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.node_selector import NodeSelector, matches_topology
from k8sdsl.cluster.volumes.classes import provisioner_of, storage_class
from k8sdsl.cluster.volumes.free_volumes import HOSTNAME
from k8sdsl.cluster.volumes.matching import find_match
from k8sdsl.cluster.volumes.migration import attached_as, migrated_affinity, plugin_of
from k8sdsl.semantics.label_selector import requirements_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.cluster.volumes.claim import Claim, Volume

_MIGRATED = "storage.alpha.kubernetes.io/migrated-plugins"
"""The annotation of a CSINode with the plugins whose volumes CSI drivers attach there."""


class VolumeBinding:
    """The claims of one pod: bound ones, and those that wait for their consumer."""

    __slots__ = ("_binder", "_bound", "_never", "_objects", "_waiting")

    def __init__(self, pod: Pod, binder: Binder, objects: ClusterObjects) -> None:
        self._binder = binder
        self._objects = objects
        self._bound: list[Claim] = []
        self._waiting: list[Claim] = []
        self._never = ""
        for name in pod.claims:
            claim = binder.claims.get((pod.profile.namespace, name))
            if claim is None:
                self._never = self._never or f"claim {name} does not exist"
            elif name in pod.own_claims and claim.owner != pod.name:
                self._never = self._never or f"claim {name} was not created for the pod"
            elif claim.fault:
                self._never = self._never or f"claim {name} {claim.fault}"
            elif claim.is_bound:
                self._bound.append(claim)
            elif not claim.wanted and binder.delays(claim):
                self._waiting.append(claim)
            else:
                self._never = self._never or f"claim {name} is not bound: {claim.reason}"
        self._waiting.sort(key=lambda claim: claim.request)

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return any(map(self._is_pinned, self._bound)) or bool(self._never or self._waiting)

    def _is_pinned(self, claim: Claim) -> bool:
        volume = self._binder.volumes.get(claim.volume)
        if volume is None:
            return self._has_lost(claim)
        return volume.node_affinity.terms is not None or bool(plugin_of(volume.tree.get("spec") or {}))

    def _has_lost(self, claim: Claim) -> bool:
        """Whether the volume that a bound claim names does not exist (`checkBoundClaims`)."""
        return claim.volume == claim.wanted and self._objects.lacks("", "PersistentVolume", claim.volume)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        if self._never:
            return self._never
        for claim in self._bound:
            volume = self._binder.volumes.get(claim.volume)
            if volume is None and self._has_lost(claim):
                return f"volume {claim.volume} of claim {claim.name} does not exist"
            if volume is not None and not self._affinity(volume, node).matches(node.labels):
                return f"it cannot reach volume {volume.name} of claim {claim.name}"
        for claim in self._waiting:
            if claim.selected_node not in {"", node.name}:
                return f"the volume for claim {claim.name} is being provisioned on node {claim.selected_node}"
        if self._waiting:
            for claim in self._match(node)[1]:
                why = why_not_provisioned(claim, node, self._objects)
                if why:
                    return why
        return ""

    def _affinity(self, volume: Volume, node: Node) -> NodeSelector:
        """The node affinity of a volume, translated where a CSI driver took it over (`tryTranslatePVToCSI`).

        A volume that the driver cannot attach matches no node.
        """
        spec = volume.tree.get("spec") or {}
        plugin = plugin_of(spec)
        csi_node = self._objects.get("storage.k8s.io", "CSINode", node.name) if plugin else None
        annotations = ((csi_node or {}).get("metadata") or {}).get("annotations") or {}
        if not plugin or plugin not in (annotations.get(_MIGRATED) or "").split(","):
            return volume.node_affinity
        attached = attached_as(spec, volume.labels)
        return NodeSelector.of(migrated_affinity(volume.tree)) if attached and attached[1] else NodeSelector(())

    @property
    def only_claim(self) -> Claim | None:
        """The claim of a pod that has no other, if it waits for a volume that is not reserved for it."""
        if self._never or self._bound or len(self._waiting) != 1:
            return None
        (claim,) = self._waiting
        return None if claim.selected_node or self._binder.free.is_reserved(claim) else claim

    def reserve(self, node: Node) -> bool:
        """Binds the waiting claims on the node that was chosen; false if one waits for its provisioner."""
        if not self._waiting:
            return True
        matched, unmatched = self._match(node)
        waits = [claim for claim in unmatched if not self._binder.can_provision(claim)]
        for claim in unmatched:
            if claim in waits:
                claim.reason = "it waits for its provisioner"
            else:
                self._binder.bind_to_new(claim)
        for claim, volume in matched:
            self._binder.bind(claim, volume)
        return not waits

    def _match(self, node: Node) -> tuple[list[tuple[Claim, Volume]], list[Claim]]:
        """Volumes on the node for the waiting claims, smallest claims first, and the claims that find none."""
        matched: list[tuple[Claim, Volume]] = []
        unmatched: list[Claim] = []
        for claim in self._waiting:
            volumes = () if claim.selected_node else self._binder.free.for_node(claim, node.labels)
            taken = {volume.name for _, volume in matched}
            volume = find_match(claim, volumes, node_labels=node.labels, excluded=taken)
            if volume is None:
                unmatched.append(claim)
            else:
                matched.append((claim, volume))
        return matched, unmatched


class WaitingClaims:
    """The nodes on which no volume for claims of one shape is or can be made, kept up to date as volumes are bound."""

    __slots__ = ("_binder", "_claim", "_hosts", "_objects", "_seen", "reasons")

    def __init__(self, claim: Claim, nodes: Iterable[Node], binder: Binder, objects: ClusterObjects) -> None:
        self._binder = binder
        self._claim = claim
        self._objects = objects
        self._seen = 0
        self._hosts: dict[str, list[Node]] = {"": list(nodes)}
        self.reasons: dict[str, str] = {}
        for node in self._hosts[""]:
            self._hosts.setdefault(node.labels.get(HOSTNAME, node.name), []).append(node)
            self._judge(node)
        self._seen = len(binder.free.changed(claim.class_name, 0))

    def update(self) -> None:
        """Judges the nodes anew on whose volumes something changed."""
        hosts = self._binder.free.changed(self._claim.class_name, self._seen)
        self._seen += len(hosts)
        for host in dict.fromkeys(hosts):
            for node in self._hosts.get(host, ()):
                self._judge(node)

    def _judge(self, node: Node) -> None:
        self.reasons.pop(node.name, None)
        if self._binder.free.match_on(self._claim, node.labels) is None:
            why = why_not_provisioned(self._claim, node, self._objects)
            if why:
                self.reasons[node.name] = why


def why_not_provisioned(claim: Claim, node: Node, objects: ClusterObjects) -> str:
    """Why no volume can be made for a claim on a node (`checkVolumeProvisions`)."""
    found = storage_class(objects, claim.class_name)
    driver = provisioner_of(found)
    if found is None or not driver:
        return f"it has no volume available for claim {claim.name}"
    if not matches_topology(found.get("allowedTopologies"), node.labels):
        return f"class {claim.class_name} does not provision volumes there"
    if not _has_capacity(claim, driver, node, objects):
        return f"{driver} has no space for claim {claim.name} there"
    return ""


def _has_capacity(claim: Claim, driver: str, node: Node, objects: ClusterObjects) -> bool:
    """Whether a driver that publishes its capacity has enough of it for the node (`hasEnoughCapacity`)."""
    csi_driver = objects.get("storage.k8s.io", "CSIDriver", driver)
    if csi_driver is None or not (csi_driver.get("spec") or {}).get("storageCapacity"):
        return True
    for capacity in objects.all("storage.k8s.io", "CSIStorageCapacity"):
        if capacity.get("storageClassName") == claim.class_name and (
            selects(requirements_of(capacity.get("nodeTopology")), node.labels)
        ):
            most = capacity.get("maximumVolumeSize")
            limit = capacity.get("capacity") if most is None else most
            if limit is not None and nano(limit) >= claim.request:
                return True
    return False
