"""NodeAffinity: the labels of a node match the pod's node selector and required affinity (`nodeaffinity`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod."""
    for key, value in profile.node_selector.items():
        if node.labels.get(key) != value:
            return f"its label {key} is not {value}"
    if not profile.node_affinity.matches(node.labels, node.name):
        return "it does not match the pod's node affinity"
    return ""
