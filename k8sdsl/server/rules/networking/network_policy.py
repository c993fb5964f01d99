"""NetworkPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector, validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

PROTOCOL = Rule(
    "networking/policy-protocol",
    "The `protocol` of a port in a NetworkPolicy must be TCP, UDP or SCTP.",
    "ValidateNetworkPolicyPort",
    "NetworkPolicy",
    bad={"spec.ingress": [{"ports": [{"protocol": "tcp"}]}]},
    good={"spec.ingress": [{"ports": [{"protocol": "TCP"}]}]},
    remedy="write the value as listed, such as `protocol: UDP`, or omit it for TCP",
)
PORT = Rule(
    "networking/policy-port",
    "The `port` in a NetworkPolicy must be a number from 1 to 65535 or the name of a container port.",
    "ValidateNetworkPolicyPort",
    "NetworkPolicy",
    bad={"spec.ingress": [{"ports": [{"port": 0}]}]},
    good={"spec.ingress": [{"ports": [{"port": "http"}]}]},
    remedy="write a number without quotes, such as `port: 5432`, or a name such as `port: http`",
)
END_PORT = Rule(
    "networking/policy-end-port",
    "`endPort` requires a numeric `port` and must not be less than it.",
    "ValidateNetworkPolicyPort",
    "NetworkPolicy",
    bad={"spec.ingress": [{"ports": [{"port": 90, "endPort": 80}]}]},
    good={"spec.ingress": [{"ports": [{"port": 80, "endPort": 90}]}]},
    remedy="for example, write `{port: 32000, endPort: 32768}`",
)
PEER = Rule(
    "networking/policy-peer",
    "A peer in `from` or `to` must have `podSelector`, `namespaceSelector` or both, or only `ipBlock`.",
    "ValidateNetworkPolicyPeer",
    "NetworkPolicy",
    bad={"spec.ingress": [{"from": [{"podSelector": {}, "ipBlock": {"cidr": "10.0.0.0/8"}}]}]},
    good={"spec.ingress": [{"from": [{"podSelector": {}}, {"ipBlock": {"cidr": "10.0.0.0/8"}}]}]},
    remedy="write `ipBlock` as an entry of its own: `from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]`",
)
IP_BLOCK = Rule(
    "networking/policy-ip-block",
    "`ipBlock.cidr` and its `except` must be IP ranges in CIDR notation.",
    "ValidateIPBlock",
    "NetworkPolicy",
    bad={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.1"}}]}]},
    good={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]},
    remedy="for example, write `ipBlock: {cidr: 10.0.0.0/8}`, and `10.1.2.3/32` for a single address",
)
EXCEPT = Rule(
    "networking/policy-except",
    "An entry of `ipBlock.except` must be a smaller range inside `cidr`.",
    "ValidateIPBlock",
    "NetworkPolicy",
    bad={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["192.168.0.0/16"]}}]}]},
    good={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}]}]},
    remedy="for example, write `ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}`",
)
SPELLING = Rule(
    "networking/policy-ip-spelling",
    "An IPv6 range in `ipBlock` should be written as RFC 5952 recommends.",
    "GetWarningsForCIDR",
    "NetworkPolicy",
    bad={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "2001:DB8::/32"}}]}]},
    good={"spec.ingress": [{"from": [{"ipBlock": {"cidr": "2001:db8::/32"}}]}]},
    severity=Severity.WARNING,
    remedy="use lowercase and `::` for the longest run of zeros, such as `2001:db8::/32`",
)
POLICY_TYPES = Rule(
    "networking/policy-types",
    "`policyTypes` must contain only Ingress and Egress.",
    "ValidateNetworkPolicySpec",
    "NetworkPolicy",
    bad={"spec.policyTypes": ["ingress"]},
    good={"spec.policyTypes": ["Ingress", "Egress"]},
    remedy="for example, write `policyTypes: [Ingress, Egress]`",
)


def validate_network_policy(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a NetworkPolicy as ValidateNetworkPolicy does."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    validate_label_selector(spec.get("podSelector"), "spec.podSelector", problems)
    strict = is_on("StrictIPCIDRValidation", context.minor)
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction) or ()):
            path = f"spec.{direction}[{index}]"
            for at, port in enumerate(rule.get("ports") or ()):
                _port(port, f"{path}.ports[{at}]", problems)
            for at, peer in enumerate(rule.get(peers) or ()):
                _peer(peer, f"{path}.{peers}[{at}]", problems, strict=strict)
    _policy_types(spec.get("policyTypes") or (), problems)


def _policy_types(types: Sequence[str], problems: Problems) -> None:
    if len(types) > 2:
        problems.add(POLICY_TYPES, "spec.policyTypes", f"there are {len(types)} types; at most 2 are allowed")
        return
    for index, kind in enumerate(types):
        if kind not in {"Ingress", "Egress"}:
            refuse_choice(POLICY_TYPES, kind, ("Ingress", "Egress"), f"spec.policyTypes[{index}]", problems)


def _port(port: Tree, path: str, problems: Problems) -> None:
    protocol = port.get("protocol", "TCP")  # SetDefaults_NetworkPolicyPort
    if protocol not in {"TCP", "UDP", "SCTP"}:
        refuse_choice(PROTOCOL, protocol, ("TCP", "UDP", "SCTP"), f"{path}.protocol", problems)
    number, end = port.get("port"), port.get("endPort")
    if number is None:
        if end is not None:
            problems.add(END_PORT, f"{path}.endPort", f"{end} is set without a port")
    elif isinstance(number, str):
        if end is not None:
            problems.add(END_PORT, f"{path}.endPort", f"{end} cannot be combined with a port name")
        if reason := formats.port_name(number):
            problems.add(PORT, f"{path}.port", f"{number!r} {reason}")
    else:
        if not 1 <= number <= 65535:
            problems.add(PORT, f"{path}.port", f"{number} is not between 1 and 65535")
        if end is not None:
            if end < number:
                problems.add(END_PORT, f"{path}.endPort", f"{end} must not be less than the port {number}")
            if not 1 <= end <= 65535:
                problems.add(END_PORT, f"{path}.endPort", f"{end} is not between 1 and 65535")


def _peer(peer: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    selectors = [field for field in ("podSelector", "namespaceSelector") if peer.get(field) is not None]
    for field in selectors:
        validate_label_selector(peer[field], f"{path}.{field}", problems)
    block = peer.get("ipBlock")
    if block is not None:
        _ip_block(block, f"{path}.ipBlock", problems, strict=strict)
        if selectors:
            problems.add(PEER, path, f"ipBlock cannot be combined with {selectors[0]} in one peer")
    elif not selectors:
        problems.add(PEER, path, "the peer is empty; set podSelector, namespaceSelector or ipBlock")


def _ip_block(block: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    text = block.get("cidr", "")
    if not text:
        problems.add(IP_BLOCK, f"{path}.cidr", "cidr is required")
        return
    if _range(text, f"{path}.cidr", problems, strict=strict) is None:
        return
    outer = addresses.parse_cidr(text)
    for index, exception in enumerate(block.get("except") or ()):
        at = f"{path}.except[{index}]"
        inner = _range(exception, at, problems, strict=strict)
        if inner and outer and (inner[2] <= outer[2] or not addresses.contains(outer, inner)):
            problems.add(EXCEPT, at, f"{exception} is not a smaller range inside {text}")


def _range(text: str, path: str, problems: Problems, *, strict: bool) -> tuple[int, int, int] | None:
    """The range as read leniently, which decides upstream whether validation continues."""
    if reason := addresses.cidr(text, strict=strict):
        problems.add(IP_BLOCK, path, f"{text!r} {reason}")
    elif warning := addresses.spelling_warning(text):
        problems.add(SPELLING, path, f"{text} {warning}")
    return addresses.parse_cidr(text)
