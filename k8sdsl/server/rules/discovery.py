"""The validation of discovery.k8s.io: EndpointSlice (pkg/apis/discovery/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

ADDRESS_TYPE = Rule(
    "discovery/address-type",
    "`addressType` of an EndpointSlice must be IPv4, IPv6 or FQDN.",
    "validateAddressType",
    "EndpointSlice",
    bad={"addressType": "IP"},
    good={"addressType": "IPv6"},
    remedy="write the value as listed, such as `addressType: IPv4`",
)
FQDN_DEPRECATED = Rule(
    "discovery/address-type-fqdn",
    "`addressType` of an EndpointSlice should not be FQDN, which is deprecated and not read by Kubernetes.",
    "endpointSliceStrategy.WarningsOnCreate",
    "EndpointSlice",
    bad={"addressType": "FQDN"},
    good={"addressType": "IPv4"},
    severity=Severity.WARNING,
    remedy="use `addressType: IPv4` with IP addresses, or a Service with `type: ExternalName` for a DNS name",
)
ADDRESSES = Rule(
    "discovery/addresses",
    "An endpoint must have 1 to 100 `addresses` of the slice's address type.",
    "validateEndpoints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["2001:db8::1"]}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"]}]},
    remedy="for example, write `endpoints: [{addresses: [10.1.2.3]}]`",
)
COUNT = Rule(
    "discovery/count",
    "An EndpointSlice must have at most 1000 `endpoints` and 20000 `ports`.",
    "ValidateEndpointSlice",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"]}] * 1001},
    good={"endpoints": [{"addresses": ["10.1.2.3"]}] * 3},
    remedy="split it into several slices with the same label `kubernetes.io/service-name`",
)
NODE_NAME = Rule(
    "discovery/node-name",
    "`nodeName` of an endpoint must be a valid node name.",
    "ValidateNodeName",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "nodeName": "Node_1"}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "nodeName": "node-1"}]},
    remedy="for example, write `nodeName: node-1`",
)
HOSTNAME = Rule(
    "discovery/hostname",
    "`hostname` of an endpoint must be a DNS label.",
    "validateEndpoints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "hostname": "pod.1"}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "hostname": "pod-1"}]},
    remedy="use lowercase letters, digits and dashes, such as `hostname: db-0`",
)
HINTS = Rule(
    "discovery/hints",
    "`hints` of an endpoint must have at most 8 entries each in `forZones` and `forNodes`, without repetitions.",
    "validateHints",
    "EndpointSlice",
    bad={"endpoints": [{"addresses": ["10.1.2.3"], "hints": {"forZones": [{"name": "a"}, {"name": "a"}]}}]},
    good={"endpoints": [{"addresses": ["10.1.2.3"], "hints": {"forZones": [{"name": "a"}, {"name": "b"}]}}]},
    remedy="for example, write `hints: {forZones: [{name: eu-1a}]}`",
)
PORT_NAME = Rule(
    "discovery/port-name",
    "The `name` of a port in an EndpointSlice must be empty or a DNS label, and unique in the slice.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80}, {"port": 443}]},
    good={"ports": [{"name": "http", "port": 80}, {"name": "https", "port": 443}]},
    remedy="for example, write `ports: [{name: http, port: 80}, {name: https, port: 443}]`",
)
PROTOCOL = Rule(
    "discovery/port-protocol",
    "`protocol` of a port in an EndpointSlice must be TCP, UDP or SCTP.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80, "protocol": "tcp"}]},
    good={"ports": [{"port": 80, "protocol": "UDP"}]},
    remedy="omit it for TCP, or write the value as listed, such as `protocol: UDP`",
)
APP_PROTOCOL = Rule(
    "discovery/port-app-protocol",
    "`appProtocol` must be a name, optionally after a domain and a slash.",
    "validatePorts",
    "EndpointSlice",
    bad={"ports": [{"port": 80, "appProtocol": "http 2"}]},
    good={"ports": [{"port": 80, "appProtocol": "kubernetes.io/h2c"}]},
    remedy="for example, write `appProtocol: http` or `appProtocol: kubernetes.io/h2c`",
)

CANONICAL_SINCE = 33
"""Since this version IPv6 addresses of a slice must be spelled canonically (IsValidIP)."""
MAX_ENDPOINTS, MAX_ADDRESSES, MAX_PORTS, MAX_HINTS = 1000, 100, 20000, 8


def validate_endpoint_slice(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges an EndpointSlice as ValidateEndpointSliceCreate does; v1 drops `deprecatedTopology`."""
    validate_object_meta(obj, problems, namespaced=True)
    kind = obj.get("addressType", "")
    if kind not in {"IPv4", "IPv6", "FQDN"}:
        refuse_choice(ADDRESS_TYPE, kind, ("IPv4", "IPv6", "FQDN"), "addressType", problems)
    elif kind == "FQDN":
        problems.add(FQDN_DEPRECATED, "addressType", "the address type FQDN is deprecated and not read by Kubernetes")
    endpoints = obj.get("endpoints") or ()
    if len(endpoints) > MAX_ENDPOINTS:
        problems.add(COUNT, "endpoints", f"there are {len(endpoints)} endpoints; at most {MAX_ENDPOINTS} are allowed")
    else:
        canonical = kind == "IPv6" and context.minor >= CANONICAL_SINCE
        strict = canonical or is_on("StrictIPCIDRValidation", context.minor)
        for index, endpoint in enumerate(endpoints):
            _endpoint(endpoint, kind, f"endpoints[{index}]", problems, strict=strict, canonical=canonical)
    ports = obj.get("ports") or ()
    if len(ports) > MAX_PORTS:
        problems.add(COUNT, "ports", f"there are {len(ports)} ports; at most {MAX_PORTS} are allowed")
    else:
        _ports(ports, problems)


def _endpoint(endpoint: Tree, kind: str, path: str, problems: Problems, *, strict: bool, canonical: bool) -> None:
    given = endpoint.get("addresses") or ()
    if not 1 <= len(given) <= MAX_ADDRESSES:
        problems.add(
            ADDRESSES, f"{path}.addresses", f"there are {len(given)} addresses; from 1 to {MAX_ADDRESSES} are allowed"
        )
    for index, address in enumerate(given):
        _address(address, kind, f"{path}.addresses", index, problems, strict=strict, canonical=canonical)
    node = endpoint.get("nodeName")
    if node is not None and (reason := formats.dns1123_subdomain(node)):
        problems.add(NODE_NAME, f"{path}.nodeName", f"{node!r} {reason}")
    hostname = endpoint.get("hostname")
    if hostname is not None and (reason := formats.dns1123_label(hostname)):
        problems.add(HOSTNAME, f"{path}.hostname", f"{hostname!r} {reason}")
    hints = endpoint.get("hints")
    if hints:
        zones = hints.get("forZones") or ()
        _hints(zones, f"{path}.hints.forZones", formats.label_value, problems)
        if len(zones) <= MAX_HINTS:
            _hints(hints.get("forNodes") or (), f"{path}.hints.forNodes", formats.dns1123_subdomain, problems)


def _address(
    address: str, kind: str, path: str, index: int, problems: Problems, *, strict: bool, canonical: bool
) -> None:
    at = f"{path}[{index}]"
    if kind == "FQDN":
        if reason := formats.fully_qualified_domain_name(address):
            problems.add(ADDRESSES, at, f"{address!r} {reason}")
        return
    if kind not in {"IPv4", "IPv6"}:
        return
    if reason := addresses.ip(address, strict=strict, canonical=canonical):
        problems.add(ADDRESSES, at, f"{address!r} {reason}")
        return
    if addresses.is_ipv6(address) != (kind == "IPv6"):
        # Upstream reports the list here, not the address.
        problems.add(ADDRESSES, path, f"{address!r} is not an {kind} address")
    if reason := addresses.not_special(address):
        problems.add(ADDRESSES, at, f"{address!r} {reason}")


def _hints(hints: Sequence[Tree], path: str, check: Callable[[str], str], problems: Problems) -> None:
    if len(hints) > MAX_HINTS:
        problems.add(HINTS, path, f"there are {len(hints)} hints; at most {MAX_HINTS} are allowed")
        return
    seen: set[str] = set()
    for index, hint in enumerate(hints):
        name = hint.get("name", "")
        if name in seen:
            problems.add(HINTS, f"{path}[{index}].name", f"{name!r} is listed more than once")
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
            problems.add(PORT_NAME, f"{path}.name", f"another port is already named {name!r}")
        seen.add(name)
        protocol = port.get("protocol", "TCP")
        if protocol not in {"TCP", "UDP", "SCTP"}:
            refuse_choice(PROTOCOL, protocol, ("TCP", "UDP", "SCTP"), f"{path}.protocol", problems)
        application = port.get("appProtocol")
        if application is not None and (reason := formats.qualified_name(application)):
            problems.add(APP_PROTOCOL, f"{path}.appProtocol", f"{application!r} {reason}")
