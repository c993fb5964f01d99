"""Containers must drop all capabilities (`check_capabilities_restricted.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/capabilities",
    "`capabilities` of every container must drop ALL, and may add only NET_BIND_SERVICE.",
    "policy.CheckCapabilitiesRestricted",
    "Pod",
    remedy="set `securityContext: {capabilities: {drop: [ALL]}}`",
    aliases=("pod-security-admission:capabilities_restricted",),
)


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Containers that do not drop ALL, and capabilities added.

    From 1.25 on pods for Windows are exempt (KEP-2802).
    """
    if minor >= 25 and pod.is_windows:
        return
    for container, path in pod.containers():
        capabilities = (container.get("securityContext") or {}).get("capabilities") or {}
        if "ALL" not in (capabilities.get("drop") or ()):
            yield f"{path}.securityContext.capabilities.drop", 'must include "ALL"'
        for index, name in enumerate(capabilities.get("add") or ()):
            if name != "NET_BIND_SERVICE":
                yield f"{path}.securityContext.capabilities.add[{index}]", f"must not include {name!r}"
