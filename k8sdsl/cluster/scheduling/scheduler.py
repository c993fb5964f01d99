"""The scheduler: finds the nodes that take a pod, and puts it on one of them (`pkg/scheduler/schedule_one.go`)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.filters import (
    node_affinity,
    node_name,
    node_ports,
    node_resources_fit,
    node_unschedulable,
    taint_toleration,
    volume_restrictions,
)
from k8sdsl.cluster.scheduling.filters.inter_pod_affinity import InterPodAffinity
from k8sdsl.cluster.scheduling.filters.node_volume_limits import NodeVolumeLimits
from k8sdsl.cluster.scheduling.filters.pod_topology_spread import PodTopologySpread
from k8sdsl.cluster.scheduling.filters.volume_binding import VolumeBinding
from k8sdsl.cluster.scheduling.filters.volume_restrictions import VolumeRestrictions
from k8sdsl.cluster.scheduling.filters.volume_zone import VolumeZone
from k8sdsl.cluster.scheduling.node import Node
from k8sdsl.cluster.scheduling.pod import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.cluster.objects import Objects
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder
    from k8sdsl.tree import Tree

    Check = Callable[[Profile, Node], str]

_BY_NODE: tuple[tuple[str, Check], ...] = (
    ("NodeUnschedulable", node_unschedulable.reason),
    ("NodeName", node_name.reason),
    ("TaintToleration", taint_toleration.reason),
    ("NodeAffinity", node_affinity.reason),
)
_BY_PODS_THERE: tuple[tuple[str, Check], ...] = (
    ("NodePorts", node_ports.reason),
    ("NodeResourcesFit", node_resources_fit.reason),
    ("VolumeRestrictions", volume_restrictions.reason),
)


class Scheduled(StrEnum):
    """What became of a pod."""

    YES = "yes"
    NO = "no"
    BY_NAME = "by name"
    WAITS = "waits for its volume"
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
    """The nodes of a cluster and the pods on them. `visits` counts how often a pod was compared with a node."""

    __slots__ = (
        *("_binder", "_boards", "_objects", "_profiles", "_static", "_used_claims"),
        *("nodes", "placed", "repelling", "visits"),
    )

    def __init__(self, objects: Objects, binder: Binder) -> None:
        self._objects = objects
        self._binder = binder
        self._boards: dict[int, _Board] = {}
        self._static: dict[str, dict[object, tuple[str, str]]] = {}
        self._profiles: dict[str, Profile] = {}
        self._used_claims: set[tuple[str, str]] = set()
        self.nodes: dict[str, Node] = {}
        self.placed: list[tuple[Pod, Node]] = []
        self.repelling: list[tuple[Pod, Node]] = []
        self.visits = 0

    def profile(self, tree: Tree, namespace: str) -> Profile:
        """The profile of a pod, the one of its equals if there are any."""
        profile = Profile(tree, namespace)
        return self._profiles.setdefault(profile.key, profile)

    def add_node(self, tree: Tree) -> None:
        """Adds a node to the cluster."""
        node = Node(tree)
        self.nodes[node.name] = node
        self._boards.clear()

    def place(self, pod: Pod, name: str) -> None:
        """Puts a pod on the node that it names, whatever that node has left."""
        self._used_claims.update((pod.profile.namespace, claim) for claim in pod.claims)
        pod.node = name
        node = self.nodes.get(name)
        if node is not None:
            node.add(pod)
            self.placed.append((pod, node))
            if pod.profile.anti_affinity:
                self.repelling.append((pod, node))

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
        board = self._boards.get(id(profile))
        if board is None:
            board = self._boards[id(profile)] = _Board(profile, self)
        return self._choose(pod, board)

    def _choose(self, pod: Pod, board: _Board) -> Placement:
        nodes = board.passing()
        rejected: dict[str, tuple[str, str]] = {}
        binding: VolumeBinding | None = None
        if pod.claims:
            binding = VolumeBinding(pod, self._binder, self._objects)
            nodes = self._pass_volumes(pod, binding, nodes, rejected)
        nodes = board.pass_global(nodes, rejected)
        placement = Placement(Scheduled.NO)
        if not nodes:
            placement.rejected = {**board.rejected(), **rejected}
            return placement
        chosen = max(nodes, key=_room)
        placement.feasible = tuple([node.name for node in nodes])
        placement.node = chosen.name
        placement.scheduled = Scheduled.YES
        if binding is not None and not binding.reserve(chosen):
            placement.scheduled = Scheduled.WAITS
        self.place(pod, chosen.name)
        return placement

    def _pass_volumes(
        self, pod: Pod, binding: VolumeBinding, nodes: list[Node], rejected: dict[str, tuple[str, str]]
    ) -> list[Node]:
        checks = (
            ("VolumeRestrictions", VolumeRestrictions(pod, self._binder, self._used_claims).reason),
            ("NodeVolumeLimits", NodeVolumeLimits(pod, self._binder, self._objects).reason),
            ("VolumeBinding", binding.reason),
            ("VolumeZone", VolumeZone(pod, self._binder).reason),
        )
        passing = []
        for node in nodes:
            self.visits += 1
            for name, reason in checks:
                why = reason(node)
                if why:
                    rejected[node.name] = (name, why)
                    break
            else:
                passing.append(node)
        return passing

    def static_verdict(self, profile: Profile, node: Node) -> tuple[str, str]:
        """The first filter that rejects a node by what it is, with its reason; equal nodes are judged once."""
        known = self._static.setdefault(profile.static_key, {})
        key: object = node.name if profile.looks_at_names else node.shape
        verdict = known.get(key)
        if verdict is None:
            self.visits += 1
            verdict = known[key] = _first(_BY_NODE, profile, node)
        return verdict

    def board_filters(self, profile: Profile) -> list[tuple[str, InterPodAffinity | PodTopologySpread]]:
        """The filters of a pod that look at where pods run."""
        filters: list[tuple[str, InterPodAffinity | PodTopologySpread]] = []
        if profile.spread:
            filters.append(("PodTopologySpread", PodTopologySpread(profile, self.nodes.values())))
        filters.append(("InterPodAffinity", InterPodAffinity(profile, self._objects.namespace_labels)))
        return filters


class _Board:
    """What is known of the nodes for equal pods: verdicts are kept until a node changes."""

    __slots__ = ("_filters", "_local", "_log", "_others", "_profile", "_scheduler", "_seen", "_static_out", "_usable")

    def __init__(self, profile: Profile, scheduler: Scheduler) -> None:
        self._profile = profile
        self._scheduler = scheduler
        self._usable: list[Node] = []
        self._static_out: dict[str, tuple[str, str]] = {}
        self._local: dict[str, tuple[int, tuple[str, str]]] = {}
        self._filters = scheduler.board_filters(profile)
        self._log = scheduler.placed if profile.looks_at_pods else scheduler.repelling
        self._seen = 0
        names = profile.node_affinity.names()
        nodes = scheduler.nodes
        self._others = [] if names is None else [name for name in nodes if name not in names]
        for node in nodes.values() if names is None else [nodes[name] for name in nodes if name in names]:
            verdict = scheduler.static_verdict(profile, node)
            if verdict[0]:
                self._static_out[node.name] = verdict
            else:
                self._usable.append(node)

    def passing(self) -> list[Node]:
        """The nodes that pass the filters which look at one node."""
        for pod, node in self._log[self._seen :]:
            for _, its_filter in self._filters:
                its_filter.count(pod, node)
        self._seen = len(self._log)
        local, profile = self._local, self._profile
        passing = []
        for node in self._usable:
            known = local.get(node.name)
            if known is None or known[0] != node.version:
                self._scheduler.visits += 1
                known = local[node.name] = (node.version, _first(_BY_PODS_THERE, profile, node))
            if not known[1][0]:
                passing.append(node)
        return passing

    def pass_global(self, nodes: list[Node], rejected: dict[str, tuple[str, str]]) -> list[Node]:
        """The nodes that also pass the filters which look at where pods run."""
        for name, its_filter in self._filters:
            if not its_filter.prepare():
                continue
            passing = []
            for node in nodes:
                why = its_filter.reason(node)
                if why:
                    rejected[node.name] = (name, why)
                else:
                    passing.append(node)
            nodes = passing
        return nodes

    def rejected(self) -> dict[str, tuple[str, str]]:
        """Why each node that does not pass the filters of one node does not."""
        others = dict.fromkeys(self._others, ("NodeAffinity", "the pod's node affinity names other nodes"))
        local = {name: verdict for name, (_, verdict) in self._local.items() if verdict[0]}
        return {**others, **self._static_out, **local}


def _first(checks: tuple[tuple[str, Check], ...], profile: Profile, node: Node) -> tuple[str, str]:
    for name, check in checks:
        why = check(profile, node)
        if why:
            return name, why
    return "", ""


def _room(node: Node) -> float:
    return node.room
