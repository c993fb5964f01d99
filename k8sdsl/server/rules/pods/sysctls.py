"""Kernel parameters set by a pod (validateSysctls)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

SYSCTL = Rule(
    "core/sysctl",
    "Each entry of `sysctls` must have a unique lowercase `name`, its parts separated by dots or slashes.",
    "validateSysctls",
    "Pod",
    bad={"spec.securityContext": {"sysctls": [{"name": "net.IPv4", "value": "1"}]}},
    good={"spec.securityContext": {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}},
    remedy='for example, write `{name: net.ipv4.tcp_syncookies, value: "1"}`',
)
HOST_SYSCTL = Rule(
    "core/sysctl-of-host",
    "A pod with `hostNetwork` or `hostIPC` must not set `sysctls` that belong to the shared namespace.",
    "ValidateHostSysctl",
    "Pod",
    bad={"spec.hostNetwork": True, "spec.securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}},
    good={"spec.securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}},
    remedy=(
        "remove the sysctl, or set `hostNetwork: false` (for `net.*`) or `hostIPC: false` (for `kernel.shm*`, "
        "`kernel.msg*`, `fs.mqueue.*`)"
    ),
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
            problems.add(SYSCTL, at, f"{name!r} is not a valid sysctl name")
        elif name in names:
            problems.add(SYSCTL, at, f"{name!r} is set more than once")
        names.add(name)
        namespace = _namespace(name)
        if namespace == "net" and scope.spec.get("hostNetwork"):
            problems.add(HOST_SYSCTL, at, f"{name!r} would change the node because hostNetwork is true")
        elif namespace == "ipc" and scope.spec.get("hostIPC"):
            problems.add(HOST_SYSCTL, at, f"{name!r} would change the node because hostIPC is true")


def _is_name(name: str) -> bool:
    if len(name) > 253:
        return False
    parts = name.replace("/", ".").split(".")
    return all(part and part[0] in _ENDS and part[-1] in _ENDS and _WITHIN.issuperset(part) for part in parts)


def _namespace(name: str) -> str:
    """The namespace that isolates a parameter; a name with slashes is converted to dots first."""
    first = next((character for character in name if character in "./"), "")
    if first == "/":
        name = name.translate(_SWAPPED)
    if name == "kernel.sem" or name.startswith(_IPC_PREFIXES):
        return "ipc"
    return "net" if name.startswith("net.") else ""
