"""Policies about the rights that containers run with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import containers, workloads
from k8sdsl.tree import list_of, map_of, maps

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_CONTEXT = "spec.template.spec.containers[0].securityContext"
_POD_CONTEXT = "spec.template.spec.securityContext"


@policy(
    "security/privileged",
    "`privileged` is not true.",
    of=containers,
    reason="A privileged container can do everything on its node.",
    remedy="remove `privileged`, and add the one capability that is needed",
    bad={_CONTEXT: {"privileged": True}},
    good={_CONTEXT: {"privileged": False}},
    aliases=(
        "kube-linter:privileged-container",
        "kube-score:container-security-context-privileged",
        "polaris:runAsPrivileged",
    ),
    sets=("recommended",),
    fix=Fix(to=False),
)
def privileged(container: Container, _objects: Objects) -> Breaches:
    """Yields privileged containers."""
    if container.security.get("privileged") is True:
        yield container.at("securityContext.privileged"), f"container `{container.name}` is privileged"


@policy(
    "security/privilege-escalation",
    "A container process cannot gain more privileges than its parent process.",
    of=containers,
    reason="With a setuid program, an intruder could become root.",
    remedy="set `allowPrivilegeEscalation: false`, and remove `privileged` and `SYS_ADMIN`",
    bad={_CONTEXT: {"allowPrivilegeEscalation": True}},
    good={_CONTEXT: {"allowPrivilegeEscalation": False}},
    aliases=("kube-linter:privilege-escalation-container",),
    sets=("recommended",),
)
def privilege_escalation(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that say that they may gain rights."""
    context = container.security
    added = list_of(map_of(context.get("capabilities")).get("add"))
    if context.get("allowPrivilegeEscalation") is True:
        yield container.at("securityContext.allowPrivilegeEscalation"), "privilege escalation is allowed"
    elif context.get("privileged") is True:
        yield container.at("securityContext.privileged"), "a privileged container can escalate its privileges"
    elif "SYS_ADMIN" in added:
        yield container.at("securityContext.capabilities.add"), "SYS_ADMIN lets a container escalate its privileges"


@policy(
    "security/privilege-escalation-forbidden",
    "`allowPrivilegeEscalation` is false.",
    of=containers,
    reason="Privilege escalation is allowed unless the field is false.",
    remedy="set `securityContext: {allowPrivilegeEscalation: false}`",
    bad={},
    good={_CONTEXT: {"allowPrivilegeEscalation": False}},
    aliases=("polaris:privilegeEscalationAllowed",),
    fix=Fix(to=False),
)
def privilege_escalation_forbidden(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that do not forbid gaining rights."""
    if container.security.get("allowPrivilegeEscalation") is not False:
        yield container.at("securityContext.allowPrivilegeEscalation"), "privilege escalation is not disabled"


@policy(
    "security/read-only-root",
    "`readOnlyRootFilesystem` is true.",
    of=containers,
    reason="An intruder cannot write files to a read-only file system.",
    remedy="set `readOnlyRootFilesystem: true`, and mount an `emptyDir` where the program writes",
    bad={},
    good={_CONTEXT: {"readOnlyRootFilesystem": True}},
    aliases=(
        "kube-linter:no-read-only-root-fs",
        "kube-score:container-security-context-readonlyrootfilesystem",
        "polaris:notReadOnlyRootFilesystem",
    ),
    fix=Fix(to=True),
)
def read_only_root(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that can write to their root file system."""
    if container.security.get("readOnlyRootFilesystem") is not True:
        yield container.at("securityContext.readOnlyRootFilesystem"), "the root file system is writable"


def effective(container: Container, field: str) -> Any:
    """A field of the container's security context, or of the pod's if the container omits it."""
    own = container.security.get(field)
    return container.workload.security.get(field) if own is None else own


@policy(
    "security/run-as-non-root",
    "`runAsNonRoot` is true or `runAsUser` is above 0, and `runAsGroup` is not 0.",
    of=containers,
    reason="Root in a container is root on the node if it breaks out.",
    remedy="set `securityContext: {runAsNonRoot: true}`, and `runAsUser: 1000` where the image runs as root",
    bad={},
    good={_POD_CONTEXT: {"runAsNonRoot": True}},
    aliases=("kube-linter:run-as-non-root",),
    sets=("recommended",),
)
def run_as_non_root(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that may run as root or in its group."""
    user, group = effective(container, "runAsUser"), effective(container, "runAsGroup")
    if group == 0:
        yield container.at("securityContext.runAsGroup"), "the group is 0, which is root"
    if isinstance(user, int) and user > 0:
        return
    if effective(container, "runAsNonRoot") is not True:
        yield container.at("securityContext.runAsNonRoot"), f"container `{container.name}` may run as root"
    elif user == 0:
        yield container.at("securityContext.runAsUser"), "`runAsUser: 0` contradicts `runAsNonRoot: true`"


@policy(
    "security/root-not-excluded",
    "The pod or the container forbids root (`runAsNonRoot: true`, or a `runAsUser` above 0), and no container allows "
    "it.",
    of=containers,
    reason="Root in a container is root on the node if it breaks out.",
    remedy="set `securityContext: {runAsNonRoot: true}`",
    bad={_POD_CONTEXT: {"runAsUser": 0}},
    good={_CONTEXT: {"runAsUser": 1000}},
    aliases=("polaris:runAsRootAllowed",),
)
def root_not_excluded(container: Container, _objects: Objects) -> Breaches:
    """Yields containers for which neither they nor their pod exclude root."""
    own, pod = container.security, container.workload.security
    if not _excludes_root(own) and not (_excludes_root(pod) and not _allows_root(own)):
        yield container.at("securityContext.runAsNonRoot"), f"container `{container.name}` may run as root"


def _excludes_root(context: dict[str, Any]) -> bool:
    user = context.get("runAsUser")
    return (isinstance(user, int) and user >= 1) or context.get("runAsNonRoot") is True


def _allows_root(context: dict[str, Any]) -> bool:
    user = context.get("runAsUser")
    return (isinstance(user, int) and user < 1) or context.get("runAsNonRoot") not in (None, True)


@policy(
    "security/high-user-and-group",
    "`runAsUser` and `runAsGroup` are at least 10000.",
    of=containers,
    reason="A low ID can belong to a user of the node.",
    remedy="set `securityContext: {runAsUser: 10001, runAsGroup: 10001}`",
    bad={_CONTEXT: {"runAsUser": 1000, "runAsGroup": 1000}},
    good={_CONTEXT: {"runAsUser": 10001, "runAsGroup": 10001}},
    aliases=("kube-score:container-security-context-user-group-id",),
)
def high_user_and_group(container: Container, _objects: Objects) -> Breaches:
    """Yields users and groups below 10000, and those that are not set."""
    for field in ("runAsUser", "runAsGroup"):
        number = effective(container, field)
        if not isinstance(number, int) or number < 10000:
            yield (
                container.at(f"securityContext.{field}"),
                f"`{field}` is {number if number is not None else 'not set'}",
            )


@policy(
    "security/proc-mount",
    "`procMount` is not `Unmasked`.",
    of=containers,
    reason="With an unmasked /proc, a container can read and change settings of the node.",
    remedy="remove `procMount`",
    bad={_CONTEXT: {"procMount": "Unmasked"}},
    good={_CONTEXT: {"procMount": "Default"}},
    aliases={
        "kube-linter:unsafe-proc-mount": lambda container: _proc_mount(container) == "unmasked",
        "polaris:procMount": lambda container: not container.is_init,
    },
    sets=("recommended",),
    fix=Fix(to="Default"),
)
def proc_mount(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that see all of /proc."""
    if _proc_mount(container) != "default":
        yield container.at("securityContext.procMount"), f"`procMount` is {container.security['procMount']}"


def _proc_mount(container: Container) -> str:
    mount = container.security.get("procMount")
    return mount.lower() if isinstance(mount, str) else "default"


@policy(
    "security/host-process",
    "`hostProcess` is not true.",
    of=workloads,
    reason="A host process container can do everything on its Windows node.",
    remedy="remove `windowsOptions.hostProcess`",
    bad={_POD_CONTEXT: {"windowsOptions": {"hostProcess": True}}},
    good={_POD_CONTEXT: {"windowsOptions": {"hostProcess": False}}},
    aliases=("polaris:hostProcess",),
    sets=("recommended",),
    fix=Fix(to=False),
)
def host_process(workload: Workload, _objects: Objects) -> Breaches:
    """Yields host process pods and containers."""
    places = [(workload.at("securityContext"), workload.security)]
    places += [(c.at("securityContext"), c.security) for c in workload.containers if not c.is_init]
    for path, context in places:
        if map_of(context.get("windowsOptions")).get("hostProcess") not in (None, False):
            yield f"{path}.windowsOptions.hostProcess", "the process runs on the node itself"


@policy(
    "security/seccomp",
    "The pod, or every container of it, has a `seccompProfile`.",
    of=workloads,
    reason="Without a profile, a container can make every system call.",
    remedy="set `securityContext: {seccompProfile: {type: RuntimeDefault}}` in the pod's spec",
    bad={},
    good={_POD_CONTEXT: {"seccompProfile": {"type": "RuntimeDefault"}}},
    aliases=("kube-score:container-seccomp-profile",),
    fix=Fix(to={"type": "RuntimeDefault"}),
)
def seccomp(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods without a seccomp profile."""
    annotations = map_of(map_of(workload.template.get("metadata")).get("annotations"))
    if "seccomp.security.alpha.kubernetes.io/defaultProfileName" in annotations:
        return
    regular = [container for container in workload.containers if not container.is_init]
    everywhere = bool(regular) and all(_has_profile(container.security) for container in regular)
    if not _has_profile(workload.security) and not everywhere:
        yield workload.at("securityContext.seccompProfile"), "no seccomp profile is set"


def _has_profile(context: dict[str, Any]) -> bool:
    return context.get("seccompProfile") is not None


@policy(
    "security/sysctls",
    "`sysctls` contains only settings that affect just the pod.",
    of=workloads,
    reason="An unsafe setting can slow down or stop other pods of the node.",
    remedy="remove the setting, or run the workload on dedicated nodes",
    bad={_POD_CONTEXT: {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}},
    good={_POD_CONTEXT: {"sysctls": [{"name": "vm.swappiness", "value": "1"}]}},
    aliases=("kube-linter:unsafe-sysctls",),
)
def sysctls(workload: Workload, _objects: Objects) -> Breaches:
    """Yields settings of the kernel that are not confined to a pod."""
    for setting in maps(workload.security.get("sysctls")):
        name = str(setting.get("name", ""))
        for prefix in ("kernel.msg", "kernel.sem", "kernel.shm", "fs.mqueue.", "net."):
            if name.startswith(prefix):
                yield workload.at("securityContext.sysctls"), f"`{name}` also affects other pods or the node"
