"""Kernel parameters that a pod sets (validateSysctls)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

SYSCTL = Rule(
    "core/sysctl",
    "A sysctl is named once, in lower case, its parts joined by dots or slashes.",
    "validateSysctls",
    "Pod",
    bad={"spec.securityContext": {"sysctls": [{"name": "net.IPv4", "value": "1"}]}},
    good={"spec.securityContext": {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}},
)
HOST_SYSCTL = Rule(
    "core/sysctl-of-host",
    "A pod in the node's network or IPC namespace does not change that namespace's parameters.",
    "ValidateHostSysctl",
    "Pod",
    bad={"spec.hostNetwork": True, "spec.securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}},
    good={"spec.securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}},
)

_ENDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_WITHIN = _ENDS | {"-", "_"}
_IPC_PREFIXES = ("kernel.shm", "kernel.msg", "fs.mqueue.")
_SWAPPED = str.maketrans("./", "/.")


def validate_sysctls(sysctls: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The kernel parameters of a pod."""
    names: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        name, at = sysctl.get("name", ""), f"{path}[{index}].name"
        if not _is_name(name):
            problems.add(SYSCTL, at, f"{name!r} is no name of a sysctl")
        elif name in names:
            problems.add(SYSCTL, at, f"{name!r} is set already")
        names.add(name)
        namespace = _namespace(name)
        if namespace == "net" and scope.spec.get("hostNetwork"):
            problems.add(HOST_SYSCTL, at, f"{name!r} would change the node, for hostNetwork is true")
        elif namespace == "ipc" and scope.spec.get("hostIPC"):
            problems.add(HOST_SYSCTL, at, f"{name!r} would change the node, for hostIPC is true")


def _is_name(name: str) -> bool:
    if len(name) > 253:
        return False
    parts = name.replace("/", ".").split(".")
    return all(part and part[0] in _ENDS and part[-1] in _ENDS and _WITHIN.issuperset(part) for part in parts)


def _namespace(name: str) -> str:
    """The namespace that isolates a parameter; a name written with slashes is turned into one with dots first."""
    first = next((character for character in name if character in "./"), "")
    if first == "/":
        name = name.translate(_SWAPPED)
    if name == "kernel.sem" or name.startswith(_IPC_PREFIXES):
        return "ipc"
    return "net" if name.startswith("net.") else ""
