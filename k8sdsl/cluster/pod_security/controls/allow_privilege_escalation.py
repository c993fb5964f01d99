"""Containers must not gain more privileges than their parent process (`check_allowPrivilegeEscalation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/privilege-escalation",
    "Every container must set `allowPrivilegeEscalation` to false.",
    "policy.CheckAllowPrivilegeEscalation",
    "Pod",
    remedy="set `securityContext: {allowPrivilegeEscalation: false}` for each container",
    aliases=("pod-security-admission:allowPrivilegeEscalation",),
)


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Containers that do not set the field to false; from 1.25 on pods for Windows are exempt (KEP-2802)."""
    if minor >= 25 and pod.is_windows:
        return
    for container, path in pod.containers():
        if (container.get("securityContext") or {}).get("allowPrivilegeEscalation") is not False:
            yield f"{path}.securityContext.allowPrivilegeEscalation", "must be false"
