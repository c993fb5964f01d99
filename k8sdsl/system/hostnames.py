"""Host names with wildcards, as gateways write them."""

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
