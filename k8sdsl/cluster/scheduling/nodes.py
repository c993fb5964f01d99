"""The nodes of a cluster, and the pods that were placed on them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod


class Nodes:
    """All nodes by name.

    `placed` are the pods on them in the order of placement, `repelling` those of them with a required anti-affinity.
    `eligible` has for pods with equal demands on nodes those that satisfy them. `visits` counts how often a pod was
    compared with a node.
    """

    __slots__ = ("_by_label", "by_name", "eligible", "placed", "repelling", "visits")

    def __init__(self) -> None:
        self._by_label: dict[str, dict[str, list[Node]]] = {}
        self.by_name: dict[str, Node] = {}
        self.eligible: dict[str, list[Node]] = {}
        self.placed: list[tuple[Pod, Node]] = []
        self.repelling: list[tuple[Pod, Node]] = []
        self.visits = 0

    def add(self, node: Node) -> None:
        """Adds a node to the cluster."""
        self.by_name[node.name] = node
        self.eligible.clear()
        self._by_label.clear()

    def place(self, pod: Pod, node: Node) -> None:
        """Puts a pod on a node."""
        node.add(pod)
        self.placed.append((pod, node))
        if pod.profile.anti_affinity:
            self.repelling.append((pod, node))

    def labelled(self, key: str, value: str) -> Sequence[Node]:
        """The nodes with a label."""
        by_value = self._by_label.get(key)
        if by_value is None:
            by_value = self._by_label[key] = {}
            for node in self.by_name.values():
                if key in node.labels:
                    by_value.setdefault(node.labels[key], []).append(node)
        return by_value.get(value, ())
