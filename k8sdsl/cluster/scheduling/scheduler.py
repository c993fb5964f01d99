"""The scheduler: finds the nodes that take a pod, and puts it on one of them (`pkg/scheduler/schedule_one.go`)."""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.board import Board
from k8sdsl.cluster.scheduling.devices.claims import DeviceClaims
from k8sdsl.cluster.scheduling.filters.dynamic_resources import DynamicResources
from k8sdsl.cluster.scheduling.filters.node_volume_limits import NodeVolumeLimits
from k8sdsl.cluster.scheduling.filters.volume_binding import VolumeBinding, WaitingClaims
from k8sdsl.cluster.scheduling.filters.volume_restrictions import VolumeRestrictions
from k8sdsl.cluster.scheduling.filters.volume_zone import VolumeZone
from k8sdsl.cluster.scheduling.fitting import Fitting
from k8sdsl.cluster.scheduling.node import Node
from k8sdsl.cluster.scheduling.nodes import Nodes
from k8sdsl.cluster.scheduling.pod import Profile
from k8sdsl.kube.gates import is_on

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.board import Rejections
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.cluster.volumes.claim import Claim
    from k8sdsl.tree import Tree

    NodeFilter = VolumeRestrictions | NodeVolumeLimits | VolumeBinding | VolumeZone | DynamicResources


_ROOM = attrgetter("room")


class Scheduled(StrEnum):
    """What became of a pod."""

    YES = "yes"
    NO = "no"
    BY_NAME = "by name"
    WAITS = "waits for its volume"
    WAITS_FOR_DEVICE = "waits for its device"
    NOT_TRIED = "not tried"


class Placement:
    """The answer for one pod: the node chosen, all that would take it, and why each other one does not."""

    __slots__ = ("feasible", "node", "rejected", "scheduled")

    def __init__(self, scheduled: Scheduled, feasible: tuple[str, ...] = (), node: str = "") -> None:
        self.scheduled = scheduled
        self.feasible = feasible
        self.node = node
        self.rejected: dict[str, tuple[str, str]] = {}


class Scheduler:
    """Places pods on the nodes of a cluster."""

    __slots__ = (
        "_binder",
        "_boards",
        "_fittings",
        "_objects",
        "_profiles",
        "_serves_resources",
        "_used_claims",
        "_waiting",
        "devices",
        "nodes",
    )

    def __init__(self, objects: ClusterObjects, binder: Binder, minor: int) -> None:
        self._objects = objects
        self._serves_resources = is_on("DRAExtendedResource", minor)
        self._binder = binder
        self._profiles: dict[str, Profile] = {}
        self._fittings: dict[str, Fitting] = {}
        self._boards: dict[int, Board] = {}
        self._waiting: dict[object, WaitingClaims] = {}
        self._used_claims: set[tuple[str, str]] = set()
        self.devices = DeviceClaims(objects)
        self.nodes = Nodes()

    def add_node(self, tree: Tree) -> None:
        """Adds a node to the cluster."""
        self.nodes.add(Node(tree))
        self._boards.clear()
        self._fittings.clear()
        self._waiting.clear()

    def profile(self, tree: Tree, namespace: str) -> Profile:
        """The profile of a pod, the one of its equals if there are any."""
        profile = Profile(tree, namespace, self.devices.class_of if self._serves_resources else None)
        return self._profiles.setdefault(profile.key, profile)

    def place(self, pod: Pod, name: str) -> None:
        """Puts a pod on the node that it names, without checking the node's free resources."""
        self._used_claims.update((pod.profile.namespace, claim) for claim in pod.named_claims)
        pod.node = name
        node = self.nodes.by_name.get(name)
        if node is not None:
            self.nodes.place(pod, node)

    def schedule(self, pod: Pod) -> Placement:
        """Finds the nodes that take a pod, and puts it on the one of them with the most room left."""
        profile = pod.profile
        if profile.node_name:
            self.place(pod, profile.node_name)
            return Placement(Scheduled.BY_NAME, node=profile.node_name)
        if not profile.is_default:
            return Placement(Scheduled.NOT_TRIED)
        if profile.is_gated:
            return Placement(Scheduled.NO)
        return self._choose(pod, self._board(profile))

    def obstacles(self, pod: Pod, placement: Placement) -> dict[str, list[tuple[str, str]]]:
        """For each node everything that keeps a pod from it, after the pod found none."""
        board = self._board(pod.profile)
        board.passing()
        found = {name: board.obstacles(pod.profile, node) for name, node in self.nodes.by_name.items()}
        for rejected in (placement.rejected, self._by_volumes(pod)):
            for name, verdict in rejected.items():
                if verdict[0] and verdict not in found[name]:
                    found[name].append(verdict)
        return found

    def _by_volumes(self, pod: Pod) -> Rejections:
        """The nodes, filled ones included, that the volumes or devices of a pod reject."""
        rejected: Rejections = {}
        nodes = list(self.nodes.by_name.values())
        if pod.claims or pod.profile.disks:
            nodes = self._pass_volumes(pod, VolumeBinding(pod, self._binder, self._objects), nodes, rejected)
        if pod.device_claims:
            self._pass(DynamicResources(pod, self.devices), "DynamicResources", nodes, rejected)
        return rejected

    def _board(self, profile: Profile) -> Board:
        board = self._boards.get(id(profile))
        if board is None:
            fitting = self._fittings.get(profile.needs)
            if fitting is None:
                fitting = self._fittings[profile.needs] = Fitting(profile, self.nodes)
            board = Board(profile, self.nodes, fitting, self._objects.namespace_labels)
            self._boards[id(profile)] = board
        return board

    def _choose(self, pod: Pod, board: Board) -> Placement:
        nodes = board.passing()
        by_volumes: Rejections = {}
        binding: VolumeBinding | None = None
        if pod.claims or pod.profile.disks:
            binding = VolumeBinding(pod, self._binder, self._objects)
            nodes = self._pass_volumes(pod, binding, nodes, by_volumes)
        if pod.device_claims:
            nodes = self._pass(DynamicResources(pod, self.devices), "DynamicResources", nodes, by_volumes)
        if not nodes:
            placement = Placement(Scheduled.NO)
            placement.rejected = board.rejections(pod.profile, by_volumes)
            return placement
        chosen = max(nodes, key=_ROOM)
        placement = Placement(Scheduled.YES, tuple([node.name for node in nodes]), chosen.name)
        if binding is not None and not binding.reserve(chosen):
            placement.scheduled = Scheduled.WAITS
        if pod.device_claims and not self._reserve_devices(pod, chosen):
            placement.scheduled = placement.scheduled if self._binder.provisions else Scheduled.WAITS_FOR_DEVICE
        self.place(pod, chosen.name)
        return placement

    def _reserve_devices(self, pod: Pod, node: Node) -> bool:
        return self.devices.reserve(pod.claims_on(node.allocatable), node.name, node.labels)

    def _pass_volumes(self, pod: Pod, binding: VolumeBinding, nodes: list[Node], rejected: Rejections) -> list[Node]:
        filters = (
            ("VolumeRestrictions", VolumeRestrictions(pod, self._binder, self._used_claims)),
            ("NodeVolumeLimits", NodeVolumeLimits(pod, self._binder, self._objects)),
            ("VolumeBinding", binding),
            ("VolumeZone", VolumeZone(pod, self._binder)),
        )
        for name, its_filter in filters:
            if its_filter is binding and binding.only_claim is not None:
                reasons = self._reasons_of(binding.only_claim)
                rejected.update({node.name: (name, reasons[node.name]) for node in nodes if node.name in reasons})
                nodes = [node for node in nodes if node.name not in reasons]
            elif its_filter.applies:
                nodes = self._pass(its_filter, name, nodes, rejected)
        return nodes

    def _pass(self, its_filter: NodeFilter, name: str, nodes: list[Node], rejected: Rejections) -> list[Node]:
        """Those of some nodes that pass a filter; the others are added to `rejected`."""
        self.nodes.visits += len(nodes)
        reasons = {node.name: its_filter.reason(node) for node in nodes}
        rejected.update({node: (name, why) for node, why in reasons.items() if why})
        return [node for node in nodes if not reasons[node.name]]

    def _reasons_of(self, claim: Claim) -> dict[str, str]:
        """The nodes without a volume for a claim that waits for its consumer, with the reasons."""
        waiting = self._waiting.get(claim.shape)
        if waiting is None:
            nodes = self.nodes.by_name.values()
            waiting = self._waiting[claim.shape] = WaitingClaims(claim, nodes, self._binder, self._objects)
        waiting.update()
        return waiting.reasons
