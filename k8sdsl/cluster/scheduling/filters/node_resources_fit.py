"""NodeResourcesFit: the node has enough left of everything that the pod requests (`noderesources/fit.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, shown

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod: everything that it has too little of."""
    short = [f"it runs {node.most_pods} pods, its most"] if node.pod_count >= node.most_pods else []
    allocatable, used = node.allocatable, node.used
    for name, amount in profile.requests.items():
        if amount and amount > allocatable.get(name, 0) - used.get(name, 0):
            left = max(allocatable.get(name, 0) - used.get(name, 0), 0)
            short.append(f"{_shown(left, name)} of {name} is left, {_shown(amount, name)} is requested")
    return "; ".join(short)


def _shown(amount: int, name: str) -> str:
    return shown(amount * (NANO // 1000 if name == "cpu" else NANO), name)
