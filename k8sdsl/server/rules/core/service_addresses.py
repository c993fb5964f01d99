"""The IP addresses of a Service: its own in the cluster, by families, and those from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

CLUSTER_IP = Rule(
    "core/cluster-ip",
    "A cluster IP is an IP address, or 'None' alone.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.clusterIP": "none"},
    good={"spec.clusterIP": "None"},
)
CLUSTER_IPS = Rule(
    "core/cluster-ips",
    "`clusterIPs` begins with `clusterIP` and has no more than one address of each IP family.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.clusterIP": "10.96.0.5", "spec.clusterIPs": ["10.96.0.6"]},
    good={"spec.clusterIP": "10.96.0.5", "spec.clusterIPs": ["10.96.0.5"]},
)
IP_FAMILIES = Rule(
    "core/ip-families",
    "The IP families of a Service are IPv4 and IPv6, each once, and those of its addresses.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.ipFamilies": ["IPv4", "IPv4"]},
    good={"spec.ipFamilies": ["IPv4"]},
)
FAMILY_POLICY = Rule(
    "core/ip-family-policy",
    "The policy for IP families is SingleStack, or for two families PreferDualStack or RequireDualStack.",
    "ValidateServiceClusterIPsRelatedFields",
    "Service",
    bad={"spec.ipFamilyPolicy": "DualStack"},
    good={"spec.ipFamilyPolicy": "PreferDualStack"},
)
EXTERNAL_IP = Rule(
    "core/external-ip",
    "An external IP is an address that traffic can be sent to.",
    "ValidateService",
    "Service",
    bad={"spec.externalIPs": ["127.0.0.1"]},
)
_POLICIES = frozenset(("PreferDualStack", "RequireDualStack", "SingleStack"))


def validate_cluster_ips(spec: Tree, path: str, problems: Problems, *, strict: bool) -> None:
    """Addresses and families of a Service that is no ExternalName.

    The server judges them before anything else, as it must hand out addresses. What depends on the families that one
    cluster is set up for is not judged.
    """
    ips = spec.get("clusterIPs") or []
    families = spec.get("ipFamilies") or []
    before = len(problems.found)
    _validate_first(spec.get("clusterIP", ""), ips, f"{path}.clusterIPs", problems)
    _validate_families(families, f"{path}.ipFamilies", problems)
    policy = spec.get("ipFamilyPolicy")
    if policy is not None and policy not in _POLICIES:
        problems.add(FAMILY_POLICY, f"{path}.ipFamilyPolicy", f"{policy!r} is none of {', '.join(sorted(_POLICIES))}")
    if not _validate_each(ips, f"{path}.clusterIPs", problems, strict=strict):
        return
    versions = [addresses.is_ipv6(ip) for ip in ips]
    if len(ips) > 1 and set(versions) != {True, False}:
        problems.add(CLUSTER_IPS, f"{path}.clusterIPs", "may hold no more than one IP of each IP family")
    if len(problems.found) == before and ips != ["None"]:
        _validate_family_match(ips, versions, families, f"{path}.clusterIPs", problems)
    if len(problems.found) == before and policy == "SingleStack" and max(len(ips), len(families)) > 1:
        message = "must be RequireDualStack or PreferDualStack where there are two IP families"
        problems.add(FAMILY_POLICY, f"{path}.ipFamilyPolicy", message)


def _validate_first(ip: str, ips: list[str], path: str, problems: Problems) -> None:
    if not ip and ips:
        problems.add(CLUSTER_IPS, path, "must be empty where `clusterIP` is not set")
    elif ip and ips and ips[0] != ip:
        problems.add(CLUSTER_IPS, path, f"the first must be {ip!r}, as `clusterIP` is")


def _validate_families(families: list[str], path: str, problems: Problems) -> None:
    for index, family in enumerate(families):
        if family not in {"IPv4", "IPv6"}:
            problems.add(IP_FAMILIES, f"{path}[{index}]", f"{family!r} is neither IPv4 nor IPv6")
        if family in families[:index]:
            problems.add(IP_FAMILIES, f"{path}[{index}]", f"{family!r} is there already")


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
        problems.add(CLUSTER_IPS, path, "may hold no more than 2 values")
    return valid


def _validate_family_match(
    ips: list[str],
    versions: list[bool | None],
    families: list[str],
    path: str,
    problems: Problems,
) -> None:
    for index, (ip, is_v6, family) in enumerate(zip(ips, versions, families, strict=False)):
        if is_v6 != (family == "IPv6"):
            problems.add(IP_FAMILIES, f"{path}[{index}]", f"{ip!r} is not of {family}, as `ipFamilies` says")


def validate_external_ips(ips: list[str] | tuple[()], path: str, problems: Problems, *, strict: bool) -> None:
    """The addresses from outside at which a Service is reached."""
    for index, ip in enumerate(ips):
        reason = addresses.ip(ip, strict=strict) or addresses.not_special(ip)
        if reason:
            problems.add(EXTERNAL_IP, f"{path}[{index}]", f"{ip!r} {reason}")
