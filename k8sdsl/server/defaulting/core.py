"""Defaults of the core group beside pods (core/v1 `defaults.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def default_service(service: Tree, _minor: int) -> None:
    """What depends on the type of the Service, and the target of its ports."""
    spec = service.setdefault("spec", {})
    kind = spec.get("type") or "ClusterIP"
    _default_affinity(spec)
    for port in spec.get("ports", ()):
        if not port.get("targetPort"):
            port["targetPort"] = port.get("port", 0)
    reachable = kind in {"LoadBalancer", "NodePort"} or (kind == "ClusterIP" and bool(spec.get("externalIPs")))
    if reachable and not spec.get("externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if kind in {"NodePort", "LoadBalancer", "ClusterIP"}:
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)


def _default_affinity(spec: Tree) -> None:
    affinity = spec.get("sessionAffinity") or "None"
    if affinity == "None":
        spec.pop("sessionAffinityConfig", None)
    elif affinity == "ClientIP":
        client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        if client.get("timeoutSeconds") is None:
            spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": 10800}}


def default_replication_controller(controller: Tree, _minor: int) -> None:
    """Without a selector or labels it takes the labels of its template."""
    spec = controller.setdefault("spec", {})
    labels = spec.get("template", {}).get("metadata", {}).get("labels")
    if labels is None:
        return
    if not spec.get("selector"):
        spec["selector"] = dict(labels)
    meta = controller.setdefault("metadata", {})
    if not meta.get("labels"):
        meta["labels"] = dict(labels)


def default_namespace(namespace: Tree, _minor: int) -> None:
    """Its name is a label of it."""
    meta = namespace.setdefault("metadata", {})
    if meta.get("name"):
        meta.setdefault("labels", {})["kubernetes.io/metadata.name"] = meta["name"]


def default_node(node: Tree, _minor: int) -> None:
    """What is there can be allocated."""
    status = node.get("status") or {}
    if status.get("allocatable") is None and status.get("capacity") is not None:
        status["allocatable"] = dict(status["capacity"])


def default_limit_range_item(item: Tree, _minor: int) -> None:
    """The defaults of containers: limits from the maxima, and requests from those or the minima."""
    if item.get("type") != "Container":
        return
    limits = {**item.get("max", {}), **item.get("default", {})}
    requests = {**item.get("min", {}), **limits, **item.get("defaultRequest", {})}
    for field, amounts in (("default", limits), ("defaultRequest", requests)):
        if amounts:
            item[field] = amounts
