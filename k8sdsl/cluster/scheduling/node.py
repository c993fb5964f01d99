"""A node as the scheduler sees it: what it is, and what runs on it (`framework.NodeInfo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import nano, share
from k8sdsl.cluster.scheduling.pod import HOSTNAME
from k8sdsl.cluster.scheduling.resources import CountedResources, whole

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.tree import Tree

_CONDITION_TAINTS = {
    ("Ready", "False"): "not-ready",
    ("Ready", "Unknown"): "unreachable",
    ("MemoryPressure", "True"): "memory-pressure",
    ("DiskPressure", "True"): "disk-pressure",
    ("NetworkUnavailable", "True"): "network-unavailable",
    ("PIDPressure", "True"): "pid-pressure",
}


class Node:
    """One node; `shape` is equal for nodes that differ in name and pods only."""

    __slots__ = (
        *(
            "allocatable",
            "is_unschedulable",
            "labels",
            "left",
            "most_pods",
            "name",
            "pod_count",
            "pods",
            "ports",
            "room",
        ),
        *("shape", "taints", "tree"),
    )

    def __init__(self, tree: Tree) -> None:
        metadata, spec, status = (tree.get(field) or {} for field in ("metadata", "spec", "status"))
        self.tree = tree
        self.name: str = metadata.get("name") or ""
        self.labels: dict[str, str] = metadata.get("labels") or {}
        self.is_unschedulable = bool(spec.get("unschedulable"))
        self.taints = _taints(spec, status)
        allocatable = status.get("allocatable") or status.get("capacity") or {}
        self.allocatable: CountedResources = {name: whole(name, nano(value)) for name, value in allocatable.items()}
        self.most_pods = self.allocatable.pop("pods", 0)
        self.left: CountedResources = dict(self.allocatable)
        self.pods: list[Pod] = []
        self.pod_count = 0
        self.ports: set[tuple[str, str, int]] = set()
        self.room = self._room()
        other_labels = frozenset(item for item in self.labels.items() if item[0] != HOSTNAME)
        taints = tuple((t.get("key"), t.get("value"), t.get("effect")) for t in self.taints)
        self.shape = (other_labels, taints, self.is_unschedulable)

    def add(self, pod: Pod) -> None:
        """Puts a pod on the node."""
        profile = pod.profile
        self.pods.append(pod)
        self.pod_count += 1
        left = self.left
        for name, amount in profile.requests.items():
            left[name] = left.get(name, 0) - amount
        self.ports.update(profile.ports)
        self.room = self._room()

    def _room(self) -> float:
        """The share of CPU and memory that is free; the scheduler's default scoring prefers nodes with more."""
        total = 0.0
        for name in ("cpu", "memory"):
            all_of_it = self.allocatable.get(name, 0)
            if all_of_it:
                total += share(self.left.get(name, 0), all_of_it)
        return total


def _taints(spec: Tree, status: Tree) -> list[Tree]:
    """The taints of a node, those included that the node controller adds for its conditions."""
    taints: list[Tree] = list(spec.get("taints") or ())
    held = {(taint.get("key"), taint.get("effect")) for taint in taints}
    extra = ["unschedulable"] if spec.get("unschedulable") else []
    for condition in status.get("conditions") or ():
        name = _CONDITION_TAINTS.get((condition.get("type", ""), condition.get("status", "")))
        if name is not None:
            extra.append(name)
    for name in extra:
        key = f"node.kubernetes.io/{name}"
        if (key, "NoSchedule") not in held:
            taints.append({"key": key, "effect": "NoSchedule"})
    return taints
