"""Fields that a Linux or a Windows pod cannot have; host processes; user namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

OS_NAME = Rule(
    "core/os-name",
    "`os.name` must be linux or windows.",
    "validateOS",
    "Pod",
    bad={"spec.os": {"name": "darwin"}},
    good={"spec.os": {"name": "linux"}},
    remedy="set `os: {name: linux}`, or remove `os`",
)
OTHER_OS = Rule(
    "core/field-of-other-os",
    "A pod must not set fields that the operating system in `os.name` does not support.",
    "validateWindows",
    "Pod",
    bad={"spec.os": {"name": "windows"}, "spec.securityContext": {"runAsUser": 1000}},
    good={"spec.os": {"name": "windows"}, "spec.securityContext": {"runAsNonRoot": True}},
    remedy="remove the field, or set `os: {name: linux}` if the pod runs on Linux",
)
HOST_PROCESS = Rule(
    "core/host-process",
    "Either all containers of a Windows pod must set `windowsOptions.hostProcess` and the pod `hostNetwork`, or none "
    "of them.",
    "validateWindowsHostProcessPod",
    "Pod",
    bad={"spec.securityContext": {"windowsOptions": {"hostProcess": True}}},
    good={"spec.hostNetwork": True, "spec.securityContext": {"windowsOptions": {"hostProcess": True}}},
    remedy=(
        "set `hostNetwork: true` and `securityContext: {windowsOptions: {hostProcess: true}}` on the pod, not on "
        "single containers"
    ),
)
HOST_USERS = Rule(
    "core/host-users",
    "A pod with `hostUsers: false` must not set `hostNetwork`, `hostPID` or `hostIPC`, nor use raw devices.",
    "validateHostUsers",
    "Pod",
    bad={"spec.hostUsers": False, "spec.hostNetwork": True},
    good={"spec.hostUsers": False},
    remedy=("remove `hostUsers: false`, or set `hostNetwork: false`, `hostPID: false` and `hostIPC: false`"),
)

LINUX_POD_FIELDS = ("hostUsers", "shareProcessNamespace")
LINUX_POD_FLAGS = ("hostPID", "hostIPC")
LINUX_POD_SECURITY = (
    *("appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "runAsUser"),
    *("runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"),
)
LINUX_CONTAINER_SECURITY = (
    *("appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged"),
    *("allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"),
)


def validate_os(path: str, problems: Problems, scope: PodScope) -> None:
    """The operating system, if the pod names one; `path` is that of the spec."""
    system = scope.spec.get("os")
    if system is None:
        return
    name = system.get("name", "")
    if not name:
        problems.add(OS_NAME, f"{path}.os.name", "name is required")
    elif name not in {"linux", "windows"}:
        refuse_choice(OS_NAME, name, ("linux", "windows"), f"{path}.os", problems)
    elif name == "linux":
        _linux(path, problems, scope)
    else:
        _windows(path, problems, scope)


def _linux(path: str, problems: Problems, scope: PodScope) -> None:
    _forbid(scope.spec.get("securityContext", {}), ("windowsOptions",), f"{path}.securityContext", problems, "linux")
    for below, container in scope.all_containers():
        security = container.get("securityContext", {})
        _forbid(security, ("windowsOptions",), f"{path}{below}.securityContext", problems, "linux")


def _windows(path: str, problems: Problems, scope: PodScope) -> None:
    spec, security = scope.spec, scope.spec.get("securityContext", {})
    _forbid(spec, LINUX_POD_FIELDS, path, problems, "windows")
    _forbid(spec, [field for field in LINUX_POD_FLAGS if spec.get(field)], path, problems, "windows")
    _forbid(security, LINUX_POD_SECURITY, f"{path}.securityContext", problems, "windows")
    if security.get("sysctls"):
        _forbid(security, ("sysctls",), f"{path}.securityContext", problems, "windows")
    for below, container in scope.all_containers():
        security = container.get("securityContext", {})
        _forbid(security, LINUX_CONTAINER_SECURITY, f"{path}{below}.securityContext", problems, "windows")


def _forbid(owner: Tree, fields: tuple[str, ...] | list[str], path: str, problems: Problems, system: str) -> None:
    for field in fields:
        if field in owner:
            problems.add(OTHER_OS, f"{path}.{field}", f"this field is not supported by pods with os.name {system}")


def _host_process(owner: Tree) -> bool | None:
    value: bool | None = owner.get("securityContext", {}).get("windowsOptions", {}).get("hostProcess")
    return value


def validate_host_process(path: str, problems: Problems, scope: PodScope) -> None:
    """Host processes on Windows; `path` is that of the spec (validateWindowsHostProcessPod)."""
    of_pod, containers, count = _host_process(scope.spec), scope.all_containers(), 0
    for below, container in containers:
        own = _host_process(container)
        if of_pod is not None and own is not None and own is not of_pod:
            at = f"{path}{below}.securityContext.windowsOptions.hostProcess"
            problems.add(
                HOST_PROCESS,
                at,
                f"{str(own).lower()} differs from the pod's hostProcess, which is {str(of_pod).lower()}",
            )
        count += bool(own if own is not None else of_pod)
    if not count:
        return
    if count != len(containers):
        problems.add(HOST_PROCESS, path, "either all containers must be host processes, or none")
    if not scope.spec.get("hostNetwork"):
        problems.add(HOST_PROCESS, f"{path}.hostNetwork", "host processes require hostNetwork: true")


def validate_host_users(path: str, problems: Problems, scope: PodScope) -> None:
    """User namespaces; `path` is that of the spec. Two of the fields are spelled as upstream does."""
    if scope.host_users:
        return
    for field, spelling in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if scope.spec.get(field):
            problems.add(HOST_USERS, f"{path}.{spelling}", "must not be true if hostUsers is false")
    for below, container in scope.all_containers():
        # Since 1.35 raw devices are refused too (validateHostUsers).
        if container.get("volumeDevices") and scope.minor >= 35:
            problems.add(HOST_USERS, f"{path}{below}.volumeDevices", "raw devices cannot be used with hostUsers: false")
