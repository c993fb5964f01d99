"""Probes and lifecycle handlers must connect to their own pod (`check_hostProbesAndhostLifecycle.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/host-probes",
    "Probes and lifecycle handlers must not set `host`.",
    "policy.CheckHostProbesAndHostLifecycle",
    "Pod",
    remedy="remove `host`, so that the pod itself is called: `httpGet: {path: /healthz, port: 8080}`",
    aliases=("pod-security-admission:hostProbesAndHostLifecycle",),
)
_HANDLERS = (
    *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
    *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each handler with a `host`."""
    for container, path in pod.containers():
        for steps in _HANDLERS:
            handler = container
            for step in steps:
                handler = handler.get(step) or {}
            for action in ("httpGet", "tcpSocket"):
                host = (handler.get(action) or {}).get("host")
                if host:
                    yield f"{path}.{'.'.join(steps)}.{action}.host", f"must not be set, but is {host!r}"
