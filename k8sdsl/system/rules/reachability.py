"""Services that the network policies of a set let nobody call, or not the workload that has their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics.digits import whole_number
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.system.places import NAME_LABEL
from k8sdsl.system.rules.ports import ports_of
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report
    from k8sdsl.tree import Tree

_API = {"app": "api"}
_SERVICE = {"spec.selector": _API, "spec.ports": [{"port": 80, "targetPort": 8080}]}
_SERVING = {"spec.selector.matchLabels": _API, "spec.template.metadata.labels": _API}
_CALLING = {"spec.template.spec.containers[0].env": [{"name": "API", "value": "http://api:80"}]}


def _policy(*rules: Tree) -> dict[str, Any]:
    return {"spec": {"podSelector": {"matchLabels": _API}, "policyTypes": ["Ingress"], "ingress": list(rules)}}


def _from(labels: dict[str, str]) -> Tree:
    return {"from": [{"podSelector": {"matchLabels": labels}}]}


UNREACHABLE = Rule(
    "set/service-unreachable",
    "The NetworkPolicies that select the pods of a Service must allow some traffic in a rule of `ingress`.",
    bad={"Service/api": _SERVICE, "Deployment/api": _SERVING, "NetworkPolicy/api": _policy()},
    good={
        "Service/api": _SERVICE,
        "Deployment/api": _SERVING,
        "NetworkPolicy/api": _policy({"ports": [{"port": 8080}]}),
    },
    severity=Severity.NOTE,
    remedy="for example, add `ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]`",
)
BLOCKED = Rule(
    "set/call-blocked",
    "The NetworkPolicies must allow a workload to call the Services whose addresses it contains.",
    bad={
        "Service/api": _SERVICE,
        "Deployment/api": _SERVING,
        "NetworkPolicy/api": _policy(_from({"app": "shop"})),
        "Deployment/web": _CALLING,
    },
    good={
        "Service/api": _SERVICE,
        "Deployment/api": _SERVING,
        "NetworkPolicy/api": _policy(_from({"app": "web"})),
        "Deployment/web": _CALLING,
    },
    severity=Severity.WARNING,
    remedy="allow traffic from its pods, such as with `from: [{podSelector: {matchLabels: {app: web}}}]`",
)
_OTHER_POLICIES = ("cilium.io", "crd.projectcalico.org", "projectcalico.org", "policy.networking.k8s.io")


class _PodPort(NamedTuple):
    """A port of pods: its number (None if it cannot be known), and the names that it has."""

    number: int | None
    names: frozenset[str]
    protocol: str


def check(graph: Graph, report: Report) -> None:
    """Reports Services without callers, and calls that policies block; policies of other kinds may allow more."""
    if not graph.of_kind("NetworkPolicy") or any(one.kind.endswith(_OTHER_POLICIES) for one in graph.members):
        return
    network = _Reach(graph)
    called = {id(one.target) for one in graph.addresses if one.target is not None}
    for service in graph.of_kind("Service"):
        _judge_service(service, network, report, called=bool(service.users) or id(service) in called)
    for reference in graph.addresses:
        if reference.target is not None:
            _judge_call(reference, reference.target, network, report)


def _judge_service(service: Member, network: _Reach, report: Report, *, called: bool) -> None:
    ports = ports_of(service)
    pods = network.behind(service)
    if not pods or not ports:
        return
    if not any(network.enters(None, one, _target(port, one)) for one in pods for port in ports):
        policy = network.guarding(pods[0], "ingress")[0]
        message = f"{policy.title} does not allow any traffic to the pods of {service.title}"
        severity = Severity.WARNING if called else Severity.NOTE
        report.add(UNREACHABLE, policy, ("spec", "podSelector"), message, severity=severity)


def _judge_call(reference: Reference, service: Member, network: _Reach, report: Report) -> None:
    ports = [port for port in ports_of(service) if reference.holder.port in (None, port.get("port"))]
    pods = network.behind(service)
    for caller in _callers(reference.source) if ports and pods else ():
        if caller.pods is None or caller in pods or _is_on_host(caller):
            continue
        targets = [(one, _target(port, one)) for one in pods for port in ports]
        if not any(network.enters(None, one, port) for one, port in targets):
            continue  # the Service has a finding of its own
        if not any(network.enters(caller, one, port) and network.leaves(caller, one, port) for one, port in targets):
            direction = "egress" if any(network.enters(caller, one, port) for one, port in targets) else "ingress"
            policy = network.guarding(caller if direction == "egress" else pods[0], direction)[0]
            message = f"{policy.title} does not allow {caller.title} to call {service.title}"
            report.add(BLOCKED, reference.source, reference.path, message, remedy=_remedy(policy, direction))


def _remedy(policy: Member, direction: str) -> str:
    return f"allow it in `{direction}` of {policy.title}"


def _callers(source: Member) -> Iterator[Member]:
    """The workloads that have a text: itself, or those that read the ConfigMap or Secret."""
    if source.pods is not None:
        yield source
    else:
        yield from {id(user.source): user.source for user in source.users}.values()


def _target(port: Tree, workload: Member) -> _PodPort:
    """The port of pods that a port of a Service leads to."""
    wanted = port.get("targetPort") or port.get("port")  # as `SetDefaults_Service`
    number = whole_number(wanted) if type(wanted) is str else None
    wanted = wanted if number is None else number
    declared = workload.pods.ports() if workload.pods is not None else ()
    same = [(name, number) for name, number, _ in declared if wanted in (name, number)]
    numbers = {number for _, number in same}
    number = wanted if type(wanted) is int else numbers.pop() if len(numbers) == 1 else None
    return _PodPort(number, frozenset(name for name, _ in same if name), str(port.get("protocol") or "TCP"))


class _Reach:
    """What the network policies of a set allow."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._guarding: dict[tuple[int, str], list[Member]] = {}
        for policy in graph.of_kind("NetworkPolicy"):
            guarded = [one for s in policy.selects if s.field.use == "guards" for one in graph.selected(s)]
            for direction in _directions(policy):
                for workload in (one for one in guarded if not _is_on_host(one)):
                    self._guarding.setdefault((id(workload), direction), []).append(policy)

    def guarding(self, workload: Member, direction: str) -> Sequence[Member]:
        """The policies that restrict the pods of a workload in one direction."""
        return self._guarding.get((id(workload), direction), ())

    def behind(self, service: Member) -> list[Member]:
        """The workloads whose pods a Service selects."""
        return [one for selection in service.selects for one in self._graph.selected(selection)]

    def enters(self, caller: Member | None, target: Member, port: _PodPort) -> bool:
        """Whether the policies of the target let a caller (or anybody) in."""
        return self._allows(self.guarding(target, "ingress"), "ingress", "from", caller, port)

    def leaves(self, caller: Member, target: Member, port: _PodPort) -> bool:
        """Whether the policies of the caller let it reach the target."""
        return self._allows(self.guarding(caller, "egress"), "egress", "to", target, port)

    def _allows(
        self, policies: Sequence[Member], direction: str, side: str, peer: Member | None, port: _PodPort
    ) -> bool:
        return not policies or any(
            _has_port(rule, port) and (peer is None or self._has_peer(policy, rule.get(side), peer))
            for policy in policies
            for _, rule in maps_in(policy.spec.get(direction))
        )

    def _has_peer(self, policy: Member, peers: Any, member: Member) -> bool:
        return not peers or any(self._is_peer(policy, peer, member) for _, peer in maps_in(peers))

    def _is_peer(self, policy: Member, peer: Tree, member: Member) -> bool:
        places, pods = peer.get("namespaceSelector"), peer.get("podSelector")
        if "ipBlock" in peer:
            return True  # which addresses the pods get is not known
        if type(places) is not dict:
            if member.namespace != policy.namespace:
                return False
        elif not self._is_place(places, member.namespace):
            return False
        labels = member.pods.labels if member.pods is not None else {}
        return type(pods) is not dict or selects(requirements_of(pods), labels)

    def _is_place(self, selector: Tree, namespace: str) -> bool:
        """Whether a selector can match a namespace: labels of one that is not in the set are not known."""
        requirements = requirements_of(selector) or ()
        if self._graph.find("Namespace", "", namespace) is None:
            requirements = tuple(one for one in requirements if one.key == NAME_LABEL)
        return selects(requirements, self._graph.namespace_labels(namespace))


def _is_on_host(workload: Member) -> bool:
    """Whether pods have the network of their node, to which most network plugins apply no policy."""
    return workload.pods is not None and workload.pods.spec.get("hostNetwork") is True


def _directions(policy: Member) -> list[str]:
    """What a policy restricts; answers for `SetDefaults_ReachPolicy`."""
    types = policy.spec.get("policyTypes")
    if type(types) is list and types:
        return [str(one).lower() for one in types]
    return ["ingress", "egress"] if policy.spec.get("egress") else ["ingress"]


def _has_port(rule: Tree, port: _PodPort) -> bool:
    ports = rule.get("ports")
    return not ports or any(_is_port(map_of(one), port) for _, one in maps_in(ports))


def _is_port(allowed: Tree, port: _PodPort) -> bool:
    first, last = allowed.get("port"), allowed.get("endPort")
    if str(allowed.get("protocol") or "TCP") != port.protocol:
        return False
    if first is None or port.number is None:
        return True
    if type(first) is int:
        return first <= port.number <= (last if type(last) is int else first)
    return type(first) is str and first in port.names
