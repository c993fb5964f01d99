"""Containers must run as another user than root (`check_runAsNonRoot.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.pod_security.pod import inherited
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/run-as-non-root",
    "The pod or each container must set `runAsNonRoot` to true.",
    "policy.CheckRunAsNonRoot",
    "Pod",
    remedy="set `securityContext: {runAsNonRoot: true}` for the pod",
    aliases=("pod-security-admission:runAsNonRoot",),
)


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Where the field is false or not set; from 1.35 on pods in a user namespace are exempt (KEP-127)."""
    if minor >= 35 and pod.has_user_namespace:
        return
    for path, _ in inherited(pod, "runAsNonRoot", bool):
        yield path, "must be true"
