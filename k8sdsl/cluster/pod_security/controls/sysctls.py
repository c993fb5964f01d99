"""Only sysctls that are separate for each pod may be set (`check_sysctls.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/sysctls",
    "`sysctls` of a pod must be safe: separate for each pod, and harmless to the node.",
    "policy.CheckSysctls",
    "Pod",
    aliases=("pod-security-admission:sysctls",),
    remedy="keep only safe sysctls, such as `net.ipv4.ip_local_port_range` or `net.ipv4.tcp_syncookies`",
)
_SAFE_SINCE = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_slow_start_after_idle": 37,
    "net.ipv4.tcp_notsent_lowat": 37,
}


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Each sysctl that the standard of this version does not list."""
    context = pod.spec.get("securityContext") or {}
    for index, sysctl in enumerate(context.get("sysctls") or ()):
        if _SAFE_SINCE.get(sysctl.get("name", ""), minor + 1) > minor:
            path = f"{pod.path}.securityContext.sysctls[{index}].name"
            yield path, f"must not be {sysctl.get('name')!r}"
