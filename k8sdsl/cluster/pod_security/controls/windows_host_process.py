"""Containers for Windows must not be processes of their host (`check_windowsHostProcess.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/host-process",
    "`windowsOptions.hostProcess` must not be true.",
    "policy.CheckWindowsHostProcess",
    "Pod",
    aliases=("pod-security-admission:windowsHostProcess",),
    remedy="remove it, or set `hostProcess: false`",
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each `hostProcess: true`."""
    for context, path in pod.contexts():
        if (context.get("windowsOptions") or {}).get("hostProcess"):
            yield f"{path}.windowsOptions.hostProcess", "must not be true"
