"""Windows options of security contexts (validateWindowsSecurityContextOptions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

WINDOWS_USER = Rule(
    "core/windows-user",
    "`runAsUserName` must be USER or DOMAIN\\USER, within the limits that Windows sets for length and characters.",
    "validateWindowsSecurityContextOptions",
    "Pod",
    bad={"spec.securityContext": {"windowsOptions": {"runAsUserName": "a/b"}}},
    good={"spec.securityContext": {"windowsOptions": {"runAsUserName": "NT AUTHORITY\\NETWORK SERVICE"}}},
    remedy="for example, write `runAsUserName: NT AUTHORITY\\NETWORK SERVICE` or `runAsUserName: ContainerUser`",
)
GMSA = Rule(
    "core/windows-gmsa",
    "`gmsaCredentialSpecName` must be a DNS name, and `gmsaCredentialSpec` must be from 1 byte to 64 KiB.",
    "validateWindowsSecurityContextOptions",
    "Pod",
    bad={"spec.securityContext": {"windowsOptions": {"gmsaCredentialSpecName": "My Spec"}}},
    good={"spec.securityContext": {"windowsOptions": {"gmsaCredentialSpecName": "my-spec"}}},
    remedy="set the name of the credential spec, such as `gmsaCredentialSpecName: web-gmsa`",
)

DOMAIN_LIMIT, USER_LIMIT, SPEC_LIMIT = 256, 104, 64 * 1024
USER_FORBIDDEN = frozenset('"/\\:;|=,+*?<>@[]')
NET_BIOS_FORBIDDEN = frozenset('\\/:*?"<>|')
DNS_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def validate_windows_options(options: Tree, path: str, problems: Problems) -> None:
    """The Windows options of a pod or a container."""
    if "gmsaCredentialSpecName" in options:
        name = options["gmsaCredentialSpecName"]
        reason = formats.dns1123_subdomain(name)
        if reason:
            problems.add(GMSA, f"{path}.gmsaCredentialSpecName", f"{name!r} {reason}")
    if "gmsaCredentialSpec" in options:
        size = len(options["gmsaCredentialSpec"].encode("utf-8", "surrogatepass"))
        if not 0 < size <= SPEC_LIMIT:
            problems.add(
                GMSA, f"{path}.gmsaCredentialSpec", f"the size of {size} bytes is not between 1 and {SPEC_LIMIT}"
            )
    if "runAsUserName" in options:
        reason = _user_name(options["runAsUserName"])
        if reason:
            problems.add(WINDOWS_USER, f"{path}.runAsUserName", f"{options['runAsUserName']!r} {reason}")


def _user_name(name: str) -> str:
    if not name:
        return "must not be empty"
    if any(character < " " or character == "\x7f" for character in name):
        return "must not contain control characters"
    if name.count("\\") > 1:
        return "must not contain more than one backslash"
    domain, backslash, user = name.rpartition("\\")
    if backslash and (len(domain.encode("utf-8", "surrogatepass")) >= DOMAIN_LIMIT or not _is_domain(domain)):
        return "has a domain that is neither a NetBIOS nor a DNS name"
    if not 0 < len(user.encode("utf-8", "surrogatepass")) <= USER_LIMIT:
        return f"must have a user name of 1 to {USER_LIMIT} characters"
    if not user.strip(". "):
        return "must not have a user name of only dots and spaces"
    return "" if USER_FORBIDDEN.isdisjoint(user) else "has a user name with a character that Windows does not allow"


def _is_domain(domain: str) -> bool:
    if 1 <= len(domain) <= 15 and domain[0] != "." and NET_BIOS_FORBIDDEN.isdisjoint(domain):
        return True
    return all(
        0 < len(part) <= 63 and part[0] != "-" and part[-1] != "-" and DNS_CHARACTERS.issuperset(part)
        for part in domain.split(".")
    )
