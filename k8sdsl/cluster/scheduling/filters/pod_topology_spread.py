"""PodTopologySpread: pods stay spread over topologies such as zones (`podtopologyspread/filtering.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.filters import node_affinity, taint_toleration
from k8sdsl.semantics.label_selector import selects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod, Profile, SpreadConstraint


class PodTopologySpread:
    """The constraints of equal pods, with counts that are kept as pods are placed."""

    __slots__ = ("_counters", "_profile")

    def __init__(self, profile: Profile, nodes: Iterable[Node]) -> None:
        self._profile = profile
        self._counters = [_Counter(profile, constraint) for constraint in profile.spread]
        keys = [constraint.topology_key for constraint in profile.spread]
        for node in nodes:
            if all(key in node.labels for key in keys):
                for counter in self._counters:
                    counter.add_node(node)

    def count(self, pod: Pod, node: Node) -> None:
        """Counts a pod that was placed on a node."""
        for counter in self._counters:
            counter.add_pod(pod, node)

    def passing(self, nodes: list[Node]) -> list[Node]:
        """Those of some nodes that keep all constraints."""
        for counter in self._counters:
            nodes = counter.passing(nodes)
        return nodes

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        for counter in self._counters:
            why = counter.reason(node)
            if why:
                return why
        return ""


class _Counter:
    """How many pods each topology of one constraint holds; only of nodes that the pod could use at all."""

    __slots__ = ("_constraint", "_counts", "_own", "_profile", "_usable")

    def __init__(self, profile: Profile, constraint: SpreadConstraint) -> None:
        self._profile = profile
        self._constraint = constraint
        self._counts: dict[str, int] = {}
        self._usable: set[str] = set()
        self._own = int(selects(constraint.selector, profile.labels))

    def add_node(self, node: Node) -> None:
        if self._constraint.honors_affinity and node_affinity.reason(self._profile, node):
            return
        if self._constraint.honors_taints and taint_toleration.reason(self._profile, node):
            return
        self._usable.add(node.name)
        domain = node.labels[self._constraint.topology_key]
        self._counts.setdefault(domain, 0)

    def add_pod(self, pod: Pod, node: Node) -> None:
        if node.name in self._usable and self._counts_pod(pod.profile):
            self._counts[node.labels[self._constraint.topology_key]] += 1

    def _counts_pod(self, other: Profile) -> bool:
        """Whether a pod counts: none that is being deleted, and none at all for an empty selector."""
        if not self._constraint.selector or other.is_ending or other.namespace != self._profile.namespace:
            return False
        return selects(self._constraint.selector, other.labels)

    def passing(self, nodes: list[Node]) -> list[Node]:
        key = self._constraint.topology_key
        most = self._most()
        crowded = {domain for domain, count in self._counts.items() if count > most}
        if most < 0:
            return [node for node in nodes if key in node.labels and not self._counts]
        return [node for node in nodes if key in node.labels and node.labels[key] not in crowded]

    def reason(self, node: Node) -> str:
        key = self._constraint.topology_key
        domain = node.labels.get(key)
        if domain is None:
            return f"it has no label {key}"
        here = self._counts.get(domain, 0)
        if self._counts and here > self._most():
            return (
                f"{key}={domain} runs {here} of the pods, {self._least()} elsewhere:"
                f" one more pod would exceed maxSkew {self._constraint.max_skew}"
            )
        return ""

    def _most(self) -> int:
        """How many of the pods a topology may run to take one more."""
        return self._constraint.max_skew + self._least() - self._own

    def _least(self) -> int:
        """How many the least crowded topology runs; none if there are fewer topologies than must be."""
        enough = len(self._counts) >= self._constraint.min_domains
        return min(self._counts.values(), default=0) if enough else 0
