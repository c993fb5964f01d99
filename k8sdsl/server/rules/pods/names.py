"""The pod's hostname, its DNS settings and its host aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

DNS_POLICY = Rule(
    "core/dns-policy",
    (
        "`dnsPolicy` must be ClusterFirst, ClusterFirstWithHostNet, Default, or None, which requires "
        "`dnsConfig.nameservers`."
    ),
    "validateDNSPolicy",
    "Pod",
    bad={"spec.dnsPolicy": "None"},
    good={"spec.dnsPolicy": "None", "spec.dnsConfig": {"nameservers": ["10.0.0.10"]}},
    remedy="for None, set `dnsConfig: {nameservers: [10.0.0.10]}`; otherwise set `dnsPolicy: ClusterFirst`",
)
DNS_CONFIG = Rule(
    "core/dns-config",
    (
        "`dnsConfig` must have at most 3 IP addresses in `nameservers`, at most 32 valid `searches` of 2048 "
        "characters in total, and named `options`."
    ),
    "validatePodDNSConfig",
    "Pod",
    bad={"spec.dnsConfig": {"nameservers": ["dns.example.com"]}},
    good={"spec.dnsConfig": {"nameservers": ["10.0.0.10"], "searches": ["example.com"]}},
    remedy=(
        "for example, write `dnsConfig: {nameservers: [10.0.0.10], searches: [example.com], options: [{name: ndots, "
        'value: "2"}]}`'
    ),
)
HOST_ALIAS = Rule(
    "core/host-alias",
    "An entry of `hostAliases` must have an IP address in `ip` and DNS names in `hostnames`.",
    "ValidateHostAliases",
    "Pod",
    bad={"spec.hostAliases": [{"ip": "10.0.0.256", "hostnames": ["db"]}]},
    good={"spec.hostAliases": [{"ip": "10.0.0.255", "hostnames": ["db"]}]},
    remedy="for example, write `hostAliases: [{ip: 10.0.0.5, hostnames: [db.example.com]}]`",
)
HOSTNAME = Rule(
    "core/hostname",
    "`hostname` and `subdomain` must be DNS labels; `hostnameOverride` must be a DNS name of at most 64 characters.",
    "validatePodHostName",
    "Pod",
    bad={"spec.hostname": "My_Host"},
    good={"spec.hostname": "my-host"},
    remedy="use lowercase letters, digits and dashes, such as `hostname: web-0`",
)

DNS_POLICIES = frozenset(("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"))


def validate_dns(path: str, problems: Problems, scope: PodScope) -> None:
    """Policy and configuration of DNS; `path` is that of the spec."""
    policy = scope.spec.get("dnsPolicy") or "ClusterFirst"
    if policy not in DNS_POLICIES:
        refuse_choice(DNS_POLICY, policy, DNS_POLICIES, f"{path}.dnsPolicy", problems)
    config = scope.spec.get("dnsConfig")
    if policy == "None" and not (config or {}).get("nameservers"):
        at = f"{path}.dnsConfig" if config is None else f"{path}.dnsConfig.nameservers"
        problems.add(DNS_POLICY, at, "nameservers is empty; dnsPolicy None requires at least one")
    elif config is not None:
        _config(config, f"{path}.dnsConfig", problems, scope.minor)


def _config(config: Tree, path: str, problems: Problems, minor: int) -> None:
    servers, searches = config.get("nameservers", ()), config.get("searches", ())
    if len(servers) > 3:
        problems.add(DNS_CONFIG, f"{path}.nameservers", f"there are {len(servers)} nameservers; at most 3 are allowed")
    for index, server in enumerate(servers):
        reason = addresses.ip(server, strict=is_on("StrictIPCIDRValidation", minor))
        if reason:
            problems.add(DNS_CONFIG, f"{path}.nameservers[{index}]", f"{server!r} {reason}")
    if len(searches) > 32:
        problems.add(
            DNS_CONFIG, f"{path}.searches", f"there are {len(searches)} search domains; at most 32 are allowed"
        )
    if len(" ".join(searches).encode("utf-8", "surrogatepass")) > 2048:
        problems.add(DNS_CONFIG, f"{path}.searches", "the search domains have more than 2048 characters in total")
    for index, search in enumerate(searches):
        reason = _search_domain(search, relaxed=is_on("RelaxedDNSSearchValidation", minor))
        if reason:
            problems.add(DNS_CONFIG, f"{path}.searches[{index}]", f"{search!r} {reason}")
    for index, option in enumerate(config.get("options", ())):
        if not option.get("name"):
            problems.add(DNS_CONFIG, f"{path}.options[{index}]", "name is required")


def _search_domain(search: str, *, relaxed: bool) -> str:
    """A search domain; since 1.33 (RelaxedDNSSearchValidation) it may contain underscores, or be the root."""
    if relaxed and search == ".":
        return ""
    search = search.removesuffix(".")
    if relaxed and "_" in search and len(search) <= formats.SUBDOMAIN_LENGTH:
        search = ".".join([_without_underscores(part) for part in search.split(".")])
    return formats.dns1123_subdomain(search)


def _without_underscores(part: str) -> str:
    """A part of a domain with underscores replaced by letters; empty if it ends with one or starts with two."""
    part = part.removeprefix("_")
    return "" if part[:1] == "_" or part[-1:] == "_" else part.replace("_", "a")


def validate_host_aliases(aliases: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """Entries for the pod's hosts file."""
    for index, alias in enumerate(aliases):
        address = alias.get("ip", "")
        reason = addresses.ip(address, strict=is_on("StrictIPCIDRValidation", scope.minor))
        if reason:
            problems.add(HOST_ALIAS, f"{path}[{index}].ip", f"{address!r} {reason}")
        for place, name in enumerate(alias.get("hostnames", ())):
            reason = formats.dns1123_subdomain(name)
            if reason:
                problems.add(HOST_ALIAS, f"{path}[{index}].hostnames[{place}]", f"{name!r} {reason}")


def validate_hostname(path: str, problems: Problems, scope: PodScope) -> None:
    """The pod's own name; `path` is that of the spec."""
    spec = scope.spec
    for field in ("hostname", "subdomain"):
        reason = formats.dns1123_label(spec[field]) if spec.get(field) else ""
        if reason:
            problems.add(HOSTNAME, f"{path}.{field}", f"{spec[field]!r} {reason}")
    override = spec.get("hostnameOverride")
    if override is None:
        return
    reasons = [
        f"cannot be combined with {field}: true" for field in ("setHostnameAsFQDN", "hostNetwork") if spec.get(field)
    ]
    reasons.append(formats.dns1123_subdomain(override))
    if len(override) > 64:
        reasons.append("must be at most 64 characters long")
    for reason in filter(None, reasons):
        problems.add(HOSTNAME, f"{path}.hostnameOverride", f"{override!r} {reason}")
