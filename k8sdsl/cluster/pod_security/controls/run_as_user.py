"""Containers must not be told to run as root (`check_runAsUser.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/run-as-user",
    "`runAsUser` must not be 0.",
    "policy.CheckRunAsUser",
    "Pod",
    aliases=("pod-security-admission:runAsUser",),
    remedy="for example, set `runAsUser: 1000`, or remove it to use the user that the image sets",
)


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Each `runAsUser: 0`; from 1.35 on pods in a user namespace are exempt (KEP-127)."""
    if minor >= 35 and pod.has_user_namespace:
        return
    for context, path in pod.contexts():
        if context.get("runAsUser") == 0:
            yield f"{path}.runAsUser", "must not be 0"
