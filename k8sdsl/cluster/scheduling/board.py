"""The nodes that equal pods can be placed on, kept up to date as pods are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from k8sdsl.cluster.scheduling.filters.inter_pod_affinity import InterPodAffinity
from k8sdsl.cluster.scheduling.filters.pod_topology_spread import PodTopologySpread
from k8sdsl.cluster.scheduling.fitting import Fitting, rejection, rejections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.nodes import Nodes
    from k8sdsl.cluster.scheduling.pod import Profile


Rejections: TypeAlias = dict[str, tuple[str, str]]
"""For names of nodes the filter that rejects them, and why."""


class Board:
    """What is known of the nodes for equal pods."""

    __slots__ = ("_affinity", "_candidates", "_explained", "_fitting", "_gone", "_log", "_nodes", "_seen", "_spread")

    def __init__(
        self, profile: Profile, nodes: Nodes, fitting: Fitting, namespace_labels: Callable[[str], Mapping[str, str]]
    ) -> None:
        self._nodes = nodes
        self._fitting = fitting
        self._affinity = InterPodAffinity(profile, nodes, namespace_labels)
        self._spread = PodTopologySpread(profile, nodes.by_name.values()) if profile.spread else None
        self._log = nodes.placed if profile.looks_at_pods else nodes.repelling
        self._seen = 0
        self._explained: tuple[int, dict[str, tuple[str, str]]] = (-1, {})
        fitting.update()
        self._gone = len(fitting.gone)
        self._candidates = dict(fitting.nodes)

    def passing(self) -> list[Node]:
        """The nodes that take one more of these pods, apart from conditions on its volumes."""
        self._fitting.update()
        candidates = self._candidates
        for name in self._fitting.gone[self._gone :]:
            candidates.pop(name, None)
        self._gone = len(self._fitting.gone)
        for pod, node in self._log[self._seen :]:
            for name in self._affinity.count(pod, node):
                candidates.pop(name, None)
            if self._spread is not None:
                self._spread.count(pod, node)
        self._seen = len(self._log)
        nodes = self._affinity.near(candidates.values())
        return nodes if self._spread is None else self._spread.passing(nodes)

    def rejections(self, profile: Profile, by_volumes: Rejections) -> Rejections:
        """For each node the filter that rejects it and why; `by_volumes` are those by the volumes of the pod."""
        moment = len(self._nodes.placed)
        if self._explained[0] != moment:
            self._explained = (moment, {node.name: self._why(profile, node) for node in self._nodes.by_name.values()})
        return {**self._explained[1], **by_volumes} if by_volumes else self._explained[1]

    def obstacles(self, profile: Profile, node: Node) -> list[tuple[str, str]]:
        """All filters that reject a node for these pods, except for those that look at volumes, with their reasons."""
        found = rejections(profile, node)
        spread = self._spread.reason(node) if self._spread is not None else ""
        found += [("PodTopologySpread", spread), ("InterPodAffinity", self._affinity.reason(node))]
        return [(name, why) for name, why in found if why]

    def _why(self, profile: Profile, node: Node) -> tuple[str, str]:
        verdict = rejection(profile, node)
        if verdict[0]:
            return verdict
        if self._spread is not None:
            why = self._spread.reason(node)
            if why:
                return "PodTopologySpread", why
        why = self._affinity.reason(node)
        return ("InterPodAffinity", why) if why else ("", "")
