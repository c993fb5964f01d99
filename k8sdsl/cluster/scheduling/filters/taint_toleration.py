"""TaintToleration: a node takes only pods that tolerate its taints (`tainttoleration`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.tolerations import untolerated

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod."""
    taint = untolerated(profile.tolerations, node.taints) if node.taints else None
    if taint is None:
        return ""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"taint {taint.get('key')}{value}:{taint.get('effect')} is not tolerated"
