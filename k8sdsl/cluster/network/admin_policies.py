"""Policies of administrators (`sigs.k8s.io/network-policy-api`).

AdminNetworkPolicies and the BaselineAdminNetworkPolicy are of v1alpha1, ClusterNetworkPolicies with a tier of v1alpha2.
The rules of administrators come first, by priority: the first that matches allows, denies or passes the decision on to
NetworkPolicies. Where no NetworkPolicy selects a pod, the baseline decides, and where it says nothing all is allowed.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.network.peers import range_of
from k8sdsl.cluster.network.ports import ALL, NONE, Ports, ports, union
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.tree import list_of, map_of, maps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import AddressBounds, Peer
    from k8sdsl.semantics.label_selector import Requirement
    from k8sdsl.tree import Tree

_GROUP = "policy.networking.k8s.io/"


class AdminPolicy:
    """One policy of the cluster's administrators; rules are in the order in which they count."""

    __slots__ = ("_subject", "egress", "ingress", "priority")

    def __init__(self, tree: Mapping[str, Any]) -> None:
        spec = map_of(tree.get("spec"))
        priority = spec.get("priority")
        self._subject = map_of(spec.get("subject"))
        self.priority = priority if isinstance(priority, int) else 0
        self.ingress = [AdminRule(rule, "from") for rule in maps(spec.get("ingress"))]
        self.egress = [AdminRule(rule, "to") for rule in maps(spec.get("egress"))]

    def selects(self, peer: Peer) -> bool:
        """Whether the policy is for a pod."""
        return _selects(self._subject, peer)

    def pod_requirements(self) -> Iterator[Requirement]:
        """What the policy asks of labels of pods, in any of its selectors."""
        yield from _pod_requirements(self._subject)
        for rule in (*self.ingress, *self.egress):
            yield from rule.pod_requirements()

    def port_names(self) -> Iterator[str]:
        """The names of ports in the rules."""
        for rule in (*self.ingress, *self.egress):
            yield from rule.port_names()


class AdminRule:
    """One rule: its action (`Allow`, also spelled `Accept`, `Deny` or `Pass`), its peers and its ports."""

    __slots__ = ("_peers", "_ports", "action", "cidrs")

    def __init__(self, rule: Tree, side: str) -> None:
        self.action = "Allow" if rule.get("action") == "Accept" else rule.get("action")
        self._peers = maps(rule.get(side))
        given = rule.get("protocols") or rule.get("ports")
        self._ports = maps(given) if given is not None else None
        self.cidrs = [cidr for peer in self._peers for cidr in list_of(peer.get("networks")) if isinstance(cidr, str)]

    def matches_pod(self, peer: Peer) -> bool:
        """Whether the rule is for a pod."""
        return any(_selects(each, peer) for each in self._peers)

    def matches_range(self, bounds: AddressBounds) -> bool:
        """Whether the rule is for all addresses of a range."""
        blocks = [block for block in map(range_of, self.cidrs) if block is not None]
        return any(first <= bounds[0] and bounds[1] <= last for first, last in blocks)

    def pod_requirements(self) -> Iterator[Requirement]:
        """What the rule asks of labels of pods."""
        for each in self._peers:
            yield from _pod_requirements(each)

    def port_names(self) -> Iterator[str]:
        """The names among the ports."""
        return (name for port in self._ports or () if isinstance(name := _name_of(port), str))

    def captured(self, target: Peer | None) -> Ports:
        """The ports that the rule decides about."""
        return ALL if self._ports is None else union(_ports_of(port, target) for port in self._ports)


def _selects(choice: Tree, peer: Peer) -> bool:
    """Whether a subject or peer (`namespaces`, or `pods` with two selectors) means a pod."""
    if choice.get("namespaces") is not None:
        return selects(requirements_of(map_of(choice["namespaces"])), peer.namespace_labels)
    if choice.get("pods") is None:
        return False
    pods = map_of(choice["pods"])
    return selects(requirements_of(map_of(pods.get("namespaceSelector"))), peer.namespace_labels) and selects(
        requirements_of(map_of(pods.get("podSelector"))), peer.labels
    )


def _pod_requirements(choice: Tree) -> tuple[Requirement, ...]:
    """What a subject or peer asks of labels of pods."""
    return requirements_of(map_of(map_of(choice.get("pods")).get("podSelector"))) or ()


def _name_of(port: Tree) -> object:
    return port.get("namedPort", port.get("destinationNamedPort"))


def _ports_of(port: Tree, target: Peer | None) -> Ports:
    name = _name_of(port)
    if isinstance(name, str):
        named = target.port_named(name) if target is not None else None
        return NONE if named is None else ports(named[0], named[1], named[1])
    for protocol in ("TCP", "UDP", "SCTP"):
        if port.get(protocol.lower()) is not None:
            return _of_protocol(protocol, map_of(map_of(port[protocol.lower()]).get("destinationPort")))
    for field, first, last in (("portNumber", "port", "port"), ("portRange", "start", "end")):
        part = map_of(port.get(field))
        if isinstance(part.get(first), int) and isinstance(part.get(last), int):
            return ports(str(part.get("protocol") or "TCP"), part[first], part[last])
    return NONE


def _of_protocol(protocol: str, wanted: Tree) -> Ports:
    """The ports of a ClusterNetworkPolicy: one, a range, or all of a protocol."""
    bounds = map_of(wanted.get("range"))
    first, last = (bounds.get("start"), bounds.get("end")) if bounds else (wanted.get("number"), wanted.get("number"))
    if isinstance(first, int) and isinstance(last, int):
        return ports(protocol, first, last)
    return NONE if wanted else ports(protocol, 1, 65535)


def admin_policies(documents: Iterable[Mapping[str, Any]]) -> tuple[list[AdminPolicy], list[AdminPolicy]]:
    """The policies of administrators among objects, most important first, and the baseline."""
    admin: list[AdminPolicy] = []
    baseline: list[AdminPolicy] = []
    for tree in documents:
        if str(tree.get("apiVersion")).startswith(_GROUP):
            if tree.get("kind") == "AdminNetworkPolicy":
                admin.append(AdminPolicy(tree))
            elif tree.get("kind") == "BaselineAdminNetworkPolicy":
                baseline.append(AdminPolicy(tree))
            elif tree.get("kind") == "ClusterNetworkPolicy":
                is_baseline = map_of(tree.get("spec")).get("tier") == "Baseline"
                (baseline if is_baseline else admin).append(AdminPolicy(tree))
    by_priority = attrgetter("priority")
    return sorted(admin, key=by_priority), sorted(baseline, key=by_priority)
