"""What a Service uses of a quota (`services.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def usage(service: Tree) -> Amounts:
    """One Service, its load balancer, and the node ports that it will get."""
    spec = service.get("spec") or {}
    ports = spec.get("ports") or []
    used = {"count/services": NANO, "services": NANO, "services.loadbalancers": 0, "services.nodeports": 0}
    if spec.get("type") == "NodePort":
        used["services.nodeports"] = len(ports) * NANO
    elif spec.get("type") == "LoadBalancer":
        if spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
        used["services.nodeports"] = len(ports) * NANO
        used["services.loadbalancers"] = NANO
    return used
