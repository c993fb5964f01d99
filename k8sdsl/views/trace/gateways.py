"""Gateways before routes: the listener of the Gateway API, or the server of Istio, that takes a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.system.hostnames import share_a_name
from k8sdsl.system.rules.gateways import accepts, named_listeners
from k8sdsl.tree import get, maps_in
from k8sdsl.views.trace.steps import step_at, title, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.system.members import Member, Reference
    from k8sdsl.tree import FieldPath
    from k8sdsl.views.trace.rules import RoutingRule
    from k8sdsl.views.trace.steps import TracedObjects, TraceStep


class WebRequest(NamedTuple):
    """A request from outside: `http` or `https`, a host, a port and a path."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


def entrance(objects: TracedObjects, rule: RoutingRule, request: WebRequest) -> TraceStep | None:
    """The step at the gateway by which a request comes to a route; None if the route is behind none of the set.

    The step is broken if no gateway of the route takes the request.
    """
    every = rule.reference.source.uses
    parents = [one for one in every if one.field.path in _PARENTS and one.name != "mesh"]
    known = [one for one in parents if one.target is not None and one.target.manifest is not None]
    if not known or len(known) < len(parents):
        return None
    for reference in known:
        for place, name in _open(objects, reference, rule, request):
            owner = reference.target.manifest if reference.target is not None else None
            if owner is not None:
                return step_at(owner, f"accepts {request} on its {name}", place)
    names = [title(one.target.manifest) for one in known if one.target and one.target.manifest]
    what = f"{' and '.join(names)} {'do' if len(names) > 1 else 'does'} not accept {request} for it"
    remedy = "add a listener for this port and host that allows the route, or correct `sectionName` of the route"
    if rule.owner.kind == "VirtualService":
        remedy = "add an entry for this port and host to `servers` of the Gateway"
    return step_at(rule.owner, what, rule.place, broken=True, remedy=remedy)


_PARENTS = frozenset(("spec/parentRefs", "spec/gateways"))


def _open(
    objects: TracedObjects, reference: Reference, rule: RoutingRule, request: WebRequest
) -> Iterator[tuple[FieldPath, str]]:
    gateway = reference.target
    if gateway is None:
        return
    if rule.owner.kind == "VirtualService":
        yield from _servers(gateway, request)
        return
    for index, one in named_listeners(reference, gateway):
        if _listens(one, request) and accepts(one, reference.source, gateway, objects.graph):
            yield ("spec", "listeners", index), f"listener {one.get('name')}"


def _listens(listener: dict[str, Any], request: WebRequest) -> bool:
    protocol, host = str(listener.get("protocol")), listener.get("hostname")
    speaks = {"http": ("HTTP",), "https": ("HTTPS", "TLS")}[request.scheme]
    return (
        listener.get("port") == request.port
        and protocol in speaks
        and (not isinstance(host, str) or not host or share_a_name(host, request.host))
    )


def _servers(gateway: Member, request: WebRequest) -> Iterator[tuple[FieldPath, str]]:
    for index, one in maps_in(gateway.spec.get("servers")):
        hosts = [host.rpartition("/")[2] for host in words(one.get("hosts"))]
        protocol = str(get(one, ("port", "protocol"))).upper()
        speaks = ("HTTP", "HTTP2", "GRPC") if request.scheme == "http" else ("HTTPS", "TLS")
        is_open = get(one, ("port", "number")) == request.port and protocol in speaks
        if is_open and any(share_a_name(host, request.host) for host in hosts):
            yield ("spec", "servers", index), f"server {get(one, ('port', 'name')) or index}"
