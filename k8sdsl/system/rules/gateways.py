"""Gateway API: the listeners that routes name and that allow them, and grants for references across namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.system.grants import GRANT_KIND, is_granted
from k8sdsl.system.hostnames import share_a_name
from k8sdsl.tree import get, maps, maps_in

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report

_API = "gateway.networking.k8s.io/v1"
_LISTENER = {"name": "https", "port": 443, "protocol": "HTTPS"}
_GATEWAY = {"apiVersion": _API, "metadata.namespace": "edge", "spec": {"listeners": [_LISTENER]}}
_ROUTE = {"apiVersion": _API, "metadata.namespace": "edge", "spec": {"parentRefs": [{"name": "edge"}]}}
SECTION = Rule(
    "set/missing-listener",
    "`sectionName` and `port` of a route's parent must name a listener of the Gateway.",
    bad={
        "Gateway/edge": _GATEWAY,
        "HTTPRoute/shop": {**_ROUTE, "spec": {"parentRefs": [{"name": "edge", "sectionName": "web"}]}},
    },
    good={
        "Gateway/edge": _GATEWAY,
        "HTTPRoute/shop": {**_ROUTE, "spec": {"parentRefs": [{"name": "edge", "sectionName": "https"}]}},
    },
    severity=Severity.WARNING,
    remedy="write the `name` of one of the `listeners`",
)
NAMESPACE = Rule(
    "set/route-not-allowed",
    "A listener must allow the kind and the namespace of a route that refers to its Gateway.",
    bad={
        "Gateway/edge": _GATEWAY,
        "HTTPRoute/shop": {
            "apiVersion": _API,
            "metadata.namespace": "store",
            "spec": {"parentRefs": [{"name": "edge", "namespace": "edge"}]},
        },
    },
    good={"Gateway/edge": _GATEWAY, "HTTPRoute/shop": _ROUTE},
    severity=Severity.WARNING,
    remedy="for example, set `allowedRoutes: {namespaces: {from: All}}` on the listener",
)
HOSTNAME = Rule(
    "set/route-hostname",
    "A route must share a host name with a listener of its Gateway.",
    bad={
        "Gateway/edge": {**_GATEWAY, "spec": {"listeners": [{**_LISTENER, "hostname": "*.example.com"}]}},
        "HTTPRoute/shop": {**_ROUTE, "spec": {"parentRefs": [{"name": "edge"}], "hostnames": ["shop.example.org"]}},
    },
    good={
        "Gateway/edge": {**_GATEWAY, "spec": {"listeners": [{**_LISTENER, "hostname": "*.example.com"}]}},
        "HTTPRoute/shop": {**_ROUTE, "spec": {"parentRefs": [{"name": "edge"}], "hostnames": ["shop.example.com"]}},
    },
    severity=Severity.WARNING,
    remedy="write a name that the `hostname` of a listener covers",
)
_CALLED = {"spec": {"rules": [{"backendRefs": [{"name": "web", "namespace": "store", "port": 80}]}]}}
_FRONT = {"apiVersion": _API, "metadata.namespace": "edge", **_CALLED}
_BACK = {"metadata.namespace": "store"}
GRANT = Rule(
    "set/missing-reference-grant",
    "A reference to an object in another namespace must be allowed by a ReferenceGrant in that namespace.",
    bad={"HTTPRoute/shop": _FRONT, "Service/web": _BACK},
    good={
        "HTTPRoute/shop": _FRONT,
        "Service/web": _BACK,
        "ReferenceGrant/edge": {
            "apiVersion": "gateway.networking.k8s.io/v1beta1",
            "metadata.namespace": "store",
            "spec": {
                "from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "edge"}],
                "to": [{"group": "", "kind": "Service"}],
            },
        },
    },
    severity=Severity.WARNING,
    remedy="add an object of `kind: ReferenceGrant` to that namespace",
)
_GROUP = "gateway.networking.k8s.io"
_ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
_KINDS = {
    "HTTP": ("HTTPRoute", "GRPCRoute"),
    "HTTPS": ("HTTPRoute", "GRPCRoute"),
    "TLS": ("TLSRoute", "TCPRoute"),
    "TCP": ("TCPRoute",),
    "UDP": ("UDPRoute",),
}


def check(graph: Graph, report: Report) -> None:
    """Reports routes that no listener accepts, and references that nothing grants."""
    for kind in _ROUTES:
        for route in graph.of_kind(f"{kind}.{_GROUP}"):
            for reference in route.uses:
                if reference.field.path == "spec/parentRefs" and reference.target is not None:
                    _judge_parent(route, reference, reference.target, graph, report)
                elif reference.field.path.endswith(("backendRefs", "backendRef")):
                    _judge_grant(reference, graph, report)
    for reference in (one for gateway in graph.of_kind(f"Gateway.{_GROUP}") for one in gateway.uses):
        if reference.field.path.endswith("certificateRefs"):
            _judge_grant(reference, graph, report)


def _judge_parent(route: Member, reference: Reference, gateway: Member, graph: Graph, report: Report) -> None:
    listeners = maps(gateway.spec.get("listeners"))
    if gateway.plain_kind != "Gateway" or len(graph.all_at(gateway)) > 1 or not listeners:
        return
    named = [one for _, one in named_listeners(reference, gateway)]
    if not named:
        section, port = reference.below("sectionName"), reference.below("port")
        if graph.of_kind(f"ListenerSet.{_GROUP}"):
            return
        step, wanted = ("sectionName", section) if section is not None else ("port", port)
        known = [str(one.get("name" if step == "sectionName" else "port")) for one in listeners]
        listed = f"its listeners are {', '.join(f'`{one}`' for one in known)}"
        report.add(SECTION, route, reference.sibling(step), f"{gateway.title} has no listener `{wanted}`",
                   remedy=did_you_mean(str(wanted), known) or listed)  # fmt: skip
        return
    open_ones = [one for one in named if accepts(one, route, gateway, graph)]
    if not open_ones:
        message = (
            f"no listener of {gateway.title} in {gateway.namespace} allows {route.plain_kind}s of {route.namespace}"
        )
        report.add(NAMESPACE, route, reference.path, message)
    elif not any(_share_hostname(one, route) for one in open_ones):
        names = ", ".join(str(one.get("hostname")) for one in open_ones)
        report.add(HOSTNAME, route, ("spec", "hostnames"), f"the listeners of {gateway.title} serve {names} only")


def named_listeners(reference: Reference, gateway: Member) -> list[tuple[int, dict[str, Any]]]:
    """The listeners of a Gateway that a route's reference to it means, with their positions."""
    section, port = reference.below("sectionName"), reference.below("port")
    return [
        (index, one)
        for index, one in maps_in(gateway.spec.get("listeners"))
        if section in (None, one.get("name")) and port in (None, one.get("port"))
    ]


def accepts(listener: dict[str, Any], route: Member, gateway: Member, graph: Graph) -> bool:
    """Whether a listener of a Gateway allows routes of this kind and namespace."""
    kinds = get(listener, ("allowedRoutes", "kinds"))
    if type(kinds) is list and kinds:
        allowed: Any = [one.get("kind") for _, one in maps_in(kinds)]
    else:
        allowed = _KINDS.get(str(listener.get("protocol")), _ROUTES)
    if route.plain_kind not in allowed:
        return False
    come_from = get(listener, ("allowedRoutes", "namespaces", "from"), "Same")
    if come_from == "Same":
        return route.namespace == gateway.namespace or not (route.placed and gateway.placed)
    if come_from == "Selector":
        selector = get(listener, ("allowedRoutes", "namespaces", "selector"))
        known = graph.find("Namespace", "", route.namespace) is not None
        return not known or (
            type(selector) is dict and selects(requirements_of(selector), graph.namespace_labels(route.namespace))
        )
    return True


def _share_hostname(listener: dict[str, Any], route: Member) -> bool:
    own, wanted = listener.get("hostname"), route.spec.get("hostnames")
    if type(own) is not str or not own or type(wanted) is not list or not wanted:
        return True
    return any(share_a_name(own, one) for one in wanted if type(one) is str)


def lacks_grant(reference: Reference, graph: Graph) -> bool:
    """Whether a reference leads to an object of another namespace without a ReferenceGrant there."""
    source = reference.source
    if reference.namespace == source.namespace or reference.below("namespace") is None or reference.target is None:
        return False
    return source.placed and not is_granted(reference, graph.of_kind(GRANT_KIND))


def _judge_grant(reference: Reference, graph: Graph, report: Report) -> None:
    if not lacks_grant(reference, graph):
        return
    source, place = reference.source, reference.namespace
    message = f"no ReferenceGrant in {place} allows {source.plain_kind}s of {source.namespace} to refer to it"
    report.add(GRANT, source, reference.sibling("namespace"), message)
