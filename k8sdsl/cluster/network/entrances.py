"""What Ingresses, OpenShift's Routes and routes of the Gateway API let in from outside, by way of their controller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.network.ports import NONE, Ports, ports, union
from k8sdsl.kube.versions import NEWEST
from k8sdsl.system.grants import GRANT_KIND, is_granted
from k8sdsl.system.members import Member
from k8sdsl.system.reading import ReferenceReader
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import Peer
    from k8sdsl.system.members import Reference
    from k8sdsl.tree import Tree

_GATEWAY_GROUP = "gateway.networking.k8s.io"
_ROUTE = "Route.route.openshift.io"
_PROTOCOLS = {
    "Ingress": "TCP",
    _ROUTE: "TCP",
    **{f"{kind}.{_GATEWAY_GROUP}": "TCP" for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")},
    f"UDPRoute.{_GATEWAY_GROUP}": "UDP",
}
"""The kinds that let in what is outside, with the protocol; which of their fields lead to Services is in the table."""

_ANY: tuple[str, object] = "", None
"""What is known of a pod behind a Service with an empty selector."""


class Entrance(NamedTuple):
    """A Service that an Ingress or route leads to, and the port of it that is asked for; None for all."""

    namespace: str
    service: str
    port: int | str | None
    protocol: str = "TCP"


class Entrances:
    """The ways from outside into a set of objects."""

    __slots__ = ("_services", "_ways")

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        members = [member for tree in documents if (member := _member(tree)) is not None]
        self._services = {(one.namespace, one.name): one.spec for one in members if one.kind == "Service"}
        self._ways: dict[tuple[str, str, object], list[Entrance]] = {}
        for way in _entrances(members):
            selector = self._services.get((way.namespace, way.service), {}).get("selector")
            if selector is not None:
                first: tuple[str, object] = next(iter(selector.items()), _ANY)
                self._ways.setdefault((way.namespace, *first), []).append(way)

    def ports_into(self, peer: Peer) -> Ports:
        """The ports of a pod that can be reached from outside, regardless of policies."""
        labels: list[tuple[str, object]] = [*peer.labels.items(), _ANY]
        ways = [way for label in labels for way in self._ways.get((peer.namespace, *label), ())]
        return union(self._through(way, peer) for way in ways)

    def _through(self, way: Entrance, peer: Peer) -> Ports:
        service = self._services[way.namespace, way.service]
        if any(peer.labels.get(k) != v for k, v in service["selector"].items()):
            return NONE
        return union(_into(target, peer, way.protocol) for target in _targets(service, way.port))


def _targets(service: Tree, wanted: int | str | None) -> Iterator[int | str]:
    """The target ports behind the port of a Service that is asked for; all of them if none is."""
    for port in service.get("ports") or ():
        target = port.get("targetPort") or port.get("port") or 0
        if wanted is None:
            yield target
        elif wanted in {port.get("name"), port.get("port"), port.get("targetPort")}:
            yield target
            return


def _into(target: int | str, peer: Peer, protocol: str) -> Ports:
    if isinstance(target, str):
        named = peer.port_named(target)
        if named is None or named[0] != protocol:
            return NONE
        target = named[1]
    return ports(protocol, target, target) if peer.listens_on(target, protocol) else NONE


def _member(tree: Mapping[str, Any]) -> Member | None:
    """An object that decides what comes in, if it is one: built-in kinds as the server reads them."""
    member = Member(dict(tree))
    if member.kind in {"Service", "Ingress"}:
        decoded = decode(tree, NEWEST)
        return Member(decoded.tree) if decoded is not None else None
    return member if member.kind in _PROTOCOLS or member.kind == GRANT_KIND else None


def _entrances(members: list[Member]) -> Iterator[Entrance]:
    """The Services that Ingresses and routes lead to. A route of a Service is for traffic within the cluster."""
    reader = ReferenceReader()
    grants = [member for member in members if member.kind == GRANT_KIND]
    for member in members:
        if member.kind not in _PROTOCOLS:
            continue
        reader.read(member)
        parents = [one for one in member.uses if one.field.use == "is served by" and one.field.port]
        if parents and all(one.kind == "Service" for one in parents):
            continue
        for one in (one for one in member.uses if one.field.use == "routes to" and one.kind == "Service"):
            if one.namespace == member.namespace or is_granted(one, grants):
                yield Entrance(one.namespace, one.name, _port(one), _PROTOCOLS[member.kind])


def _port(reference: Reference) -> int | str | None:
    """The port that is asked for: beside the name of the Service, or once for all Services of a Route."""
    if reference.source.kind != _ROUTE:
        return reference.port
    port = get(reference.source.tree, ("spec", "port", "targetPort"))
    return port if isinstance(port, (int, str)) else None
