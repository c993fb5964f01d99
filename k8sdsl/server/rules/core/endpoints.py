"""Endpoints (core/validation `ValidateEndpoints`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

SUBSET = Rule(
    "core/endpoints-subset",
    "An entry of `subsets` must have `addresses` or `notReadyAddresses`.",
    "validateEndpointSubsets",
    "Endpoints",
    bad={"subsets": [{"ports": [{"port": 80}]}]},
    good={"subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 80}]}]},
    remedy="add an address: `subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]`",
)
ADDRESS = Rule(
    "core/endpoints-address",
    "An endpoint's `ip` must be a routable IP address, its `hostname` a DNS label, and its `nodeName` a DNS name.",
    "validateEndpointAddress",
    "Endpoints",
    bad={"subsets": [{"addresses": [{"ip": "127.0.0.1"}]}]},
    good={"subsets": [{"addresses": [{"ip": "10.1.2.3", "hostname": "web-0"}]}]},
    remedy="for example, write `{ip: 10.1.2.3, hostname: db-0}`; loopback and link-local addresses are not allowed",
)
PORT = Rule(
    "core/endpoints-port",
    "An endpoint's `port` must be from 1 to 65535, with a valid `protocol`, and a `name` if there are several.",
    "validateEndpointPort",
    "Endpoints",
    bad={"subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 0}]}]},
    good={"subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 80, "protocol": "UDP"}]}]},
    remedy="for example, write `{name: http, port: 8080, protocol: TCP}`",
)
DEPRECATED = Rule(
    "core/endpoints-deprecated",
    "`kind: Endpoints` should be replaced with EndpointSlice, since it is deprecated as of 1.33.",
    "APILifecycleDeprecated",
    "Endpoints",
    severity=Severity.WARNING,
    remedy="use `apiVersion: discovery.k8s.io/v1` and `kind: EndpointSlice`",
)
SPELLING = Rule(
    "core/endpoints-spelling",
    "An IPv6 address in `subsets` should be written as RFC 5952 recommends.",
    "GetWarningsForIP",
    "Endpoints",
    bad={"subsets": [{"addresses": [{"ip": "2001:DB8::1"}]}]},
    good={"subsets": [{"addresses": [{"ip": "2001:db8::1"}]}]},
    severity=Severity.WARNING,
    remedy="use lowercase and `::` for the longest run of zeros, such as `2001:db8::1`",
)

PROTOCOLS = frozenset(("SCTP", "TCP", "UDP"))


def validate_endpoints(obj: Tree, problems: Problems, context: Context) -> None:
    """Endpoints on create."""
    validate_object_meta(obj, problems, namespaced=True)
    if context.minor >= 33:  # KEP-4974 deprecates Endpoints in favour of EndpointSlices.
        problems.add(DEPRECATED, "", "v1 Endpoints are deprecated")
    for index, subset in enumerate(obj.get("subsets") or ()):
        _validate_subset(subset, f"subsets[{index}]", problems, strict=is_on("StrictIPCIDRValidation", context.minor))


def _validate_subset(subset: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    if not subset.get("addresses") and not subset.get("notReadyAddresses"):
        problems.add(SUBSET, path, "must have addresses or notReadyAddresses")
    for field in ("addresses", "notReadyAddresses"):
        for index, address in enumerate(subset.get(field) or ()):
            _validate_address(address, f"{path}.{field}[{index}]", problems, strict=strict)
    ports = subset.get("ports") or ()
    for index, port in enumerate(ports):
        _validate_port(port, f"{path}.ports[{index}]", problems, named=len(ports) > 1)


def _validate_address(address: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    ip = address.get("ip", "")
    reason = addresses.ip(ip, strict=strict) or addresses.not_special(ip)
    if reason:
        problems.add(ADDRESS, f"{path}.ip", f"{ip!r} {reason}")
    elif warning := addresses.spelling_warning(ip):
        problems.add(SPELLING, f"{path}.ip", f"{ip!r} {warning}")
    hostname, node = address.get("hostname"), address.get("nodeName")
    if hostname and (reason := formats.dns1123_label(hostname)):
        problems.add(ADDRESS, f"{path}.hostname", f"{hostname!r} {reason}")
    if node is not None and (reason := formats.dns1123_subdomain(node)):
        problems.add(ADDRESS, f"{path}.nodeName", f"{node!r} {reason}")


def _validate_port(port: Tree, path: str, problems: Problems, *, named: bool) -> None:
    name, number = port.get("name", ""), port.get("port", 0)
    if not name and named:
        problems.add(PORT, f"{path}.name", "a name is required because there are several ports")
    elif name and (reason := formats.dns1123_label(name)):
        problems.add(PORT, f"{path}.name", f"{name!r} {reason}")
    if not 1 <= number <= 65535:
        problems.add(PORT, f"{path}.port", f"{number} is not between 1 and 65535")
    protocol = port.get("protocol") or "TCP"
    if protocol not in PROTOCOLS:
        refuse_choice(PORT, protocol, ("SCTP", "TCP", "UDP"), f"{path}.protocol", problems)
    application = port.get("appProtocol")
    if application is not None and (reason := formats.qualified_name(application)):
        problems.add(PORT, f"{path}.appProtocol", f"{application!r} {reason}")
