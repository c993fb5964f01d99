"""NodePorts: the ports of the node that the pod needs are free (`nodeports`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Profile

_ANY = "0.0.0.0"  # noqa: S104


def reason(profile: Profile, node: Node) -> str:
    """Why the node does not take the pod."""
    if not profile.ports or not node.ports:
        return ""
    for address, protocol, port in profile.ports:
        for other, other_protocol, other_port in node.ports:
            if (protocol, port) == (other_protocol, other_port) and (address == other or _ANY in {address, other}):
                return f"its port {port}/{protocol} is in use"
    return ""
