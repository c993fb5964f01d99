"""NodeUnschedulable: a cordoned node takes only pods that tolerate it (`nodeunschedulable`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.tolerations import tolerates

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile

_TAINT = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod."""
    if node.is_unschedulable and not tolerates(profile.tolerations, _TAINT):
        return "it is cordoned"
    return ""
