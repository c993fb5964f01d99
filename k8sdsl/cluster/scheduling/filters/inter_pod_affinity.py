"""InterPodAffinity: pods that must run near each other, or apart (`interpodaffinity/filtering.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod, Profile

    NamespaceLabels = Callable[[str], Mapping[str, str]]

_Places = dict[tuple[str, str], int]


class InterPodAffinity:
    """The required terms of equal pods and of those that they would join, with counts kept as pods are placed."""

    __slots__ = ("_apart", "_known", "_namespace_labels", "_near", "_profile", "_repelled", "_self_sufficient")

    def __init__(self, profile: Profile, namespace_labels: NamespaceLabels) -> None:
        self._profile = profile
        self._namespace_labels = namespace_labels
        self._known: dict[int, tuple[bool, list[str], list[str]]] = {}
        self._near: _Places = {}
        self._apart: _Places = {}
        self._repelled: _Places = {}
        own = namespace_labels(profile.namespace)
        self._self_sufficient = all(term.means(profile, own) for term in profile.affinity)

    def count(self, pod: Pod, node: Node) -> None:
        """Counts a pod that was placed on a node."""
        other = pod.profile
        known = self._known.get(id(other))
        if known is None:
            known = self._known[id(other)] = self._relation(other)
        is_near, apart, repelling = known
        if is_near:
            _enter(self._near, [term.topology_key for term in self._profile.affinity], node)
        if apart:
            _enter(self._apart, apart, node)
        if repelling:
            _enter(self._repelled, repelling, node)

    def _relation(self, other: Profile) -> tuple[bool, list[str], list[str]]:
        """Whether another pod meets all affinity terms, and the topologies that keep the two apart, either way."""
        mine, theirs = self._profile, self._namespace_labels(other.namespace)
        own = self._namespace_labels(mine.namespace)
        is_near = bool(mine.affinity) and all(term.means(other, theirs) for term in mine.affinity)
        apart = [term.topology_key for term in mine.anti_affinity if term.means(other, theirs)]
        repelling = [term.topology_key for term in other.anti_affinity if term.means(mine, own)]
        return is_near, apart, repelling

    def prepare(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._profile.affinity or self._apart or self._repelled)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        labels = node.labels
        if not self._is_near(labels):
            return "no pod that the pod's affinity asks for runs there"
        for term in self._profile.anti_affinity if self._apart else ():
            key = term.topology_key
            if self._apart.get((key, labels.get(key, ""))) and key in labels:
                return f"a pod that the pod's anti-affinity excludes runs in {key}={labels[key]}"
        if self._repelled and any(item in self._repelled for item in labels.items()):
            return "the anti-affinity of a pod that runs there excludes the pod"
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


def _enter(places: _Places, keys: list[str], node: Node) -> None:
    for key in keys:
        value = node.labels.get(key)
        if value is not None:
            places[key, value] = places.get((key, value), 0) + 1
