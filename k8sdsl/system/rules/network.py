"""Network policies that block what pods need, or do not allow what they were written for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.system.places import NAME_LABEL
from k8sdsl.system.rules.ports import ports_of
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Selection
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath, Tree

_TO_DATABASE = {"to": [{"podSelector": {"matchLabels": {"app": "db"}}}], "ports": [{"port": 5432}]}
_TO_DNS = {
    "to": [{"namespaceSelector": {"matchLabels": {NAME_LABEL: "kube-system"}}}],
    "ports": [{"port": 53, "protocol": "UDP"}],
}
DNS = Rule(
    "set/policy-cuts-off-dns",
    "Pods whose egress is restricted must be allowed to reach the DNS of the cluster on port 53.",
    bad={"NetworkPolicy/web": {"spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [_TO_DATABASE]}}},
    good={
        "NetworkPolicy/web": {"spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [_TO_DATABASE, _TO_DNS]}}
    },
    severity=Severity.NOTE,
    remedy="allow egress to `kubernetes.io/metadata.name: kube-system` on port 53, UDP and TCP",
)
_FRONT = {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 80, "targetPort": 8080}]}
_PODS = {"spec.template.spec.containers[0].ports": [{"containerPort": 8080}]}
PORT = Rule(
    "set/policy-port",
    "A NetworkPolicy must allow the port of the pods, not the port of their Service.",
    bad={
        "NetworkPolicy/web": {"spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}},
        "Service/web": _FRONT,
        "Deployment/web": _PODS,
    },
    good={
        "NetworkPolicy/web": {"spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 8080}]}]}},
        "Service/web": _FRONT,
        "Deployment/web": _PODS,
    },
    severity=Severity.WARNING,
    remedy="write the `containerPort` of the pods, or its name",
)


def _from(labels: dict[str, str]) -> dict[str, Any]:
    return {"spec": {"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {"matchLabels": labels}}]}]}}


NAMESPACE = Rule(
    "set/policy-namespace-label",
    "A `namespaceSelector` must match the labels of the namespace that it is meant for.",
    bad={"NetworkPolicy/web": _from({"name": "monitoring"}), "Namespace/monitoring": {}},
    good={"NetworkPolicy/web": _from({NAME_LABEL: "monitoring"}), "Namespace/monitoring": {}},
    severity=Severity.WARNING,
    remedy=f"select by `{NAME_LABEL}`, which every namespace has",
)


def check(graph: Graph, report: Report) -> None:
    """Reports policies without DNS, with ports of Services, and with labels that no namespace has."""
    by_place: dict[str, list[Member]] = {}
    for policy in graph.of_kind("NetworkPolicy"):
        by_place.setdefault(policy.namespace, []).append(policy)
        _judge_ports(policy, graph, report)
        _judge_namespaces(policy, graph, report)
    for policies in by_place.values():
        _judge_dns([one for one in policies if _restricts_egress(one)], report)


# --- DNS


def _restricts_egress(policy: Member) -> bool:
    types = policy.spec.get("policyTypes")
    return "Egress" in types if type(types) is list else bool(policy.spec.get("egress"))


def _judge_dns(policies: list[Member], report: Report) -> None:
    """Reports the widest policies of a namespace whose pods no policy lets ask DNS."""
    allowing = [_guarded(one) for one in policies if any(_allows_dns(rule) for _, rule in _rules(one, "egress"))]
    cut_off = [one for one in policies if not _is_covered(_guarded(one), allowing)]
    wide = [one for one in cut_off if (selection := _guarded(one)) is not None and selection.selects_all]
    for policy in sorted(wide, key=lambda one: one.name)[:1] or cut_off:
        step = next((one for one in ("egress", "policyTypes") if policy.spec.get(one)), "podSelector")
        message = "no policy allows these pods to reach DNS (port 53, UDP), so they cannot resolve any name"
        report.add(DNS, policy, ("spec", step), message)


def _guarded(policy: Member) -> Selection | None:
    return next((one for one in policy.selects if one.field.use == "guards"), None)


def _is_covered(guarded: Selection | None, allowing: list[Selection | None]) -> bool:
    """Whether a policy that allows DNS selects these pods too, or perhaps some of them."""
    for other in allowing:
        if other is None or guarded is None or other.selects_all or guarded.selects_all or other.expressions:
            return True
        one, two = other.equals, guarded.equals
        if all(two.get(key) == value for key, value in one.items()) or all(one.get(k) == v for k, v in two.items()):
            return True
    return False


def _rules(policy: Member, direction: str) -> Iterator[tuple[int, Tree]]:
    return maps_in(policy.spec.get(direction))


def _allows_dns(rule: Tree) -> bool:
    ports, peers = rule.get("ports"), rule.get("to")
    if ports and not any(_is_dns(port) for _, port in maps_in(ports)):
        return False
    return not peers or any("namespaceSelector" in peer or "ipBlock" in peer for _, peer in maps_in(peers))


def _is_dns(port: Tree) -> bool:
    number, end = port.get("port"), port.get("endPort")
    if port.get("protocol") != "UDP":
        return False
    if type(number) is int and type(end) is int:
        return number <= 53 <= end
    return number in {None, 53, "dns", "53"} if type(number) in {int, str, type(None)} else False


# --- ports


def _judge_ports(policy: Member, graph: Graph, report: Report) -> None:
    guarded = _guarded(policy)
    pods = graph.selected(guarded) if guarded is not None and policy.spec.get("ingress") else []
    declared = [one.pods.ports() if one.pods is not None else () for one in pods]
    if not pods or not all(declared):
        return
    known = {(port, protocol) for ports in declared for name, number, protocol in ports for port in (name, number)}
    for index, rule in _rules(policy, "ingress"):
        for number, port in maps_in(rule.get("ports")):
            wanted, protocol = port.get("port"), str(port.get("protocol") or "TCP")
            if type(wanted) not in {int, str} or port.get("endPort") or (wanted, protocol) in known:
                continue
            behind = _behind(wanted, pods, graph)
            if behind or type(wanted) is str:
                remedy = f"{wanted} is the port of the Service; write `port: {behind}`" if behind else None
                path = ("spec", "ingress", index, "ports", number, "port")
                report.add(PORT, policy, path, f"no container of the selected pods has port {wanted}", remedy=remedy)


def _behind(wanted: Any, pods: Sequence[Member], graph: Graph) -> Any:
    """The port of pods that a Service in front of them leads to from a port of its own."""
    fronts = {id(one): one for member in pods for one in graph.in_front_of(member)}
    for service in fronts.values():
        for port in ports_of(service):
            target = port.get("targetPort")
            if port.get("port") == wanted and type(target) in {int, str} and target != wanted:
                return target
    return None


# --- namespaces


def _judge_namespaces(policy: Member, graph: Graph, report: Report) -> None:
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for index, rule in _rules(policy, direction):
            for number, peer in maps_in(rule.get(side)):
                labels = get(peer, ("namespaceSelector", "matchLabels"))
                if type(labels) is dict and len(labels) == 1:
                    path = ("spec", direction, index, side, number, "namespaceSelector")
                    _judge_label(policy, path, labels, graph, report)


def _judge_label(policy: Member, path: FieldPath, labels: dict[str, Any], graph: Graph, report: Report) -> None:
    ((key, value),) = labels.items()
    meant = graph.find("Namespace", "", value) if type(value) is str else None
    if meant is None or key == NAME_LABEL:
        return
    wanted = requirements_of({"matchLabels": labels})
    if not any(selects(wanted, one.labels) for one in graph.of_kind("Namespace")):
        report.add(NAMESPACE, policy, path, f"Namespace {meant.name} has no label {key}={value}")
