"""Traffic: from outside by balancers and routes to Services, their pods, whom these call, and their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.system.hostnames import service_named
from k8sdsl.tree import get, maps_in
from k8sdsl.views.pictures.subjects.claims import draw_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.members import Member, Reference
    from k8sdsl.views.pictures.sketch import Sketch

_ENTRIES = frozenset(("Ingress", "Route", "Gateway", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"))
_MESH = frozenset(("VirtualService", "IngressRoute"))
_FROM_OUTSIDE = frozenset(("LoadBalancer", "NodePort"))


def draw(sketch: Sketch) -> None:
    """Adds what a request passes, in its order."""
    for member in sketch.graph.members:
        if member.plain_kind in _ENTRIES | _MESH:
            _route(sketch, member)
        elif member.kind == "Service":
            _service(sketch, member)
        elif member.pods is not None:
            draw_claims(sketch, member)
    for reference in sketch.graph.addresses:
        if reference.target is not None or ".svc" in reference.holder.text:
            _call(sketch, reference)


def _route(sketch: Sketch, route: Member) -> None:
    own = sketch.member(route, note=", ".join(_hosts(route))[:40])
    parents = [one for one in route.uses if one.kind.partition(".")[0] == "Gateway" and one.source is route]
    for parent in parents:
        if parent.name != "mesh":
            sketch.link(sketch.target(parent), own, "passes on to")
    if not parents:
        sketch.link(sketch.outside("Outside", "clients"), own, "calls", _asked(route))
    for reference in route.uses:
        if "Service" in reference.kinds:
            sketch.link(own, sketch.target(reference), "routes to", port_of(reference))


def _asked(route: Member) -> str:
    """How clients ask: the ports of a gateway, or the scheme of an Ingress or route."""
    listed = [one.get("port") for field in ("listeners", "servers") for _, one in maps_in(route.spec.get(field))]
    ports = [one.get("number") if isinstance(one, dict) else one for one in listed]
    named = ", ".join(dict.fromkeys(str(port) for port in ports if isinstance(port, int)))
    return named or ("https" if route.spec.get("tls") else "http")


def port_of(reference: Reference) -> str:
    """The port that a reference to a Service asks for."""
    return "" if reference.port is None else str(reference.port)


def _hosts(route: Member) -> Iterator[str]:
    listed = [route.spec.get("host"), *(one.get("host") for _, one in maps_in(route.spec.get("rules")))]
    for names in (route.spec.get("hostnames"), route.spec.get("hosts")):
        listed += names if isinstance(names, list) else []
    yield from dict.fromkeys(host for host in listed if isinstance(host, str) and host)


def _service(sketch: Sketch, service: Member) -> None:
    own = sketch.member(service)
    if str(service.spec.get("type")) in _FROM_OUTSIDE:
        ports = [one.get("nodePort") if _is_node_port(service) else one.get("port") for one in _ports(service)]
        label = ", ".join(str(port) for port in ports if port)
        sketch.link(sketch.outside("Outside", "clients"), own, "calls", label)
    external = service.spec.get("externalName")
    if isinstance(external, str) and external:
        named = service_named(external)
        target = sketch.graph.find("Service", *named) if named is not None else None
        other = sketch.outside("Host", external) if target is None else sketch.member(target)
        sketch.link(own, other, "is another name for")
    for selection in service.selects:
        workloads = [sketch.member(one) for one in sketch.graph.selected(selection)]
        sketch.link_each(own, workloads, "routes to", ", ".join(map(_passed, _ports(service))))


def _is_node_port(service: Member) -> bool:
    return service.spec.get("type") == "NodePort"


def _ports(service: Member) -> list[dict[str, object]]:
    return [port for _, port in maps_in(service.spec.get("ports"))]


def _passed(port: dict[str, object]) -> str:
    number, target = port.get("port"), port.get("targetPort")
    protocol = f"/{port['protocol']}" if port.get("protocol") not in (None, "TCP") else ""
    return f"{number}{protocol}" if target in (None, number) else f"{number}→{target}{protocol}"


def _call(sketch: Sketch, reference: Reference) -> None:
    """An address in the environment of a workload, or in a ConfigMap or Secret that a workload reads."""
    port = get({"port": reference.holder.port}, ("port",))
    source = reference.source
    callers = [source] if source.pods is not None else [one.source for one in source.users if one.source.pods]
    for caller in callers:
        if not _is_own(sketch, caller, reference.target):
            sketch.link(sketch.member(caller), sketch.target(reference), "calls", str(port or ""))


def _is_own(sketch: Sketch, caller: Member, service: Member | None) -> bool:
    """Whether a Service leads to the caller itself, such as the headless Service of a database's replicas."""
    return service is not None and service in sketch.graph.in_front_of(caller)
