"""Containers must not be privileged (`check_privileged.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/privileged",
    "Containers must not set `privileged`.",
    "policy.CheckPrivileged",
    "Pod",
    aliases=("pod-security-admission:privileged",),
    remedy="set `privileged: false`, and add only the capabilities that are needed: `capabilities: {add: [CHOWN]}`",
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each privileged container."""
    for container, path in pod.containers():
        if (container.get("securityContext") or {}).get("privileged"):
            yield f"{path}.securityContext.privileged", "must not be true"
