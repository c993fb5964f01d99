"""Policies about nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.tree import map_of, maps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

    Shared = list[tuple[str, str]]

_ADDRESS = {"type": "InternalIP", "address": "192.168.0.101"}


def _nodes(objects: Objects) -> Iterator[tuple[Manifest, Shared]]:
    """Every Node, with the names of the others that have an address of it, and the address."""
    nodes = [(node, _addresses(node)) for node in objects.of("Node")]
    owners: dict[str, list[int]] = {}
    for place, (_, addresses) in enumerate(nodes):
        for address in addresses:
            owners.setdefault(address, []).append(place)
    for place, (node, addresses) in enumerate(nodes):
        shared = sorted((other, address) for address in addresses for other in owners[address] if other != place)
        yield node, [(nodes[other][0].name, address) for other, address in shared]


def _addresses(node: Manifest) -> set[str]:
    entries = maps(map_of(node.tree.get("status")).get("addresses"))
    return {str(entry.get("address")) for entry in entries if str(entry.get("type")) in {"InternalIP", "ExternalIP"}}


@policy(
    "nodes/address",
    "Every Node has its own addresses (`status.addresses`).",
    of=_nodes,
    reason="Two nodes with the same address cannot both be reached.",
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
def address(shared: Shared, _: Objects) -> Breaches:
    """Yields addresses that another node has as well."""
    for other, one in shared:
        yield "status.addresses", f"Node/{other} also has the address {one}"
