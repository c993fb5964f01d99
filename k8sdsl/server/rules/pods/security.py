"""Security contexts of pods and containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.paths import relative_path
from k8sdsl.server.rules.pods.windows_options import validate_windows_options

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

USER_ID = Rule(
    "core/user-id",
    "A user or group id, such as `runAsUser` or `fsGroup`, must be from 0 to 2147483647.",
    "IsValidUserID",
    "Pod",
    bad={"spec.securityContext": {"runAsUser": -1}},
    good={"spec.securityContext": {"runAsUser": 1000}},
    remedy="set a number, such as `runAsUser: 1000`",
)
PRIVILEGE = Rule(
    "core/privilege-escalation",
    "A container with `allowPrivilegeEscalation: false` must not be `privileged` or add the capability CAP_SYS_ADMIN.",
    "ValidateSecurityContext",
    "Pod",
    bad={"spec.containers[0].securityContext": {"privileged": True, "allowPrivilegeEscalation": False}},
    good={"spec.containers[0].securityContext": {"privileged": True}},
    remedy=(
        "remove `allowPrivilegeEscalation: false`, or set `privileged: false` and remove CAP_SYS_ADMIN from "
        "`capabilities.add`"
    ),
)
PROC_MOUNT = Rule(
    "core/proc-mount",
    "`procMount` must be Default, or Unmasked in a pod with `hostUsers: false`.",
    "ValidateProcMountType",
    "Pod",
    bad={"spec.containers[0].securityContext": {"procMount": "Unmasked"}},
    good={"spec.hostUsers": False, "spec.containers[0].securityContext": {"procMount": "Unmasked"}},
    remedy="remove it, or set `spec.hostUsers: false` together with `procMount: Unmasked`",
)
SECCOMP = Rule(
    "core/seccomp-profile",
    (
        "`seccompProfile.type` must be RuntimeDefault, Unconfined or Localhost, and only Localhost must have a "
        "`localhostProfile`."
    ),
    "validateSeccompProfileField",
    "Pod",
    bad={"spec.securityContext": {"seccompProfile": {"type": "Localhost"}}},
    good={"spec.securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "web.json"}}},
    remedy="write `seccompProfile: {type: RuntimeDefault}` or `{type: Localhost, localhostProfile: profiles/web.json}`",
)
APP_ARMOR = Rule(
    "core/app-armor-profile",
    (
        "`appArmorProfile.type` must be RuntimeDefault, Unconfined or Localhost, and only Localhost must have a "
        "`localhostProfile`."
    ),
    "ValidateAppArmorProfileField",
    "Pod",
    bad={"spec.securityContext": {"appArmorProfile": {"type": "RuntimeDefault", "localhostProfile": "web"}}},
    good={"spec.securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}},
    remedy="write `appArmorProfile: {type: RuntimeDefault}` or `{type: Localhost, localhostProfile: k8s-web}`",
)
POLICY = Rule(
    "core/security-policy",
    (
        "`fsGroupChangePolicy`, `supplementalGroupsPolicy` and `seLinuxChangePolicy` must have one of the values "
        "that Kubernetes defines."
    ),
    "validateFSGroupChangePolicy",
    "Pod",
    bad={"spec.securityContext": {"fsGroupChangePolicy": "Never"}},
    good={"spec.securityContext": {"fsGroupChangePolicy": "OnRootMismatch"}},
    remedy=(
        "for example, write `fsGroupChangePolicy: OnRootMismatch`, `supplementalGroupsPolicy: Merge` or "
        "`seLinuxChangePolicy: Recursive`"
    ),
)
PROCESS_NAMESPACE = Rule(
    "core/share-process-namespace",
    "A pod must not set both `shareProcessNamespace` and `hostPID`.",
    "validatePodSpecSecurityContext",
    "Pod",
    bad={"spec.shareProcessNamespace": True, "spec.hostPID": True},
    good={"spec.shareProcessNamespace": True},
    remedy="keep `shareProcessNamespace: true` and remove `hostPID`",
)

PROFILE_TYPES = frozenset(("Localhost", "RuntimeDefault", "Unconfined"))
PROFILE_LENGTH = 4095
LAST_ID = 2**31 - 1


def _id(value: int, path: str, problems: Problems) -> None:
    if not 0 <= value <= LAST_ID:
        problems.add(USER_ID, path, f"{value} is not between 0 and {LAST_ID}")


def validate_container_security(context: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The security context of one container (ValidateSecurityContext)."""
    for field in ("runAsUser", "runAsGroup"):
        if field in context:
            _id(context[field], f"{path}.{field}", problems)
    if "procMount" in context:
        _proc_mount(context["procMount"], f"{path}.procMount", problems, scope)
    if context.get("allowPrivilegeEscalation") is False:
        if context.get("privileged"):
            problems.add(PRIVILEGE, path, "allowPrivilegeEscalation: false and privileged: true cannot both be set")
        if "CAP_SYS_ADMIN" in context.get("capabilities", {}).get("add", ()):
            problems.add(
                PRIVILEGE, path, "allowPrivilegeEscalation: false and the capability CAP_SYS_ADMIN cannot both be set"
            )
    _profiles(context, path, problems)


def _profiles(context: Tree, path: str, problems: Problems) -> None:
    if "seccompProfile" in context:
        _seccomp(context["seccompProfile"], f"{path}.seccompProfile", problems)
    if "appArmorProfile" in context:
        _app_armor(context["appArmorProfile"], f"{path}.appArmorProfile", problems)
    if "windowsOptions" in context:
        validate_windows_options(context["windowsOptions"], f"{path}.windowsOptions", problems)


def _proc_mount(value: str, path: str, problems: Problems, scope: PodScope) -> None:
    if not is_on("ProcMountType", scope.minor):  # The server replaces it with Default (dropDisabledProcMountField).
        return
    if value not in {"Default", "Unmasked"}:
        refuse_choice(PROC_MOUNT, value, ("Default", "Unmasked"), path, problems)
    elif value == "Unmasked" and scope.host_users:
        problems.add(PROC_MOUNT, path, "Unmasked requires hostUsers: false")


def _seccomp(profile: Tree, path: str, problems: Problems) -> None:
    kind = profile.get("type", "")
    if kind not in PROFILE_TYPES:
        refuse_choice(SECCOMP, kind, PROFILE_TYPES, f"{path}.type", problems)
    file = profile.get("localhostProfile")
    if kind != "Localhost":
        if file is not None:
            problems.add(
                SECCOMP, f"{path}.localhostProfile", "only a profile of type Localhost can have a localhostProfile"
            )
    elif file is None:
        problems.add(SECCOMP, f"{path}.localhostProfile", "localhostProfile is required for type Localhost")
    else:
        relative_path(file, f"{path}.localhostProfile", problems)


def _app_armor(profile: Tree, path: str, problems: Problems) -> None:
    kind = profile.get("type", "")
    if kind not in PROFILE_TYPES:
        refuse_choice(APP_ARMOR, kind, PROFILE_TYPES, f"{path}.type", problems)
        return
    reason = app_armor_name(kind, profile.get("localhostProfile"))
    if reason:
        problems.add(APP_ARMOR, f"{path}.localhostProfile", reason)


def app_armor_name(kind: str, name: str | None) -> str:
    """Why the name of a profile does not fit its type, or an empty string."""
    if kind != "Localhost":
        return "" if name is None else "only a profile of type Localhost can have a localhostProfile"
    if not name or not name.strip():
        return "localhostProfile is required for type Localhost"
    if name != name.strip():
        return "the name must not have leading or trailing spaces"
    return (
        ""
        if len(name.encode("utf-8", "surrogatepass")) <= PROFILE_LENGTH
        else f"the name must be at most {PROFILE_LENGTH} bytes long"
    )


def validate_pod_security(context: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The security context of a pod (validatePodSpecSecurityContext, without sysctls)."""
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        if field in context:
            _id(context[field], f"{path}.{field}", problems)
    for index, group in enumerate(context.get("supplementalGroups", ())):
        _id(group, f"{path}.supplementalGroups[{index}]", problems)
    if scope.spec.get("shareProcessNamespace") and scope.spec.get("hostPID"):
        message = "shareProcessNamespace and hostPID cannot both be true"
        problems.add(PROCESS_NAMESPACE, f"{path}.shareProcessNamespace", message)
    _one_of(context, "fsGroupChangePolicy", ("Always", "OnRootMismatch"), path, problems)
    _one_of(context, "supplementalGroupsPolicy", ("Merge", "Strict"), path, problems)
    policies = ("MountOption", "Recursive") if is_on("SELinuxMount", scope.minor) else ("Recursive",)
    _one_of(context, "seLinuxChangePolicy", policies, path, problems)
    _profiles(context, path, problems)


def _one_of(context: Tree, field: str, values: tuple[str, ...], path: str, problems: Problems) -> None:
    value: Any = context.get(field)
    if value is not None and value not in values:
        refuse_choice(POLICY, value, values, f"{path}.{field}", problems)
