"""How services of a Compose file are reached: their Services, Ingresses and autoscalers, and their other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.kompose_labels import ingress_of, node_port_of, service_of_labels
from k8sdsl.importers.compose.shapes import as_list, as_map, text_of
from k8sdsl.importers.compose.values import dns_name
from k8sdsl.importers.compose.workloads import service_ports
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.importers.compose.kompose_labels import ServiceLabels
    from k8sdsl.tree import Tree

_NAMES = {80: "http", 443: "https", 3306: "mysql", 5432: "postgres", 6379: "redis", 27017: "mongo", 9200: "elastic"}
_TYPES = {"nodeport": "NodePort", "loadbalancer": "LoadBalancer"}


def network_objects(name: str, service: dict[str, Any], labels: ServiceLabels) -> list[Tree]:
    """The Service of a service with ports, and the Ingress that its labels ask for."""
    rows = list(dict.fromkeys((p.published, p.target, p.protocol) for p in service_ports(service)))
    if not rows:
        return []
    entries = []
    for published, target, protocol in rows:
        entry: Tree = {"port": published}
        if len(rows) > 1:
            entry = {"name": _port_name(published, protocol), **entry}
        if target != published:
            entry["targetPort"] = target
        if protocol != "TCP":
            entry["protocol"] = protocol
        entries.append(entry)
    spec: Tree = {"selector": {"app": name}, "ports": entries}
    asked = text_of(labels.get("kompose.service.type") or "").lower()
    if asked in _TYPES:
        spec |= {"type": _TYPES[asked], **service_of_labels(labels)}
        if (node_port := node_port_of(labels)) is not None:
            entries[0]["nodePort"] = node_port
    if asked == "headless":
        spec["clusterIP"] = "None"
    ingress = ingress_of(name, rows[0][0], labels)
    metadata = {"name": name, "labels": {"app": name}}
    tree = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
    return [tree] if ingress is None else [tree, ingress]


def autoscaler(name: str, labels: ServiceLabels) -> list[Tree]:
    """The HorizontalPodAutoscaler that labels ask for."""
    most = text_of(labels.get("kompose.hpa.replicas.max") or "")
    shares = {resource: text_of(labels.get(f"kompose.hpa.{resource}") or "") for resource in ("cpu", "memory")}
    metrics = [
        {
            "type": "Resource",
            "resource": {"name": resource, "target": {"type": "Utilization", "averageUtilization": number}},
        }
        for resource, share in shares.items()
        if (number := whole_number(share, 9)) is not None
    ]
    if not metrics:
        return []
    least = text_of(labels.get("kompose.hpa.replicas.min") or "")
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
        "minReplicas": whole_number(least, 9) or 1,
        "maxReplicas": whole_number(most, 9) or 3,
        "metrics": metrics,
    }
    return [
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": name},
            "spec": spec,
        }
    ]


def _port_name(number: int, protocol: str) -> str:
    known = _NAMES.get(number) if protocol == "TCP" else None
    return known or f"{protocol.lower()}-{number}"


def aliases_of(services: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The other names of each service: `aliases` of its networks, and the names that `links` of others give it."""
    taken = {dns_name(name) for name in services}
    found: dict[str, list[str]] = {}
    for service, alias in _named(services):
        name = dns_name(alias)
        if service in services and alias and name not in taken:
            taken.add(name)
            found.setdefault(service, []).append(name)
    return found


def _named(services: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, service in services.items():
        for network in as_map(service.get("networks")).values():
            for alias in as_list(as_map(network).get("aliases")):
                yield name, text_of(alias)
        for link in as_list(service.get("links")):
            linked, _, alias = text_of(link).partition(":")
            yield linked, alias
