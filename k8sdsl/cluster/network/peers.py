"""The sides of connections: workloads of the cluster, and ranges of addresses outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.pod_templates import pod_of, pod_path
from k8sdsl.kube.versions import NEWEST
from k8sdsl.semantics.addresses import canonical_ip, parse_cidr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from k8sdsl.tree import Tree

    AddressBounds = tuple[int, int]
    LabelMap = Mapping[str, str]

OUTSIDE = (0, 2**32 - 1)
"""All addresses of IPv4, as the first and the last of a range."""


class Peer:
    """Pods that policies cannot tell apart: their labels, those of their namespace, and the ports that they name."""

    __slots__ = ("key", "labels", "namespace", "namespace_labels", "ports")

    def __init__(self, namespace: str, labels: LabelMap, namespace_labels: LabelMap, ports: list[Tree]) -> None:
        self.namespace = namespace
        self.labels = labels
        self.namespace_labels = namespace_labels
        self.ports = ports
        named = sorted(
            (port.get("name") or "", port.get("protocol") or "TCP", port.get("containerPort") or 0) for port in ports
        )
        self.key = (namespace, tuple(sorted(labels.items())), tuple(named))

    def port_named(self, name: str) -> tuple[str, int] | None:
        """The protocol and number of the first container port of a name."""
        for port in self.ports:
            if port.get("name") == name:
                return port.get("protocol") or "TCP", port.get("containerPort") or 0
        return None

    def listens_on(self, number: int, protocol: str = "TCP") -> bool:
        """Whether a container names a port."""
        return any(p.get("containerPort") == number and (p.get("protocol") or "TCP") == protocol for p in self.ports)


class PolicyPeer(NamedTuple):
    """One side of connections by its name, `namespace/name[Kind]`, and its pods; several if their labels differ."""

    name: str
    pods: tuple[Peer, ...]


def workloads(documents: Iterable[Mapping[str, Any]], namespaces: Mapping[str, LabelMap]) -> list[PolicyPeer]:
    """The workloads of a set of objects; pods with an owner belong to it."""
    found: dict[str, dict[object, Peer]] = {}
    for tree in documents:
        decoded = decode(tree, NEWEST)
        path = pod_path(decoded.gvk.group, decoded.gvk.kind) if decoded is not None else None
        if decoded is None or path is None or decoded.gvk.kind == "PodTemplate":
            continue
        metadata = decoded.tree.get("metadata") or {}
        namespace = metadata.get("namespace") or "default"
        name, kind = _owner(metadata) if not path else (metadata.get("name") or "", decoded.gvk.kind)
        pod = pod_of(decoded.tree, path)
        labels = (pod.get("metadata") or {}).get("labels") or {}
        containers = (pod.get("spec") or {}).get("containers") or ()
        ports = [port for container in containers for port in container.get("ports") or ()]
        peer = Peer(namespace, labels, namespace_labels(namespaces, namespace), ports)
        found.setdefault(f"{namespace}/{name}[{kind}]", {}).setdefault(peer.key, peer)
    return [PolicyPeer(name, tuple(pods.values())) for name, pods in found.items()]


def _owner(metadata: Tree) -> tuple[str, str]:
    """The name and kind that stand for a pod: its controller's, or its own."""
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("controller") and reference.get("kind") != "Node":
            return reference.get("name") or "", reference.get("kind") or "Pod"
    return metadata.get("name") or metadata.get("generateName") or "", "Pod"


def namespaces_of(documents: Iterable[Mapping[str, Any]]) -> dict[str, LabelMap]:
    """The labels of the namespaces among objects."""
    found: dict[str, LabelMap] = {}
    for tree in documents:
        if tree.get("kind") == "Namespace" and tree.get("apiVersion") == "v1":
            decoded = decode(tree, NEWEST)
            metadata = (decoded.tree.get("metadata") or {}) if decoded is not None else {}
            found[metadata.get("name") or ""] = metadata.get("labels") or {}
    return found


def namespace_labels(namespaces: Mapping[str, LabelMap], name: str) -> LabelMap:
    """The labels of a namespace with the one that the server adds."""
    return {"kubernetes.io/metadata.name": name, **namespaces.get(name, {})}


def address_ranges(cidrs: Iterable[str]) -> list[AddressBounds]:
    """All IPv4 addresses, cut where one of the given ranges begins or ends."""
    starts = {OUTSIDE[0]}
    for cidr in cidrs:
        bounds = range_of(cidr)
        if bounds is not None:
            starts |= {bounds[0], bounds[1] + 1}
    ordered = sorted(start for start in starts if start <= OUTSIDE[1])
    return list(zip(ordered, [start - 1 for start in ordered[1:]] + [OUTSIDE[1]], strict=True))


def range_of(cidr: str) -> AddressBounds | None:
    """The first and last address of an IPv4 range; None for IPv6 and for what is not a range."""
    parsed = parse_cidr(cidr)
    if parsed is None or parsed[0] != 32:
        return None
    _, value, length = parsed
    size = 2 ** (32 - length)
    first = value - value % size
    return first, first + size - 1


def range_name(bounds: AddressBounds) -> str:
    """A range of addresses as text: `10.0.0.0-10.255.255.255`."""
    return f"{canonical_ip(32, bounds[0])}-{canonical_ip(32, bounds[1])}"
