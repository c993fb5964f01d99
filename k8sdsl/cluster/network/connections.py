"""The connections that the network policies of a set of objects allow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from k8sdsl.cluster.declaration import trees_of
from k8sdsl.cluster.network.admin_policies import AdminPolicy, admin_policies
from k8sdsl.cluster.network.alike import Likeness, alike
from k8sdsl.cluster.network.entrances import Entrances
from k8sdsl.cluster.network.peers import Peer, address_ranges, namespace_labels, namespaces_of, range_name, workloads
from k8sdsl.cluster.network.policies import NetworkPolicy, network_policies
from k8sdsl.cluster.network.ports import ALL, NONE, Ports, as_text, common, union, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import AddressBounds, PolicyPeer
    from k8sdsl.objects.typed import Resource

    Other = Peer | AddressBounds

ENTRANCE = "{ingress-controller}"
"""The side from which an Ingress or route lets in what is outside."""


@frozen
class Connection:
    """One allowed connection.

    `source` and `target` are `namespace/name[Kind]`, a range of addresses outside the cluster
    (`10.0.0.0-10.255.255.255`), or for a source `{ingress-controller}`. `ports` is `All Connections`, or ports by
    protocol: `TCP 80,443,UDP 53`.

    Examples:
        >>> from k8sdsl import Connection
        >>> Connection(source="prod/web[Deployment]", target="prod/db[StatefulSet]", ports="TCP 3306").ports
        'TCP 3306'
    """

    source: str
    target: str
    ports: str


def connections(manifests: Iterable[Resource | Mapping[str, Any]]) -> list[Connection]:
    """Every connection that the policies among some objects (typed or not) allow between workloads and addresses.

    NetworkPolicies, ClusterNetworkPolicies, AdminNetworkPolicies and the BaselineAdminNetworkPolicy are evaluated and,
    for traffic from outside the cluster, Services with Ingresses, OpenShift's Routes and routes of the Gateway API.
    Pods of one owner are treated as one workload, and connections of a workload to itself are not listed. Raises
    StructureError for an object that cannot be written as YAML.

    Examples:
        >>> from k8sdsl import connections, k8s
        >>> from k8sdsl.blocks import allow_traffic, pods
        >>> objects = [k8s.Pod(name, labels={"app": name}) for name in ("web", "db", "other")]
        >>> objects.append(allow_traffic("db", {"app": "db"}, received={3306: pods({"app": "web"})}))
        >>> found = connections(objects)
        >>> [(item.source, item.ports) for item in found if item.target == "default/db[Pod]"]
        [('default/web[Pod]', 'TCP 3306')]
    """
    network, groups, sides = _read(manifests)
    return _connections(network, groups, sides)


class TypicalConnections(NamedTuple):
    """The connections of at most two workloads of each group whose members connect to the same others in the same way.

    The others have the connections of these two. `groups` has the number of the group of every workload.
    """

    connections: list[Connection]
    groups: dict[str, int]


def typical_connections(manifests: Iterable[Resource | Mapping[str, Any]]) -> TypicalConnections:
    """What `connections` says, without repeating it for workloads that no policy can tell apart."""
    network, groups, sides = _read(manifests)
    seen: Counter[int] = Counter()
    typical = []
    for side in sides:
        seen[groups[side.name]] += 1
        if seen[groups[side.name]] <= 2:
            typical.append(side)
    return TypicalConnections(_connections(network, groups, typical), groups)


def _read(manifests: Iterable[Resource | Mapping[str, Any]]) -> tuple[Network, dict[str, int], list[PolicyPeer]]:
    documents = [tree for tree in trees_of(manifests) if isinstance(tree, dict)]
    network, sides = Network(documents), workloads(documents, namespaces_of(documents))
    return network, alike(sides, network.likeness), sides


def _connections(network: Network, groups: dict[str, int], sides: list[PolicyPeer]) -> list[Connection]:
    found = list(_within(network, groups, sides))
    for side in sides:
        found += _with_outside(network, side)
        allowed = union(network.from_entrance(pod) for pod in side.pods)
        if allowed:
            found.append(Connection(ENTRANCE, side.name, as_text(allowed)))
    return found


def _within(network: Network, groups: dict[str, int], sides: list[PolicyPeer]) -> Iterator[Connection]:
    numbered = [(groups[side.name], side) for side in sides]
    rows: dict[int, dict[int, Ports]] = {}
    for number, source in numbered:
        row = rows.setdefault(number, {})
        for other, target in numbered:
            if source is not target:
                allowed = row.get(other)
                if allowed is None:
                    allowed = row[other] = network.between(source, target)
                if allowed:
                    yield Connection(source.name, target.name, as_text(allowed))


def _with_outside(network: Network, side: PolicyPeer) -> Iterator[Connection]:
    for bounds in network.sources:
        allowed = union(network.into(pod, bounds) for pod in side.pods)
        if allowed:
            yield Connection(range_name(bounds), side.name, as_text(allowed))
    for bounds in network.targets:
        allowed = union(network.out_of(pod, bounds) for pod in side.pods)
        if allowed:
            yield Connection(side.name, range_name(bounds), as_text(allowed))


class Network:
    """The policies of a set of objects."""

    __slots__ = ("_admin", "_baseline", "_entrances", "_policies", "_selecting", "likeness", "sources", "targets")

    def __init__(self, documents: list[dict[str, Any]]) -> None:
        self._policies = network_policies(documents)
        self._admin, self._baseline = admin_policies(documents)
        self._entrances = Entrances(documents)
        self.likeness = Likeness([*self._policies, *self._admin, *self._baseline], self._entrances)
        self._selecting: dict[object, list[NetworkPolicy]] = {}
        into = [cidr for policy in self._policies for rule in policy.ingress or () for cidr in rule.cidrs()]
        out = [cidr for policy in self._policies for rule in policy.egress or () for cidr in rule.cidrs()]
        out += [cidr for p in (*self._admin, *self._baseline) for rule in p.egress for cidr in rule.cidrs]
        self.sources = address_ranges(into)
        self.targets = address_ranges(out)

    def between(self, source: PolicyPeer, target: PolicyPeer) -> Ports:
        """The ports of pods of a workload that pods of another may use."""
        return union(
            common(allowed, self.into(b, a)) for a in source.pods for b in target.pods if (allowed := self.out_of(a, b))
        )

    def into(self, target: Peer, source: Other) -> Ports:
        """The ports of a pod that the policies for it let another side use."""
        return self._decide(target, source, target, "ingress")

    def out_of(self, source: Peer, target: Other) -> Ports:
        """The ports of another side that the policies for a pod let it use."""
        return self._decide(source, target, target if isinstance(target, Peer) else None, "egress")

    def from_entrance(self, target: Peer) -> Ports:
        """The ports of a pod that a controller of Ingresses, a pod of a namespace of its own, may use from outside."""
        reached = self._entrances.ports_into(target)
        return common(reached, self.into(target, CONTROLLER)) if reached else NONE

    def _decide(self, pod: Peer, other: Other, target: Peer | None, direction: str) -> Ports:
        open_ports, allowed = ALL, [NONE]
        if self._admin:
            allowed, open_ports = _by_admins(self._admin, pod, other, target, direction)
        policies = self.limiting(pod, direction)
        if policies:
            return union([*allowed, common(open_ports, union(opened(policies, direction, other, target)))])
        if self._baseline:
            by_baseline, rest = _by_admins(self._baseline, pod, other, target, direction)
            open_ports = common(open_ports, union([*by_baseline, rest]))
        return union([*allowed, open_ports])

    def limiting(self, pod: Peer, direction: str) -> list[NetworkPolicy]:
        """The NetworkPolicies that limit a direction (`ingress`, `egress`) of the traffic of a pod."""
        return [policy for policy in self._selecting_policies(pod) if getattr(policy, direction) is not None]

    def _selecting_policies(self, pod: Peer) -> list[NetworkPolicy]:
        selecting = self._selecting.get(pod.key)
        if selecting is None:
            selecting = [policy for policy in self._policies if policy.selects(pod)]
            self._selecting[pod.key] = selecting
        return selecting


def _by_admins(
    policies: list[AdminPolicy], pod: Peer, other: Other, target: Peer | None, direction: str
) -> tuple[list[Ports], Ports]:
    """The ports that policies of administrators allow, and those that they leave to others to decide about."""
    allowed: list[Ports] = []
    passed: list[Ports] = []
    undecided = ALL
    for policy in policies:
        for rule in getattr(policy, direction) if policy.selects(pod) else ():
            if _matches(rule, other):
                captured = common(undecided, rule.captured(target))
                undecided = without(undecided, captured)
                if rule.action == "Allow":
                    allowed.append(captured)
                elif rule.action == "Pass":
                    passed.append(captured)
    return allowed, union([undecided, *passed])


def opened(policies: Iterable[NetworkPolicy], direction: str, other: Other, target: Peer | None) -> Iterator[Ports]:
    """The ports that each rule of policies in a direction opens for another side."""
    rules = (rule for policy in policies for rule in getattr(policy, direction))
    return (rule.allowed(target) for rule in rules if _matches(rule, other))


def _matches(rule: Any, other: Other) -> bool:
    matches: bool = rule.matches_pod(other) if isinstance(other, Peer) else rule.matches_range(other)
    return matches


CONTROLLER = Peer("ingress-controller-ns", {}, namespace_labels({}, "ingress-controller-ns"), [])
"""The pods of a controller of Ingresses of which nothing is known: they have a namespace of their own."""
