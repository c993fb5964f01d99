"""NetworkPolicies, compiled: what they let into and out of the pods that they select."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.network.peers import Peer, namespace_labels, range_of
from k8sdsl.cluster.network.ports import ALL, NONE, Ports, ports, union
from k8sdsl.kube.versions import NEWEST
from k8sdsl.semantics.label_selector import example_labels, requirements_of, selects
from k8sdsl.system.places import NAME_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import AddressBounds, LabelMap
    from k8sdsl.semantics.label_selector import Requirement
    from k8sdsl.tree import Tree


class NetworkPolicy:
    """One NetworkPolicy; `ingress` and `egress` are its rules, None for a direction that it does not limit."""

    __slots__ = ("_selector", "egress", "ingress", "name", "namespace")

    def __init__(self, tree: Tree) -> None:
        spec, metadata = tree.get("spec") or {}, tree.get("metadata") or {}
        self.name: str = metadata.get("name") or ""
        self.namespace: str = metadata.get("namespace") or "default"
        self._selector = requirements_of(spec.get("podSelector") or {})
        types = spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
        self.ingress = self._rules(spec.get("ingress"), "from") if "Ingress" in types else None
        self.egress = self._rules(spec.get("egress"), "to") if "Egress" in types else None

    def _rules(self, rules: list[Tree] | None, side: str) -> list[TrafficRule]:
        return [TrafficRule(rule.get(side), rule.get("ports"), self.namespace) for rule in rules or ()]

    def selects(self, peer: Peer) -> bool:
        """Whether the policy limits a pod."""
        return peer.namespace == self.namespace and selects(self._selector, peer.labels)

    @property
    def selects_all(self) -> bool:
        """Whether the policy limits all pods of its namespace."""
        return not self._selector

    def pod_requirements(self) -> Iterator[Requirement]:
        """What the policy asks of labels of pods, in any of its selectors."""
        yield from self._selector or ()
        for rule in (*(self.ingress or ()), *(self.egress or ())):
            yield from rule.pod_requirements()

    def port_names(self) -> Iterator[str]:
        """The names of ports in the rules."""
        for rule in (*(self.ingress or ()), *(self.egress or ())):
            yield from rule.port_names()


class TrafficRule:
    """One rule: the peers that it names, and the ports that it lets these use; no peers mean all."""

    __slots__ = ("_peers", "_ports")

    def __init__(self, peers: list[Tree] | None, rule_ports: list[Tree] | None, namespace: str) -> None:
        self._peers = [_PeerSelector(peer, namespace) for peer in peers or ()]
        self._ports = rule_ports or []

    def matches_pod(self, peer: Peer) -> bool:
        """Whether the rule is for a pod."""
        return not self._peers or any(each.matches_pod(peer) for each in self._peers)

    def matches_range(self, bounds: AddressBounds) -> bool:
        """Whether the rule is for all addresses of a range."""
        return not self._peers or any(each.matches_range(bounds) for each in self._peers)

    def examples(self, namespaces: Mapping[str, LabelMap]) -> Iterator[Peer]:
        """Pods with just the labels that the rule asks for, in the namespaces that its selectors name or describe."""
        return (example for each in self._peers for example in each.examples(namespaces))

    def allowed(self, target: Peer | None) -> Ports:
        """The ports that the rule opens; names count as the numbers that the target's containers give them."""
        if not self._ports:
            return ALL
        return union(_ports_of(port, target) for port in self._ports)

    def pod_requirements(self) -> Iterator[Requirement]:
        """What the rule asks of labels of pods."""
        for each in self._peers:
            yield from each.pods or ()

    def port_names(self) -> Iterator[str]:
        """The names among the ports."""
        return (name for port in self._ports if isinstance(name := port.get("port"), str))

    def cidrs(self) -> Iterable[str]:
        """The ranges of addresses that the rule names."""
        for each in self._peers:
            yield from each.cidrs


class _PeerSelector:
    """One peer of a rule: pods by selectors, or addresses."""

    __slots__ = ("_block", "_except", "_namespace", "_namespaces", "_selects_pods", "cidrs", "pods")

    def __init__(self, tree: Tree, namespace: str) -> None:
        block = tree.get("ipBlock")
        pods, namespaces = tree.get("podSelector"), tree.get("namespaceSelector")
        self._namespace = namespace
        self._namespaces = requirements_of(namespaces)
        self.pods = requirements_of(pods if pods is not None else {})
        self._selects_pods = block is None and (pods is not None or namespaces is not None)
        self.cidrs: list[str] = []
        self._block: AddressBounds | None = None
        self._except: list[AddressBounds] = []
        if block is not None:
            self.cidrs = [block.get("cidr") or "", *(block.get("except") or ())]
            self._block = range_of(self.cidrs[0])
            self._except = [found for found in map(range_of, self.cidrs[1:]) if found is not None]

    def matches_pod(self, peer: Peer) -> bool:
        if not self._selects_pods or not selects(self.pods, peer.labels):
            return False
        if self._namespaces is None:
            return peer.namespace == self._namespace
        return selects(self._namespaces, peer.namespace_labels)

    def examples(self, namespaces: Mapping[str, LabelMap]) -> Iterator[Peer]:
        if not self._selects_pods or self._namespaces is None:
            return
        wanted, pods = example_labels(self._namespaces), example_labels(self.pods or ())
        named = [one.values for one in self._namespaces if one.key == NAME_LABEL and one.operator == "in"]
        for name in named[0] if named else ("",):
            labels = namespace_labels(namespaces, name) if name in namespaces else {**wanted, NAME_LABEL: name}
            yield Peer(name, pods, labels, [])

    def matches_range(self, bounds: AddressBounds) -> bool:
        if self._block is None or not self._block[0] <= bounds[0] <= bounds[1] <= self._block[1]:
            return False
        return not any(first <= bounds[0] <= last for first, last in self._except)


def _ports_of(port: Tree, target: Peer | None) -> Ports:
    protocol = port.get("protocol") or "TCP"
    number = port.get("port")
    if number is None:
        return ports(protocol)
    if isinstance(number, str):
        named = target.port_named(number) if target is not None else None
        return ports(protocol, named[1], named[1]) if named is not None and named[0] == protocol else NONE
    return ports(protocol, number, port.get("endPort") or number)


def network_policies(documents: Iterable[Mapping[str, Any]]) -> list[NetworkPolicy]:
    """The NetworkPolicies among objects."""
    found = []
    for tree in documents:
        if tree.get("kind") == "NetworkPolicy":
            decoded = decode(tree, NEWEST)
            if decoded is not None:
                found.append(NetworkPolicy(decoded.tree))
    return found
