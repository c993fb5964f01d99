"""Containers may add only capabilities of the default set (`check_capabilities_baseline.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/added-capabilities",
    "`capabilities.add` of containers must contain only capabilities that container runtimes grant by default.",
    "policy.CheckCapabilitiesBaseline",
    "Pod",
    aliases=("pod-security-admission:capabilities_baseline",),
    remedy="keep only those that the baseline standard allows, such as `add: [CHOWN, NET_BIND_SERVICE, SETUID]`",
)
_DEFAULT = frozenset(
    (
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"),
        *("SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    )
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each added capability beyond the default set."""
    for container, path in pod.containers():
        capabilities = (container.get("securityContext") or {}).get("capabilities") or {}
        for index, name in enumerate(capabilities.get("add") or ()):
            if name not in _DEFAULT:
                yield f"{path}.securityContext.capabilities.add[{index}]", f"must not include {name!r}"
