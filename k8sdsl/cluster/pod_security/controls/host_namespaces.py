"""A pod must not share the namespaces of its host (`check_hostNamespaces.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/host-namespaces",
    "A pod must not set `hostNetwork`, `hostPID` or `hostIPC`.",
    "policy.CheckHostNamespaces",
    "Pod",
    aliases=("pod-security-admission:hostNamespaces",),
    remedy="remove them, or set them to false, such as `hostNetwork: false`",
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each namespace that is shared."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(field):
            yield f"{pod.path}.{field}", "must not be true"
