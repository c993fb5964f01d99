"""Containers must keep the default masks of /proc (`check_procMount_baseline.go`, `check_procMount_restricted.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/proc-mount",
    "`procMount` of a container must be Default.",
    "policy.CheckProcMountBaseline, policy.CheckProcMountRestricted",
    "Pod",
    aliases=("pod-security-admission:procMount",),
    remedy="remove it, or set `procMount: Default`",
)


def find_baseline(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """As `find`; from 1.35 on pods in a user namespace are exempt (KEP-127)."""
    if minor < 35 or not pod.has_user_namespace:
        yield from find(pod, minor)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each `procMount` that is not Default."""
    for container, path in pod.containers():
        mount = (container.get("securityContext") or {}).get("procMount")
        if mount is not None and mount != "Default":
            yield f"{path}.securityContext.procMount", f"must not be {mount!r}"
