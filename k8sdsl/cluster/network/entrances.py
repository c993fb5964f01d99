"""What Ingresses, OpenShift's Routes and routes of the Gateway API let in from outside, by way of their controller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.network.ports import NONE, Ports, ports, union
from k8sdsl.kube.versions import NEWEST
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import Peer
    from k8sdsl.tree import Tree


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
        self._services: dict[tuple[str, str], Tree] = {}
        self._ways: list[Entrance] = []
        documents = list(documents)
        self._ways += gateway_entrances(documents)
        for tree in documents:
            kind = tree.get("kind")
            if kind == "Route" and str(tree.get("apiVersion")).startswith("route.openshift.io/"):
                self._ways += _from_route(tree)
            elif isinstance(kind, str) and kind in {"Ingress", "Service"}:
                decoded = decode(tree, NEWEST)
                if decoded is None:
                    continue
                metadata, spec = decoded.tree.get("metadata") or {}, decoded.tree.get("spec") or {}
                namespace = metadata.get("namespace") or "default"
                if kind == "Service":
                    self._services[namespace, metadata.get("name") or ""] = spec
                else:
                    self._ways += _from_ingress(spec, namespace)

    def ports_into(self, peer: Peer) -> Ports:
        """The ports of a pod that can be reached from outside, regardless of policies."""
        opened = [self._through(way, peer) for way in self._ways if way.namespace == peer.namespace]
        return union(opened)

    def _through(self, way: Entrance, peer: Peer) -> Ports:
        service = self._services.get((way.namespace, way.service))
        selector = (service or {}).get("selector")
        if service is None or selector is None or any(peer.labels.get(k) != v for k, v in selector.items()):
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


def _from_ingress(spec: Tree, namespace: str) -> Iterator[Entrance]:
    backends = [spec.get("defaultBackend") or {}]
    for rule in spec.get("rules") or ():
        backends += [path.get("backend") or {} for path in (rule.get("http") or {}).get("paths") or ()]
    for backend in backends:
        service = backend.get("service")
        if service is not None:
            port = service.get("port") or {}
            yield Entrance(namespace, service.get("name") or "", port.get("name") or port.get("number"))


_GATEWAY_GROUP = "gateway.networking.k8s.io"
_GATEWAY_ROUTES = {"HTTPRoute": "TCP", "GRPCRoute": "TCP", "TLSRoute": "TCP", "TCPRoute": "TCP", "UDPRoute": "UDP"}


def gateway_entrances(documents: Iterable[Mapping[str, Any]]) -> Iterator[Entrance]:
    """The Services that routes of Gateways lead to.

    A route of a Service is for traffic within the cluster. Services of other namespaces must be granted.
    """
    granted: set[tuple[str, str, str, str]] = set()
    routes = []
    for tree in documents:
        if str(tree.get("apiVersion")).partition("/")[0] == _GATEWAY_GROUP:
            if tree.get("kind") == "ReferenceGrant":
                granted.update(_grants(tree))
            elif str(tree.get("kind")) in _GATEWAY_ROUTES:
                routes.append(tree)
    for tree in routes:
        namespace = str(_map(tree.get("metadata")).get("namespace") or "default")
        spec, kind = _map(tree.get("spec")), str(tree.get("kind"))
        parents = [parent for _, parent in maps_in(spec.get("parentRefs"))]
        if parents and all(parent.get("kind", "Gateway") == "Service" for parent in parents):
            continue
        for _, rule in maps_in(spec.get("rules")):
            for _, backend in maps_in(rule.get("backendRefs")):
                there, name = str(backend.get("namespace") or namespace), str(backend.get("name") or "")
                if backend.get("kind", "Service") != "Service" or backend.get("group"):
                    continue
                if there == namespace or not granted.isdisjoint(
                    ((there, kind, namespace, name), (there, kind, namespace, ""))
                ):
                    port = backend.get("port")
                    yield Entrance(there, name, port if isinstance(port, int) else None, _GATEWAY_ROUTES[kind])


def _grants(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Namespace, kind of route, its namespace, and the name of a Service (empty for all), as a grant allows."""
    namespace = str(_map(tree.get("metadata")).get("namespace") or "default")
    spec = _map(tree.get("spec"))
    for _, source in maps_in(spec.get("from")):
        for _, target in maps_in(spec.get("to")):
            if target.get("kind") == "Service":
                yield namespace, str(source.get("kind")), str(source.get("namespace")), str(target.get("name") or "")


def _from_route(tree: Mapping[str, Any]) -> Iterator[Entrance]:
    metadata, spec = _map(tree.get("metadata")), _map(tree.get("spec"))
    port = _map(spec.get("port")).get("targetPort")
    others = spec.get("alternateBackends")
    for backend in [_map(spec.get("to")), *map(_map, others if isinstance(others, list) else ())]:
        if backend.get("kind", "Service") == "Service":
            namespace, name = metadata.get("namespace"), backend.get("name")
            yield Entrance(str(namespace or "default"), str(name or ""), port if isinstance(port, (int, str)) else None)


def _map(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}
