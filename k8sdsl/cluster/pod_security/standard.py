"""The standards: which controls each level has in each version (`policy/registry.go`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.pod_security.controls import (
    allow_privilege_escalation,
    apparmor_profile,
    capabilities_baseline,
    capabilities_restricted,
    host_namespaces,
    host_path_volumes,
    host_ports,
    host_probes,
    privileged,
    proc_mount,
    restricted_volumes,
    run_as_non_root,
    run_as_user,
    seccomp_profile,
    selinux_options,
    sysctls,
    windows_host_process,
)
from k8sdsl.kube.versions import NEWEST
from k8sdsl.rule import Problem

if TYPE_CHECKING:
    from k8sdsl.cluster.pod_security.pod import SecuredPod
    from k8sdsl.rule import Rule

LEVELS = ("privileged", "baseline", "restricted")
"""The standards, least strict first."""

Find = Callable[["SecuredPod", int], Iterable[tuple[str, str]]]


class Control(NamedTuple):
    """One control of a level: `since` is the minor version that introduced it, `replaces` a weaker one below it."""

    id: str
    rule: Rule
    find: Find
    since: int = 0
    replaces: str = ""


_BASELINE = (
    Control("appArmorProfile", apparmor_profile.RULE, apparmor_profile.find),
    Control("capabilities_baseline", capabilities_baseline.RULE, capabilities_baseline.find),
    Control("hostNamespaces", host_namespaces.RULE, host_namespaces.find),
    Control("hostPathVolumes", host_path_volumes.RULE, host_path_volumes.find),
    Control("hostPorts", host_ports.RULE, host_ports.find),
    Control("hostProbesAndHostLifecycle", host_probes.RULE, host_probes.find, 34),
    Control("privileged", privileged.RULE, privileged.find),
    Control("procMount", proc_mount.RULE, proc_mount.find_baseline),
    Control("seLinuxOptions", selinux_options.RULE, selinux_options.find),
    Control("seccompProfile_baseline", seccomp_profile.RULE, seccomp_profile.find_baseline),
    Control("sysctls", sysctls.RULE, sysctls.find),
    Control("windowsHostProcess", windows_host_process.RULE, windows_host_process.find),
)
_RESTRICTED = (
    Control("allowPrivilegeEscalation", allow_privilege_escalation.RULE, allow_privilege_escalation.find, 8),
    Control(
        "capabilities_restricted",
        capabilities_restricted.RULE,
        capabilities_restricted.find,
        22,
        "capabilities_baseline",
    ),
    Control("procMount_restricted", proc_mount.RULE, proc_mount.find, 35, "procMount"),
    Control("restrictedVolumes", restricted_volumes.RULE, restricted_volumes.find, 0, "hostPathVolumes"),
    Control("runAsNonRoot", run_as_non_root.RULE, run_as_non_root.find),
    Control("runAsUser", run_as_user.RULE, run_as_user.find, 23),
    Control("seccompProfile_restricted", seccomp_profile.RULE, seccomp_profile.find, 19, "seccompProfile_baseline"),
)


@cache
def controls(level: str, minor: int) -> tuple[Control, ...]:
    """The controls of a level in a version, those of the baseline first."""
    if level == "privileged":
        return ()
    baseline = [control for control in _BASELINE if control.since <= minor]
    if level == "baseline":
        return tuple(baseline)
    restricted = [control for control in _RESTRICTED if control.since <= minor]
    replaced = {control.replaces for control in restricted}
    return (*(control for control in baseline if control.id not in replaced), *restricted)


def violations(pod: SecuredPod, level: str, minor: int) -> list[Problem]:
    """Where a pod violates a level of the standard of 1.`minor`; versions that are not known count as the newest."""
    minor = min(minor, NEWEST)
    return [
        Problem(control.rule, path, message)
        for control in controls(level, minor)
        for path, message in control.find(pod, minor)
    ]
