"""Cluster addresses and node ports are given to one Service only (`pkg/registry/core/service/storage/alloc.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics.addresses import contains, parse_cidr, parse_ip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.tree import Tree

CLUSTER_IP = Rule(
    "admission/cluster-ip",
    "`clusterIP` of a Service must be a free address in the cluster's range for Services.",
    "service/storage alloc.allocClusterIPs",
    "Service",
    remedy="remove `clusterIP` and `clusterIPs` from `spec`, so that the cluster assigns a free address",
)
IP_FAMILY = Rule(
    "admission/ip-family",
    "`ipFamilies` of a Service must be families that the cluster has ranges for.",
    "service/storage alloc.initIPFamilyFields",
    "Service",
    remedy="set `ipFamilyPolicy: PreferDualStack`, or remove `ipFamilies`",
)
NODE_PORT = Rule(
    "admission/node-port",
    "`nodePort` of a Service must be a port that no other Service has.",
    "service/storage alloc.allocNodePorts",
    "Service",
    remedy="remove it from `spec.ports`, so that the cluster assigns a free port",
)
NODE_PORT_RANGE = Rule(
    "admission/node-port-range",
    "`nodePort` of a Service must be in the cluster's range for node ports, by default 30000-32767.",
    "service/storage alloc.allocNodePorts",
    "Service",
    remedy="use a port from the range, such as `nodePort: 30080`, or remove it from `spec.ports`",
)
NODE_PORTS = (30000, 32767)
"""The range of node ports of a cluster that sets no other."""
SERVICE_RANGE = "10.96.0.0/12"
"""The range of addresses for Services of a cluster that sets no other."""


def validate(request: Request) -> None:
    """Refuses Services whose addresses or ports cannot be given to them."""
    spec = request.tree.get("spec") or {}
    if spec.get("type") == "ExternalName":
        return
    _check_addresses(request, spec)
    _check_ports(request, spec)


def _check_addresses(request: Request, spec: Tree) -> None:
    wanted = spec.get("clusterIPs") or [spec.get("clusterIP")]
    ranges = [parsed for parsed in map(parse_cidr, service_ranges(request.objects)) if parsed is not None]
    families = {bits for bits, _, _ in ranges}
    asked = {32 if family == "IPv4" else 128 for family in spec.get("ipFamilies") or ()}
    dual = spec.get("ipFamilyPolicy") == "RequireDualStack"
    selects_pods = "None" not in wanted or bool(spec.get("selector"))
    if families and selects_pods and (not asked <= families or (dual and len(families) < 2)):
        message = "the cluster does not have the IP families of the Service"
        request.problems.add(IP_FAMILY, "spec.ipFamilies", message)
    for index, address in enumerate(wanted):
        parsed = parse_ip(address) if address not in {None, "", "None"} else None
        if parsed is None:
            continue
        path = f"spec.clusterIPs[{index}]" if spec.get("clusterIPs") else "spec.clusterIP"
        bits, value = parsed
        if families and not any(contains(outer, (bits, value, bits)) for outer in ranges if outer[0] == bits):
            told = ", ".join(service_ranges(request.objects))
            request.problems.add(CLUSTER_IP, path, f"{address} is not in the range for Services, {told}")
        else:
            _check_free(request, CLUSTER_IP, path, address, _addresses)


def _check_ports(request: Request, spec: Tree) -> None:
    low, high = NODE_PORTS
    for index, port in enumerate(spec.get("ports") or () if spec.get("type") in _WITH_PORTS else ()):
        number = port.get("nodePort")
        path = f"spec.ports[{index}].nodePort"
        if number and not low <= number <= high:
            message = f"{number} is not in the range of node ports, {low}-{high}"
            request.problems.add(NODE_PORT_RANGE, path, message)
        elif number:
            _check_free(request, NODE_PORT, path, number, _ports)


def _check_free(
    request: Request, rule: Rule, path: str, wanted: object, of: Callable[[Tree], Iterable[object]]
) -> None:
    """Refuses an address or port that another Service has."""
    own = f"{request.namespace}/{request.name}"
    for service in request.objects.all("", "Service"):
        name = _name(service)
        if name != own and wanted in of(service):
            request.problems.add(rule, path, f"{wanted} belongs to Service {name}")


def service_ranges(objects: ClusterObjects) -> list[str]:
    """The ranges of addresses for Services: those of the cluster's ServiceCIDRs, or the usual one.

    None if the cluster may have ServiceCIDRs that are not known.
    """
    found = [
        cidr
        for tree in objects.all("networking.k8s.io", "ServiceCIDR")
        for cidr in (tree.get("spec") or {}).get("cidrs") or ()
    ]
    return found if found or objects.is_open("networking.k8s.io", "ServiceCIDR") else [SERVICE_RANGE]


def _addresses(service: Tree) -> list[object]:
    spec = service.get("spec") or {}
    return list(spec.get("clusterIPs") or [spec.get("clusterIP")])


def _ports(service: Tree) -> list[object]:
    spec = service.get("spec") or {}
    if spec.get("type") not in _WITH_PORTS:
        return []
    return [*(port.get("nodePort") for port in spec.get("ports") or ()), spec.get("healthCheckNodePort")]


def _name(service: Tree) -> str:
    metadata = service.get("metadata") or {}
    return f"{metadata.get('namespace') or 'default'}/{metadata.get('name')}"


_WITH_PORTS = ("LoadBalancer", "NodePort")
