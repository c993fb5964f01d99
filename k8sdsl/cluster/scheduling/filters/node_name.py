"""NodeName: a pod that names its node runs only there (`nodename`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod."""
    if profile.node_name and profile.node_name != node.name:
        return f"the pod names node {profile.node_name}"
    return ""
