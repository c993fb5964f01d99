"""Findings about the addresses of a cluster: ranges that overlap or are public, and nodes that no balancer knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.network.balancers import addresses_of, balancers_of
from k8sdsl.cluster.network.ranges import COMPANY, overlaps, ranges_of
from k8sdsl.finding import Severity
from k8sdsl.manifest import Manifest
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.validate import as_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from k8sdsl.cluster.network.ranges import AddressRange
    from k8sdsl.finding import Finding

_NODE = {"spec.podCIDR": "10.0.0.0/24", "status.addresses": [{"type": "InternalIP", "address": "192.168.0.1"}]}
_NEXT = {"spec.podCIDR": "10.0.1.0/24", "status.addresses": [{"type": "InternalIP", "address": "192.168.0.2"}]}
_LAST = {"spec.podCIDR": "10.0.2.0/24", "status.addresses": [{"type": "InternalIP", "address": "192.168.0.3"}]}
_NODE_PORT = {
    "spec.type": "NodePort",
    "spec.selector": {"app": "web"},
    "spec.ports": [{"port": 80, "nodePort": 30080, "protocol": "TCP", "targetPort": 80}],
}

OVERLAPPING = Rule(
    "cluster/overlapping-ranges",
    "The address ranges of pods (`podCIDR`), of Services (`ServiceCIDR`) and of the company network must not overlap.",
    "ipallocator.NewInMemory, cidrset.NewCIDRSet",
    bad={"Node/a": _NODE, "ServiceCIDR/kubernetes": {"spec.cidrs": ["10.0.0.0/16"]}},
    good={"Node/a": _NODE, "ServiceCIDR/kubernetes": {"spec.cidrs": ["10.1.0.0/16"]}},
    severity=Severity.WARNING,
    remedy="choose another private range for one of them, such as `10.96.0.0/16`, when you install the cluster",
)
PUBLIC = Rule(
    "cluster/public-range",
    "The address ranges of pods (`podCIDR`) and of Services (`ServiceCIDR`) must be private.",
    "RFC 1918, RFC 6598",
    bad={"Node/a": {**_NODE, "spec.podCIDR": "20.0.0.0/8"}},
    good={"Node/a": _NODE},
    severity=Severity.WARNING,
    remedy="use a private range, such as `10.0.0.0/16`; otherwise pods cannot reach internet hosts with these "
    "addresses",
)
UNBALANCED = Rule(
    "cluster/node-without-balancer",
    "A load balancer in front of the nodes should list the address (`status.addresses`) of every node.",
    "service.nodeIncludedPredicate",
    bad={
        "Node/a": _NODE,
        "Node/b": _NEXT,
        "Node/c": _LAST,
        "Service/web": _NODE_PORT,
        "ConfigMap/balancer": {"data": {"haproxy.cfg": "server a 192.168.0.1:30080\nserver b 192.168.0.2:30080\n"}},
    },
    good={
        "Node/a": _NODE,
        "Node/b": _NEXT,
        "Service/web": _NODE_PORT,
        "ConfigMap/balancer": {"data": {"haproxy.cfg": "server a 192.168.0.1:30080\nserver b 192.168.0.2:30080\n"}},
    },
    severity=Severity.NOTE,
    remedy="add the node to the load balancer, or label it `node.kubernetes.io/exclude-from-external-load-balancers`",
)


def misaddressed(manifests: Iterable[Manifest], cluster: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """What is wrong with the addresses of a cluster after a set was applied to it."""
    objects = list(manifests)
    own = {(one.kind, one.namespace, one.name) for one in objects}
    there = [one for one in map(Manifest, map(dict, cluster)) if (one.kind, one.namespace, one.name) not in own]
    everything = [*objects, *there]
    ranges = ranges_of(everything)
    for one, other in overlaps(ranges):
        yield _at(other, OVERLAPPING, f"{_shown(other)} overlaps {_shown(one)}")
    for one in ranges:
        if one.use != COMPANY and one.first != one.last and not one.is_private:
            yield _at(one, PUBLIC, f"{_shown(one)} is not private")
    for balancer in balancers_of(everything):
        for node in balancer.missing:
            owner = balancer.manifest
            message = (
                f"Node/{node.name} ({', '.join(addresses_of(node))}) is not among the {len(balancer.behind)} nodes"
            )
            yield as_finding(Problem(UNBALANCED, balancer.path, message), owner.tree, owner.origin)


def _at(place: AddressRange, rule: Rule, message: str) -> Finding:
    return as_finding(Problem(rule, place.path, message), place.manifest.tree, place.manifest.origin)


def _shown(one: AddressRange) -> str:
    return f"{one.text} of {one.use} ({one.manifest.kind}/{one.manifest.name})"
