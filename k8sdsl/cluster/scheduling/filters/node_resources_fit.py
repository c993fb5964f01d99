"""NodeResourcesFit: the node has enough left of everything that the pod requests (`noderesources/fit.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.resources import as_text

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
            short.append(f"{as_text(name, left)} of {name} is left, {as_text(name, amount)} is requested")
    return "; ".join(short)
