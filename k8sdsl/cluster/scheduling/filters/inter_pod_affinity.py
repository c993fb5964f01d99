"""InterPodAffinity: pods that must run near each other, or apart (`interpodaffinity/filtering.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.nodes import Nodes
    from k8sdsl.cluster.scheduling.pod import Pod, Profile

    NamespaceLabels = Callable[[str], Mapping[str, str]]


ALONE = "it runs no pod that the pod's affinity requires"
"""The reason of a node without the pods that an affinity asks for."""


class InterPodAffinity:
    """The required terms of equal pods and of those that they would join, with places kept as pods are placed.

    A place is a label of nodes with a value: where a pod runs that is asked for (`near`), and where one keeps others
    away (`excluded`, with the reason).
    """

    __slots__ = ("_excluded", "_known", "_namespace_labels", "_near", "_nodes", "_profile", "_self_sufficient")

    def __init__(self, profile: Profile, nodes: Nodes, namespace_labels: NamespaceLabels) -> None:
        self._profile = profile
        self._nodes = nodes
        self._namespace_labels = namespace_labels
        self._known: dict[int, tuple[bool, list[str], list[str]]] = {}
        self._near: set[tuple[str, str]] = set()
        self._excluded: dict[tuple[str, str], str] = {}
        own = namespace_labels(profile.namespace)
        self._self_sufficient = all(term.means(profile, own) for term in profile.affinity)

    def count(self, pod: Pod, node: Node) -> Iterable[str]:
        """Enters a pod that was placed on a node; the names of the nodes that are excluded because of it."""
        other = pod.profile
        known = self._known.get(id(other))
        if known is None:
            known = self._known[id(other)] = self._relation(other)
        is_near, apart, repelling = known
        if is_near:
            keys = [term.topology_key for term in self._profile.affinity]
            self._near.update((key, node.labels[key]) for key in keys if key in node.labels)
        excluded: list[str] = []
        for keys, why in ((apart, _APART), (repelling, _REPELLED)):
            for key in keys:
                place = (key, node.labels.get(key, ""))
                if key in node.labels and place not in self._excluded:
                    self._excluded[place] = why
                    excluded += [there.name for there in self._nodes.labelled(*place)]
        return excluded

    def _relation(self, other: Profile) -> tuple[bool, list[str], list[str]]:
        """Whether another pod matches all affinity terms, and the topologies that keep the two apart, either way."""
        mine, theirs = self._profile, self._namespace_labels(other.namespace)
        own = self._namespace_labels(mine.namespace)
        is_near = bool(mine.affinity) and all(term.means(other, theirs) for term in mine.affinity)
        apart = [term.topology_key for term in mine.anti_affinity if term.means(other, theirs)]
        repelling = [term.topology_key for term in other.anti_affinity if term.means(mine, own)]
        return is_near, apart, repelling

    def near(self, nodes: Iterable[Node]) -> list[Node]:
        """Those of some nodes where all affinity terms hold."""
        if not self._profile.affinity:
            return list(nodes)
        return [node for node in nodes if self._is_near(node.labels)]

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        labels = node.labels
        if not self._is_near(labels):
            return ALONE
        for key, value in labels.items():
            why = self._excluded.get((key, value))
            if why:
                return why.format(place=f"{key}={value}")
        return ""

    def _is_near(self, labels: Mapping[str, str]) -> bool:
        """Whether all affinity terms hold; the first of several pods that ask for each other may run anywhere."""
        there = True
        for term in self._profile.affinity:
            value = labels.get(term.topology_key)
            if value is None:
                return False
            there = there and (term.topology_key, value) in self._near
        return there or (not self._near and self._self_sufficient)


_APART = "{place} runs a pod that the pod's anti-affinity excludes"
_REPELLED = "{place} runs a pod whose anti-affinity excludes this pod"
