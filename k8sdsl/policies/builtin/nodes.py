"""Policies about nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import objects_of
from k8sdsl.tree import map_of, maps

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

_ADDRESS = {"type": "InternalIP", "address": "192.168.0.101"}


@policy(
    "nodes/address",
    "Every Node has addresses of its own (`status.addresses`).",
    of=objects_of("Node"),
    reason="Two nodes with one address are not both reachable.",
    remedy="correct `status.addresses`, or the network of the node",
    kind="Node",
    bad={
        "status.addresses": [_ADDRESS],
        "beside": [
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "b"}, "status": {"addresses": [_ADDRESS]}}
        ],
    },
    good={"status.addresses": [_ADDRESS]},
    sets=("notes",),
)
def address(node: Manifest, objects: Objects) -> Breaches:
    """Yields addresses that another node has as well."""
    for other in objects.of("Node"):
        if other is not node:
            for shared in sorted(_addresses(node) & _addresses(other)):
                yield "status.addresses", f"Node/{other.name} has the address {shared} too"


def _addresses(node: Manifest) -> set[str]:
    entries = maps(map_of(node.tree.get("status")).get("addresses"))
    return {str(entry.get("address")) for entry in entries if str(entry.get("type")) in {"InternalIP", "ExternalIP"}}
