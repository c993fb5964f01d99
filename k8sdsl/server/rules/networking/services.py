"""IPAddress and ServiceCIDR: the sources of the addresses of Services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

PARENT = Rule(
    "networking/ip-address-parent",
    "`parentRef` of an IPAddress must have a `resource` and a `name`.",
    "validateIPAddressParentReference",
    "IPAddress",
    bad={"spec": {}},
    good={"spec": {"parentRef": {"resource": "services", "name": "web", "namespace": "default"}}},
    remedy="for example, write `parentRef: {resource: services, name: web, namespace: default}`",
)
CIDRS = Rule(
    "networking/service-cidrs",
    "`cidrs` of a ServiceCIDR must contain one range, or one of each IP family.",
    "validateServiceCIDRSpec",
    "ServiceCIDR",
    bad={"spec.cidrs": ["10.0.0.0/16", "10.1.0.0/16"]},
    good={"spec.cidrs": ["10.0.0.0/16", "2001:db8::/64"]},
    remedy='for example, write `cidrs: [10.0.0.0/16, "2001:db8::/64"]`',
)
CIDR = Rule(
    "networking/service-cidr",
    "A range in `cidrs` must be in canonical CIDR notation, without bits beyond the prefix length.",
    "IsValidCIDR",
    "ServiceCIDR",
    bad={"spec.cidrs": ["10.0.0.1/16"]},
    good={"spec.cidrs": ["10.0.0.0/16"]},
    remedy="write the network address, such as `10.96.0.0/16` instead of `10.96.1.1/16`",
)


def _canonical(name: str) -> str:
    return addresses.ip(name, canonical=True)


def validate_ip_address(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges an IPAddress as ValidateIPAddress does."""
    meta = obj.setdefault("metadata", {})
    if not meta.get("name"):
        meta["name"] = meta.get("generateName", "")  # Nothing is appended to it (noopNameGenerator).
    validate_object_meta(obj, problems, namespaced=False, name=_canonical)
    parent = (obj.get("spec") or {}).get("parentRef")
    path = "spec.parentRef"
    if parent is None:
        problems.add(PARENT, path, "parentRef is required")
        return
    group = parent.get("group", "")
    if group and (reason := formats.dns1123_subdomain(group)):
        problems.add(PARENT, f"{path}.group", f"{group!r} {reason}")
    for field, required in (("resource", True), ("name", True), ("namespace", False)):
        value = parent.get(field, "")
        if value:
            if reason := formats.path_segment(value):
                problems.add(PARENT, f"{path}.{field}", f"{value!r} {reason}")
        elif required:
            problems.add(PARENT, f"{path}.{field}", f"{field} is required")


def validate_service_cidr(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a ServiceCIDR as ValidateServiceCIDR does."""
    validate_object_meta(obj, problems, namespaced=False)
    cidrs = (obj.get("spec") or {}).get("cidrs") or ()
    if not 1 <= len(cidrs) <= 2:
        problems.add(CIDRS, "spec.cidrs", f"there are {len(cidrs)} ranges; 1 or 2 are allowed")
        return
    for index, text in enumerate(cidrs):
        if reason := addresses.cidr(text, canonical=True):
            problems.add(CIDR, f"spec.cidrs[{index}]", f"{text!r} {reason}")
    families = {addresses.is_ipv6_range(text) for text in cidrs}
    if len(cidrs) == 2 and len(families) == 1 and None not in families:
        problems.add(CIDRS, "spec.cidrs", "two ranges must be one IPv4 range and one IPv6 range")
