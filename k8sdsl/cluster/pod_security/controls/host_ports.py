"""Containers must not open ports of their host (`check_hostPorts.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/host-ports",
    "Containers must not set `hostPort`.",
    "policy.CheckHostPorts",
    "Pod",
    aliases=("pod-security-admission:hostPorts",),
    remedy="remove it, and expose the port with a Service: `ports: [{port: 80, targetPort: 8080}]`",
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each port with a `hostPort` other than 0."""
    for container, path in pod.containers():
        for index, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                yield f"{path}.ports[{index}].hostPort", f"must not be set, but is {port['hostPort']}"
