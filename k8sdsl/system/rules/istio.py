"""Istio: routes without a destination, subsets that no rule defines, and rules whose subsets match no pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.system.hostnames import share_a_name
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath

_API = "networking.istio.io/v1"
_HTTP = [{"route": [{"destination": {"host": "web", "subset": "v1"}}]}]
_TYPO = [{"route": [{"destination": {"host": "web", "subset": "v2"}}]}]
_SUBSETS = {"apiVersion": _API, "spec": {"host": "web", "subsets": [{"name": "v1", "labels": {"app": "web"}}]}}
ROUTE = Rule(
    "set/virtual-service-without-route",
    "Every entry of `http` of a VirtualService must have a `route`, `redirect`, `directResponse` or `delegate`.",
    "validateHTTPRoute of Istio",
    bad={"VirtualService/web": {"apiVersion": _API, "spec": {"http": [{"match": [{"uri": {"prefix": "/"}}]}]}}},
    good={"VirtualService/web": {"apiVersion": _API, "spec": {"http": _HTTP}}},
    severity=Severity.WARNING,
    remedy="for example, add `route: [{destination: {host: web}}]`, or move its matches to the next entry",
)
SUBSET = Rule(
    "set/missing-subset",
    "A `subset` that a VirtualService routes to must be defined by a DestinationRule of its host.",
    bad={"VirtualService/web": {"apiVersion": _API, "spec": {"http": _TYPO}}, "DestinationRule/web": _SUBSETS},
    good={"VirtualService/web": {"apiVersion": _API, "spec": {"http": _HTTP}}, "DestinationRule/web": _SUBSETS},
    severity=Severity.WARNING,
    remedy="write the `name` of one of its `subsets`",
)
_FRONT = {"spec.selector": {"app": "web"}}
EMPTY = Rule(
    "set/empty-subset",
    "The `labels` of a subset must match pods of its Service.",
    bad={
        "DestinationRule/web": {
            "apiVersion": _API,
            "spec": {"host": "web", "subsets": [{"name": "v1", "labels": {"version": "v1"}}]},
        },
        "Service/web": _FRONT,
        "Deployment/web": {},
    },
    good={"DestinationRule/web": _SUBSETS, "Service/web": _FRONT, "Deployment/web": {}},
    severity=Severity.WARNING,
    remedy="write labels of the pods, such as `version: v1`",
)
_EDGE = {"apiVersion": _API, "spec": {"servers": [{"port": {"number": 80}, "hosts": ["shop.example.com"]}]}}


def _bound(host: str) -> dict[str, Any]:
    return {"apiVersion": _API, "spec": {"hosts": [host], "gateways": ["edge"], "http": _HTTP}}


HOST = Rule(
    "set/virtual-service-host",
    "A VirtualService must share a host with each Gateway in `gateways`.",
    bad={"Gateway/edge": _EDGE, "VirtualService/web": _bound("shop.example.org")},
    good={"Gateway/edge": _EDGE, "VirtualService/web": _bound("shop.example.com")},
    severity=Severity.WARNING,
    remedy="write a host of the Gateway, or add it to `servers[].hosts`",
)
_ACTIONS = ("route", "redirect", "directResponse", "delegate")


def check(graph: Graph, report: Report) -> None:
    """Reports VirtualServices and DestinationRules that lead nowhere."""
    subsets = _subsets(graph)
    for service in graph.of_kind("VirtualService.networking.istio.io"):
        for index, route in maps_in(service.spec.get("http")):
            if not any(route.get(action) for action in _ACTIONS):
                report.add(ROUTE, service, ("spec", "http", index), "the entry has no destination, so Istio rejects it")
        for reference in service.uses:
            if reference.field.section == "subset":
                _judge_subset(reference, subsets, report)
            elif reference.field.path == "spec/gateways" and reference.target is not None:
                _judge_hosts(reference, reference.target, report)
    for rule in graph.of_kind("DestinationRule.networking.istio.io"):
        _judge_labels(rule, graph, report)


def _key(reference: Reference) -> tuple[str, str]:
    return reference.namespace, reference.name


def _subsets(graph: Graph) -> dict[tuple[str, str], set[str]]:
    """The subsets of each host."""
    found: dict[tuple[str, str], set[str]] = {}
    for rule in graph.of_kind("DestinationRule.networking.istio.io"):
        for reference in rule.uses:
            if reference.field.path == "spec/host":
                names = found.setdefault(_key(reference), set())
                names.update(str(subset.get("name")) for _, subset in _each(rule))
    return found


def _each(rule: Member) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    for index, subset in maps_in(rule.spec.get("subsets")):
        yield ("spec", "subsets", index), subset


def _judge_subset(reference: Reference, subsets: dict[tuple[str, str], set[str]], report: Report) -> None:
    wanted, known = reference.below("subset"), subsets.get(_key(reference))
    if type(wanted) is str and known is not None and wanted not in known:
        listed = f"its subsets are {', '.join(f'`{one}`' for one in sorted(known))}" if known else None
        report.add(SUBSET, reference.source, reference.sibling("subset"),
                   f"no DestinationRule of {reference.name} defines the subset `{wanted}`",
                   remedy=did_you_mean(wanted, sorted(known)) or listed)  # fmt: skip


def _judge_hosts(reference: Reference, gateway: Member, report: Report) -> None:
    servers = [server.get("hosts") for _, server in maps_in(gateway.spec.get("servers"))]
    served = [host for hosts in servers if type(hosts) is list for host in hosts if type(host) is str]
    hosts = reference.source.spec.get("hosts")
    wanted = [host for host in hosts if type(host) is str] if type(hosts) is list else []
    shared = any(share_a_name(one.rpartition("/")[2], host) for one in served for host in wanted)
    if served and wanted and not shared:
        message = f"{gateway.title} serves {', '.join(served[:4])}, and not {', '.join(wanted[:4])}"
        report.add(HOST, reference.source, reference.path, message)


def _judge_labels(rule: Member, graph: Graph, report: Report) -> None:
    for reference in rule.uses:
        service = reference.target if reference.field.path == "spec/host" else None
        if service is None:
            continue
        pods = [one for selection in service.selects for one in graph.selected(selection)]
        for path, subset in _each(rule) if pods else ():
            labels = {key: value for key, value in map_of(subset.get("labels")).items() if not _is_of_node(key)}
            if not any(one.pods and labels.items() <= one.pods.labels.items() for one in pods):
                wanted = ", ".join(f"{key}={value}" for key, value in labels.items())
                report.add(EMPTY, rule, (*path, "labels"), f"no pod of {service.title} has {wanted}")


def _is_of_node(label: Any) -> bool:
    """Whether Istio gives a label to the endpoints, from the node that a pod runs on."""
    return str(label).startswith(
        ("topology.kubernetes.io/", "topology.istio.io/", "failure-domain.beta.kubernetes.io/")
    )
