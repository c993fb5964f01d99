"""Ports of nodes, which only one Service can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

TAKEN = Rule(
    "set/node-port-taken",
    "Two Services must not use the same `nodePort`.",
    "portallocator.PortAllocator.Allocate",
    bad={
        "Service/web": {"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}},
        "Service/proxy": {"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}},
    },
    good={
        "Service/web": {"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}},
        "Service/proxy": {"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30081}]}},
    },
    remedy="set another number, such as `nodePort: 30081`, or remove it so that the cluster assigns one",
)


def check(graph: Graph, report: Report) -> None:
    """Reports node ports that two Services ask for: the server refuses the second."""
    held: dict[tuple[int, str], Member] = {}
    for service in sorted(graph.of_kind("Service"), key=lambda one: (one.namespace, one.name)):
        if str(service.spec.get("type")) not in {"NodePort", "LoadBalancer"}:
            continue
        for index, port in maps_in(service.spec.get("ports")):
            number = port.get("nodePort")
            if type(number) is not int or number == 0:
                continue
            first = held.setdefault((number, str(port.get("protocol") or "TCP")), service)
            other = (first.name, first.namespace) != (service.name, service.namespace)
            if other and graph.together(first, service):
                message = f"{first.title} in {first.namespace} already uses node port {number}"
                report.add(TAKEN, service, ("spec", "ports", index, "nodePort"), message)
