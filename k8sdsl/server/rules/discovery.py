"""What the API server validates of discovery.k8s.io: EndpointSlice (pkg/apis/discovery/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

ADDRESS_TYPE = Rule(
    "discovery/address-type",
    "`addressType` is IPv4, IPv6 or FQDN.",
    "validateAddressType",
    "EndpointSlice",
    bad={"addressType": "IP"},
    good={"addressType": "IPv6"},
)
FQDN_DEPRECATED = Rule(
    "discovery/address-type-fqdn",
    "Endpoints of the type FQDN are deprecated: nothing in Kubernetes reads them.",
    "endpointSliceStrategy.WarningsOnCreate",
    "EndpointSlice",
    bad={"addressType": "FQDN"},
    good={"addressType": "IPv4"},
    severity=Severity.WARNING,
)
ADDRESSES = Rule(
    "discovery/addresses",
    "An endpoint has from 1 to 100 addresses of the type of the slice.",
    "validateEndpoints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["2001:db8::1"]}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"]}]},
)
SPELLING = Rule(
    "discovery/address-spelling",
    "An IPv6 address is spelt as in RFC 5952.",
    "GetWarningsForIP",
    "EndpointSlice",
    bad={"addressType": "IPv6", "endpoints": [{"addresses": ["2001:DB8::1"]}]},
    good={"addressType": "IPv6", "endpoints": [{"addresses": ["2001:db8::1"]}]},
    severity=Severity.WARNING,
)
COUNT = Rule(
    "discovery/count",
    "A slice has no more than 1000 endpoints and 20000 ports.",
    "ValidateEndpointSlice",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"]}] * 1001},
    good={"endpoints": [{"addresses": ["10.1.2.3"]}] * 3},
)
NODE_NAME = Rule(
    "discovery/node-name",
    "`nodeName` is the name of a Node.",
    "ValidateNodeName",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "nodeName": "Node_1"}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "nodeName": "node-1"}]},
)
HOSTNAME = Rule(
    "discovery/hostname",
    "`hostname` is a single DNS label.",
    "validateEndpoints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "hostname": "pod.1"}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "hostname": "pod-1"}]},
)
HINTS = Rule(
    "discovery/hints",
    "An endpoint is hinted to no more than 8 zones and 8 nodes, each named once.",
    "validateHints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "hints": {"forZones": [{"name": "a"}, {"name": "a"}]}}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "hints": {"forZones": [{"name": "a"}, {"name": "b"}]}}]},
)
PORT_NAME = Rule(
    "discovery/port-name",
    "Every port of a slice has its own name: none, or a DNS label.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80}, {"port": 443}]},
    good={"ports": [{"name": "http", "port": 80}, {"name": "https", "port": 443}]},
)
PROTOCOL = Rule(
    "discovery/port-protocol",
    "A protocol is TCP, UDP or SCTP.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80, "protocol": "tcp"}]},
    good={"ports": [{"port": 80, "protocol": "UDP"}]},
)
APP_PROTOCOL = Rule(
    "discovery/port-app-protocol",
    "`appProtocol` is a name, or a domain and a name: http, kubernetes.io/h2c.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80, "appProtocol": "http 2"}]},
    good={"ports": [{"port": 80, "appProtocol": "kubernetes.io/h2c"}]},
)

MAX_ENDPOINTS, MAX_ADDRESSES, MAX_PORTS, MAX_HINTS = 1000, 100, 20000, 8


def validate_endpoint_slice(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges an EndpointSlice as ValidateEndpointSliceCreate does; v1 drops `deprecatedTopology`, whatever it says."""
    validate_object_meta(obj, problems, namespaced=True)
    kind = obj.get("addressType", "")
    if kind not in {"IPv4", "IPv6", "FQDN"}:
        refuse_choice(ADDRESS_TYPE, kind, ("IPv4", "IPv6", "FQDN"), "addressType", problems)
    elif kind == "FQDN":
        problems.add(FQDN_DEPRECATED, "addressType", "FQDN endpoints are deprecated")
    endpoints = obj.get("endpoints") or ()
    if len(endpoints) > MAX_ENDPOINTS:
        problems.add(COUNT, "endpoints", f"{len(endpoints)} endpoints are more than {MAX_ENDPOINTS}")
    else:
        strict = context.minor >= addresses.STRICT_SINCE
        for index, endpoint in enumerate(endpoints):
            _endpoint(endpoint, kind, f"endpoints[{index}]", problems, strict=strict)
    ports = obj.get("ports") or ()
    if len(ports) > MAX_PORTS:
        problems.add(COUNT, "ports", f"{len(ports)} ports are more than {MAX_PORTS}")
    else:
        _ports(ports, problems)


def _endpoint(endpoint: Tree, kind: str, path: str, problems: Problems, *, strict: bool) -> None:
    given = endpoint.get("addresses") or ()
    if not 1 <= len(given) <= MAX_ADDRESSES:
        problems.add(ADDRESSES, f"{path}.addresses", f"{len(given)} addresses; from 1 to {MAX_ADDRESSES} are allowed")
    for index, address in enumerate(given):
        _address(address, kind, f"{path}.addresses", index, problems, strict=strict)
    node = endpoint.get("nodeName")
    if node is not None and (reason := formats.dns1123_subdomain(node)):
        problems.add(NODE_NAME, f"{path}.nodeName", f"{node!r} {reason}")
    hostname = endpoint.get("hostname")
    if hostname is not None and (reason := formats.dns1123_label(hostname)):
        problems.add(HOSTNAME, f"{path}.hostname", f"{hostname!r} {reason}")
    hints = endpoint.get("hints")
    if hints:
        _hints(hints.get("forZones") or (), f"{path}.hints.forZones", formats.label_value, problems)
        _hints(hints.get("forNodes") or (), f"{path}.hints.forNodes", formats.dns1123_subdomain, problems)


def _address(address: str, kind: str, path: str, index: int, problems: Problems, *, strict: bool) -> None:
    at = f"{path}[{index}]"
    if kind == "FQDN":
        if reason := formats.fully_qualified_domain_name(address):
            problems.add(ADDRESSES, at, f"{address!r} {reason}")
        return
    if kind not in {"IPv4", "IPv6"}:
        return
    if reason := addresses.ip(address, strict=strict):
        problems.add(ADDRESSES, at, f"{address!r} {reason}")
        return
    if addresses.is_ipv6(address) != (kind == "IPv6"):
        # Upstream names the list here, not the address.
        problems.add(ADDRESSES, path, f"{address!r} is no {kind} address")
    if reason := addresses.not_special(address):
        problems.add(ADDRESSES, at, f"{address!r} {reason}")
    if remark := addresses.spelling_remark(address):
        problems.add(SPELLING, at, f"{address} {remark}")


def _hints(hints: Sequence[Tree], path: str, check: Callable[[str], str], problems: Problems) -> None:
    if len(hints) > MAX_HINTS:
        problems.add(HINTS, path, f"{len(hints)} hints are more than {MAX_HINTS}")
        return
    seen: set[str] = set()
    for index, hint in enumerate(hints):
        name = hint.get("name", "")
        if name in seen:
            problems.add(HINTS, f"{path}[{index}].name", f"{name!r} is given twice")
        seen.add(name)
        if reason := check(name):
            problems.add(HINTS, f"{path}[{index}].name", f"{name!r} {reason}")


def _ports(ports: Sequence[Tree], problems: Problems) -> None:
    seen: set[str] = set()
    for index, port in enumerate(ports):
        path = f"ports[{index}]"
        name = port.get("name", "")  # SetDefaults_EndpointPort: none is the empty name
        if name and (reason := formats.dns1123_label(name)):
            problems.add(PORT_NAME, f"{path}.name", f"{name!r} {reason}")
        if name in seen:
            problems.add(PORT_NAME, f"{path}.name", f"{name!r} is the name of another port")
        seen.add(name)
        protocol = port.get("protocol", "TCP")
        if protocol not in {"TCP", "UDP", "SCTP"}:
            refuse_choice(PROTOCOL, protocol, ("TCP", "UDP", "SCTP"), f"{path}.protocol", problems)
        application = port.get("appProtocol")
        if application is not None and (reason := formats.qualified_name(application)):
            problems.add(APP_PROTOCOL, f"{path}.appProtocol", f"{application!r} {reason}")
