"""Balancers in front of the nodes, as objects describe them: the addresses of nodes that requests are passed on to.

A balancer outside the cluster has no object of its own. It is known from EndpointSlices and Endpoints of a Service
without a selector, and from configurations in ConfigMaps (`server node1 192.168.0.1:30080` of HAProxy or nginx).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.semantics.addresses import parse_ip
from k8sdsl.semantics.digits import whole_number
from k8sdsl.tree import get, map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest

    Backends = dict[int, set[str]]

_EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
_CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
_LONGEST = 100_000
"""Longer texts are not configurations of a balancer."""


class Balancer(NamedTuple):
    """A balancer: the object that describes it, the node port, the nodes behind it, and those that are not."""

    manifest: Manifest
    path: str
    port: int
    behind: list[Manifest]
    missing: list[Manifest]


def balancers_of(manifests: Iterable[Manifest]) -> list[Balancer]:
    """The balancers that pass requests on to a node port of several nodes.

    A node is not missing if it is excluded from balancers, or belongs to the control plane and none of the others does
    (`service.nodeIncludedPredicate` of the cloud provider's controller, and kube-proxy on every node).
    """
    objects = list(manifests)
    nodes = {address: one for one in objects if one.kind == "Node" for address in addresses_of(one)}
    node_ports = {port.get("nodePort") for one in objects if one.kind == "Service" for port in _ports_of(one)}
    found = []
    for manifest in objects if nodes and node_ports else ():
        for path, backends in _described(manifest):
            for port, addresses in backends.items():
                behind = [nodes[address] for address in sorted(addresses) if address in nodes]
                if port in node_ports and len(behind) > 1:
                    found.append(Balancer(manifest, path, port, behind, _missing(nodes, behind)))
    return found


def addresses_of(node: Manifest) -> list[str]:
    """The addresses of a node inside the company's network."""
    listed = maps_in(get(node.tree, ("status", "addresses")))
    return [str(one.get("address")) for _, one in listed if one.get("type") == "InternalIP"]


def _missing(nodes: dict[str, Manifest], behind: list[Manifest]) -> list[Manifest]:
    controls = any(_CONTROL_PLANE in _labels(node) for node in behind)
    listed = {node.name for node in behind}
    wanted = {node.name: node for node in nodes.values() if node.name not in listed and _EXCLUDED not in _labels(node)}
    return [node for _, node in sorted(wanted.items()) if controls or _CONTROL_PLANE not in _labels(node)]


def _labels(node: Manifest) -> dict[str, Any]:
    return map_of(node.metadata.get("labels"))


def _ports_of(service: Manifest) -> Iterator[dict[str, Any]]:
    return (port for _, port in maps_in(get(service.tree, ("spec", "ports"))) if isinstance(port.get("nodePort"), int))


def _described(manifest: Manifest) -> Iterator[tuple[str, Backends]]:
    """The addresses by port that an object names, with the path of the field."""
    tree = manifest.tree
    if manifest.kind == "ConfigMap":
        for key, text in map_of(tree.get("data")).items():
            if isinstance(text, str) and len(text) <= _LONGEST:
                yield f"data[{key}]", _in_text(text)
    elif manifest.kind == "EndpointSlice":
        endpoints = [one.get("addresses") for _, one in maps_in(tree.get("endpoints"))]
        addresses = {str(each) for listed in endpoints if isinstance(listed, list) for each in listed}
        ports = [one.get("port") for _, one in maps_in(tree.get("ports"))]
        yield "endpoints", {port: addresses for port in ports if isinstance(port, int)}
    elif manifest.kind == "Endpoints":
        for index, subset in maps_in(tree.get("subsets")):
            addresses = {str(one.get("ip")) for _, one in maps_in(subset.get("addresses"))}
            ports = [one.get("port") for _, one in maps_in(subset.get("ports"))]
            yield f"subsets[{index}].addresses", {port: addresses for port in ports if isinstance(port, int)}


def _in_text(text: str) -> Backends:
    """Every `ADDRESS:PORT` among the words of a text, by port."""
    found: Backends = {}
    for word in text.split():
        address, colon, port = word.rpartition("://")[2].rstrip(";,/").rpartition(":")
        number = whole_number(port, 5)
        if colon and number and parse_ip(address) is not None:
            found.setdefault(number, set()).add(address)
    return found
