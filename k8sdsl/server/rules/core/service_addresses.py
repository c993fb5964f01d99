"""The IP addresses of a Service: cluster IPs, IP families and external IPs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

CLUSTER_IP = Rule(
    "core/cluster-ip",
    "`clusterIP` and `clusterIPs` must be IP addresses, or only 'None'.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.clusterIP": "none"},
    good={"spec.clusterIP": "None"},
    remedy="remove them to let the cluster assign one, or set `clusterIP: None` for a headless Service",
)
CLUSTER_IPS = Rule(
    "core/cluster-ips",
    "`clusterIPs` must start with `clusterIP` and have at most one address of each IP family.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.clusterIP": "10.96.0.5", "spec.clusterIPs": ["10.96.0.6"]},
    good={"spec.clusterIP": "10.96.0.5", "spec.clusterIPs": ["10.96.0.5"]},
    remedy='for example, write `clusterIP: 10.96.0.5` and `clusterIPs: [10.96.0.5, "fd00::5"]`, or remove both',
)
IP_FAMILIES = Rule(
    "core/ip-families",
    "`ipFamilies` must contain IPv4 and IPv6 at most once each, in the order of `clusterIPs`.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.ipFamilies": ["IPv4", "IPv4"]},
    good={"spec.ipFamilies": ["IPv4"]},
    remedy="for example, write `ipFamilies: [IPv4, IPv6]`",
)
FAMILY_POLICY = Rule(
    "core/ip-family-policy",
    (
        "`ipFamilyPolicy` must be SingleStack, PreferDualStack or RequireDualStack, and not SingleStack with two "
        "IP families."
    ),
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.ipFamilyPolicy": "DualStack"},
    good={"spec.ipFamilyPolicy": "PreferDualStack"},
    remedy="set `ipFamilyPolicy: PreferDualStack` for two families, or list one in `ipFamilies: [IPv4]`",
)
EXTERNAL_IP = Rule(
    "core/external-ip",
    "`externalIPs` must be routable IP addresses.",
    "ValidateService",
    "Service",
    bad={"spec.externalIPs": ["127.0.0.1"]},
    remedy="for example, write `externalIPs: [203.0.113.10]`; loopback and link-local addresses are not allowed",
)
_POLICIES = frozenset(("PreferDualStack", "RequireDualStack", "SingleStack"))


def validate_cluster_ips(spec: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    """Addresses and families of a Service whose type is not ExternalName.

    The server validates them first because it must allocate addresses. The IP families that a cluster is configured for
    are unknown here and not considered.
    """
    ips = spec.get("clusterIPs") or []
    families = spec.get("ipFamilies") or []
    before = len(problems.found)
    _validate_first(spec.get("clusterIP", ""), ips, f"{path}.clusterIPs", problems)
    _validate_families(families, f"{path}.ipFamilies", problems)
    policy = spec.get("ipFamilyPolicy")
    if policy is not None and policy not in _POLICIES:
        refuse_choice(FAMILY_POLICY, policy, _POLICIES, f"{path}.ipFamilyPolicy", problems)
    if not _validate_each(ips, f"{path}.clusterIPs", problems, strict=strict):
        return
    versions = [addresses.is_ipv6(ip) for ip in ips]
    if len(ips) > 1 and set(versions) != {True, False}:
        problems.add(CLUSTER_IPS, f"{path}.clusterIPs", "must contain at most one address of each IP family")
    if ips != ["None"]:
        _validate_family_match(ips, versions, families, f"{path}.clusterIPs", problems)
    if len(problems.found) == before and policy == "SingleStack" and max(len(ips), len(families)) > 1:
        message = "must be RequireDualStack or PreferDualStack with two IP families"
        problems.add(FAMILY_POLICY, f"{path}.ipFamilyPolicy", message)


def _validate_first(ip: str, ips: list[str], path: str, problems: Problems) -> None:
    if not ip and ips:
        problems.add(CLUSTER_IPS, path, "must be empty because clusterIP is not set")
    elif ip and ips and ips[0] != ip:
        problems.add(CLUSTER_IPS, path, f"the first address must equal clusterIP, which is {ip!r}")


def _validate_families(families: list[str], path: str, problems: Problems) -> None:
    for index, family in enumerate(families):
        if family not in {"IPv4", "IPv6"}:
            refuse_choice(IP_FAMILIES, family, ("IPv4", "IPv6"), f"{path}[{index}]", problems)
        if family in families[:index]:
            problems.add(IP_FAMILIES, f"{path}[{index}]", f"{family!r} is listed more than once")


def _validate_each(ips: list[str], path: str, problems: Problems, *, strict: bool) -> bool:
    """Whether each is an address (or the first and only one `None`)."""
    valid = True
    for index, ip in enumerate(ips):
        if index == 0 and ip == "None":
            if len(ips) > 1:
                valid = False
                problems.add(CLUSTER_IP, path, "'None' must be the only value")
            continue
        reason = addresses.ip(ip, strict=strict)
        if reason:
            valid = False
            problems.add(CLUSTER_IP, f"{path}[{index}]", f"{ip!r} {reason}")
    if len(ips) > 2:
        problems.add(CLUSTER_IPS, path, "must contain at most 2 addresses")
    return valid


def _validate_family_match(
    ips: list[str],
    versions: list[bool | None],
    families: list[str],
    path: str,
    problems: Problems,
) -> None:
    for index, (ip, is_v6, family) in enumerate(zip(ips, versions, families, strict=False)):
        if (family, is_v6) in {("IPv4", True), ("IPv6", False)}:
            problems.add(IP_FAMILIES, f"{path}[{index}]", f"{ip!r} is not an {family} address, as ipFamilies requires")


def validate_external_ips(ips: list[str] | tuple[()], path: str, problems: Problems, *, strict: bool) -> None:
    """The external addresses of a Service."""
    for index, ip in enumerate(ips):
        reason = addresses.ip(ip, strict=strict) or addresses.not_special(ip)
        if reason:
            problems.add(EXTERNAL_IP, f"{path}[{index}]", f"{ip!r} {reason}")
