"""NodeResourcesFit: the node has enough left of everything that the pod requests (`noderesources/fit.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.resources import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod: everything that it has too little of."""
    short = [f"it already runs {node.most_pods} pods, its maximum"] if node.pod_count >= node.most_pods else []
    for name, amount in profile.needed:
        if name in profile.delegated and not node.allocatable.get(name):
            continue  # devices are for DynamicResources to find (`shouldDelegateResourceToDRA`)
        left = max(node.left.get(name, 0), 0)
        if amount > left:
            short.append(f"{as_text(name, left)} of {name} is left, {as_text(name, amount)} is requested")
    return "; ".join(short)


def passing(profile: Profile, nodes: Iterable[Node]) -> list[Node]:
    """Those of some nodes that take the pod; for all at once, because it is asked for millions of pairs."""
    found = [node for node in nodes if node.pod_count < node.most_pods]
    for name, amount in profile.needed:
        if name in profile.delegated:
            found = [node for node in found if node.left.get(name, 0) >= amount or not node.allocatable.get(name)]
        else:
            found = [node for node in found if node.left.get(name, 0) >= amount]
    return found
