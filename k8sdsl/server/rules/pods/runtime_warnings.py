"""What the server accepts of a container and its node cannot start: users, capabilities and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

ROOT = Rule(
    "core/root-against-policy",
    "`runAsUser` should not be 0 if `runAsNonRoot` is true, because the kubelet does not start such a container.",
    "verifyRunAsNonRoot",
    "Pod",
    bad={"spec.containers[0].securityContext": {"runAsNonRoot": True, "runAsUser": 0}},
    good={"spec.containers[0].securityContext": {"runAsNonRoot": True, "runAsUser": 1000}},
    severity=Severity.WARNING,
    remedy="set `runAsUser` to another user, such as `runAsUser: 1000`, or remove `runAsNonRoot`",
)
CAPABILITY = Rule(
    "core/capability-name",
    "The names in `capabilities` should not start with `CAP_`, which container runtimes add themselves.",
    "makeCapabilites",
    "Pod",
    bad={"spec.containers[0].securityContext": {"capabilities": {"add": ["CAP_NET_ADMIN"]}}},
    good={"spec.containers[0].securityContext": {"capabilities": {"add": ["NET_ADMIN"]}}},
    severity=Severity.NOTE,
    remedy="write the name without its prefix, such as `add: [NET_ADMIN]`",
)
COMMAND = Rule(
    "core/command-in-one-string",
    "The first item of `command` should be only the program; its arguments are separate items.",
    "execve",
    "Pod",
    bad={"spec.containers[0].command": ["sleep 3600"]},
    good={"spec.containers[0].command": ["sleep", "3600"]},
    severity=Severity.WARNING,
    remedy="write each argument as a separate item, such as `command: [sleep, '3600']`",
)


def warn_of_start(container: Tree, pod: Tree, path: str, problems: Problems) -> None:
    """Warnings about a container that would stay in CreateContainerConfigError or CreateContainerError."""
    own, around = container.get("securityContext", {}), pod.get("securityContext", {})
    if own.get("runAsNonRoot", around.get("runAsNonRoot")) and own.get("runAsUser", around.get("runAsUser")) == 0:
        message = "user 0 is root, which `runAsNonRoot` forbids, so the container never starts"
        problems.add(ROOT, f"{path}.securityContext.runAsUser", message)
    for field, names in own.get("capabilities", {}).items():
        for index, name in enumerate(names):
            if name.upper().startswith("CAP_"):
                at = f"{path}.securityContext.capabilities.{field}[{index}]"
                problems.add(
                    CAPABILITY,
                    at,
                    f"{name!r} has a prefix; not every runtime removes it",
                    remedy=f"write `{name[4:].upper()}`",
                )
    command = container.get("command", ())
    if len(command) == 1 and not container.get("args") and _is_several_words(command[0]):
        words = ", ".join(f'"{word}"' for word in command[0].split())
        message = f"there is no program named {command[0]!r}, so the container never starts"
        problems.add(COMMAND, f"{path}.command[0]", message, remedy=f"write `command: [{words}]`")


def _is_several_words(program: str) -> bool:
    return " " in program.strip() and not any(mark in program for mark in "$\n\\\"'{;|&<>")
