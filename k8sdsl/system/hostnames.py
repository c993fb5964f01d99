"""Host names with wildcards, as gateways write them, and those of Services in the DNS of the cluster."""

from __future__ import annotations


def share_a_name(one: str, other: str) -> bool:
    """Whether two host names, either of which may be `*` or begin with `*.`, have a name in common.

    A name with a placeholder (`${DOMAIN}`) may be any.
    """
    if one == other or "*" in {one, other} or "$" in one + other:
        return True
    if one.startswith("*.") and other.startswith("*."):
        return one[1:].endswith(other[1:]) or other[1:].endswith(one[1:])
    if one.startswith("*."):
        return other.endswith(one[1:])
    return other.startswith("*.") and one.endswith(other[1:])


def covers(pattern: str, host: str) -> bool:
    """Whether a host is the same, or has one label in place of the asterisk of a wildcard, as in an Ingress."""
    return pattern == host or (pattern.startswith("*.") and host.partition(".")[2] == pattern[2:])


def service_named(host: str) -> tuple[str, str] | None:
    """The namespace and name of a Service by its full name, `web.shop.svc` or `web.shop.svc.cluster.local`."""
    name, _, place = host.removesuffix(".").removesuffix(".cluster.local").partition(".")
    return (place.removesuffix(".svc"), name) if place.endswith(".svc") else None
