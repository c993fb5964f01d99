"""The specification of a pod or of a pod template (ValidatePodSpec)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_labels
from k8sdsl.server.rules.pods.affinity import validate_affinity
from k8sdsl.server.rules.pods.containers import validate_all_containers
from k8sdsl.server.rules.pods.env import validate_env_files
from k8sdsl.server.rules.pods.names import validate_dns, validate_host_aliases, validate_hostname
from k8sdsl.server.rules.pods.operating_system import validate_host_process, validate_host_users, validate_os
from k8sdsl.server.rules.pods.pod_resources import validate_pod_resources
from k8sdsl.server.rules.pods.ports import validate_host_network_ports
from k8sdsl.server.rules.pods.resources import validate_resource_requirements
from k8sdsl.server.rules.pods.security import validate_pod_security
from k8sdsl.server.rules.pods.spread import validate_spread
from k8sdsl.server.rules.pods.sysctls import validate_sysctls
from k8sdsl.server.rules.pods.tolerations import validate_tolerations
from k8sdsl.server.rules.pods.volumes import validate_volumes

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

RESTART_POLICY = Rule(
    "core/restart-policy",
    "`restartPolicy` of a pod must be Always, OnFailure or Never.",
    "validateRestartPolicy",
    "Pod",
    bad={"spec.restartPolicy": "always"},
    good={"spec.restartPolicy": "Always"},
    remedy="write the value as listed, such as `restartPolicy: OnFailure`",
)
PREEMPTION_POLICY = Rule(
    "core/preemption-policy",
    "`preemptionPolicy` of a pod must be PreemptLowerPriority or Never.",
    "ValidatePreemptionPolicy",
    "Pod",
    bad={"spec.preemptionPolicy": "Always"},
    good={"spec.preemptionPolicy": "Never"},
    remedy="remove it for the default, or set `preemptionPolicy: Never`",
)
REFERRED_NAME = Rule(
    "core/referred-name",
    "`serviceAccountName`, `nodeName`, `priorityClassName` and `runtimeClassName` must be valid DNS names.",
    "ValidatePodSpec",
    "Pod",
    bad={"spec.serviceAccountName": "My Account"},
    good={"spec.serviceAccountName": "my-account"},
    remedy="use lowercase letters, digits, dashes and dots, such as `serviceAccountName: web-reader`",
)
ACTIVE_DEADLINE = Rule(
    "core/active-deadline",
    "`activeDeadlineSeconds` of a pod must be from 1 to 2147483647.",
    "ValidatePodSpec",
    "Pod",
    bad={"spec.activeDeadlineSeconds": 0},
    good={"spec.activeDeadlineSeconds": 60},
    remedy="set a positive number of seconds, such as `activeDeadlineSeconds: 600`",
)
GATE = Rule(
    "core/pod-gate",
    "`readinessGates` and `schedulingGates` must have qualified names, and each scheduling gate must be listed once.",
    "validateSchedulingGates",
    "Pod",
    bad={"spec.schedulingGates": [{"name": "my gate"}]},
    good={"spec.schedulingGates": [{"name": "example.com/my-gate"}]},
    remedy="write a name with a domain, such as `schedulingGates: [{name: example.com/quota}]`",
)
RESOURCE_CLAIM = Rule(
    "core/pod-resource-claim",
    (
        "An entry of `resourceClaims` must have a unique `name` and exactly one of `resourceClaimName` and "
        "`resourceClaimTemplateName`."
    ),
    "validatePodResourceClaim",
    "Pod",
    bad={"spec.resourceClaims": [{"name": "gpu"}]},
    good={"spec.resourceClaims": [{"name": "gpu", "resourceClaimTemplateName": "gpu"}]},
    remedy="for example, write `resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu-template}]`",
)

RESTART_POLICIES = frozenset(("Always", "OnFailure", "Never"))


def validate_pod_spec(path: str, problems: Problems, scope: PodScope) -> None:
    """The specification in `scope`, to which the defaults have been applied; `path` is its path."""
    spec = scope.spec
    if spec.get("volumes"):
        validate_volumes(spec["volumes"], f"{path}.volumes", problems, scope)
    if "resourceClaims" in spec:
        _resource_claims(spec["resourceClaims"], f"{path}.resourceClaims", problems, scope)
    validate_all_containers(path, problems, scope)
    validate_pod_resources(path, problems, scope)
    validate_host_network_ports(path, problems, scope)
    if scope.restart_policy not in RESTART_POLICIES:
        refuse_choice(RESTART_POLICY, scope.restart_policy, RESTART_POLICIES, f"{path}.restartPolicy", problems)
    validate_dns(path, problems, scope)
    validate_hostname(path, problems, scope)
    _security(spec, path, problems, scope)
    _scheduling(spec, path, problems, scope)
    _referred_names(spec, path, problems)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline < 2**31:
        problems.add(ACTIVE_DEADLINE, f"{path}.activeDeadlineSeconds", f"{deadline} is not between 1 and 2147483647")
    if "hostAliases" in spec:
        validate_host_aliases(spec["hostAliases"], f"{path}.hostAliases", problems, scope)
    if "overhead" in spec:
        overhead = {"limits": spec["overhead"]}
        validate_resource_requirements(overhead, f"{path}.overhead", problems, claims=set())
    validate_env_files(path, problems, scope)


def _security(spec: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    security = spec.get("securityContext", {})
    validate_pod_security(security, f"{path}.securityContext", problems, scope)
    if "sysctls" in security:
        validate_sysctls(security["sysctls"], f"{path}.securityContext.sysctls", problems, scope)
    validate_host_process(path, problems, scope)
    validate_host_users(path, problems, scope)
    validate_os(path, problems, scope)


def _scheduling(spec: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    if "nodeSelector" in spec:
        validate_labels(spec["nodeSelector"], f"{path}.nodeSelector", problems)
    if "affinity" in spec:
        validate_affinity(spec["affinity"], f"{path}.affinity", problems, scope)
    if "tolerations" in spec:
        validate_tolerations(spec["tolerations"], f"{path}.tolerations", problems)
    if "topologySpreadConstraints" in spec:
        constraints = spec["topologySpreadConstraints"]
        validate_spread(constraints, f"{path}.topologySpreadConstraints", problems, scope)
    policy = spec.get("preemptionPolicy")
    if policy is not None and policy not in {"PreemptLowerPriority", "Never"}:
        choices = ("PreemptLowerPriority", "Never")
        refuse_choice(PREEMPTION_POLICY, policy, choices, f"{path}.preemptionPolicy", problems)
    for index, gate in enumerate(spec.get("readinessGates", ())):
        kind = gate.get("conditionType", "")
        reason = formats.qualified_name(kind)
        if reason:
            problems.add(GATE, f"{path}.readinessGates[{index}].conditionType", f"{kind!r} {reason}")
    names = [gate.get("name", "") for gate in spec.get("schedulingGates", ())]
    for index, name in enumerate(names):
        reason = formats.qualified_name(name) or ("is listed more than once" if name in names[:index] else "")
        if reason:
            problems.add(GATE, f"{path}.schedulingGates[{index}]", f"{name!r} {reason}")


def _referred_names(spec: Tree, path: str, problems: Problems) -> None:
    for field in ("serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"):
        name = spec.get(field)
        if name or (name is not None and field == "runtimeClassName"):
            reason = formats.dns1123_subdomain(name)
            if reason:
                problems.add(REFERRED_NAME, f"{path}.{field}", f"{name!r} {reason}")


def _resource_claims(claims: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    if claims and "kubernetes.io/config.mirror" in ((scope.meta or {}).get("annotations") or {}):
        problems.add(RESOURCE_CLAIM, "", "a static pod cannot have resourceClaims")
        return
    names: set[str] = set()
    for index, claim in enumerate(claims):
        at, name = f"{path}[{index}]", claim.get("name", "")
        reason = formats.dns1123_label(name) if name else "is empty; a name is required"
        if name in names:
            reason = "is already the name of another claim"
        if reason:
            problems.add(RESOURCE_CLAIM, f"{at}.name", f"{name!r} {reason}")
        names.add(name)
        refs = [field for field in ("resourceClaimName", "resourceClaimTemplateName") if field in claim]
        if len(refs) != 1:
            problems.add(RESOURCE_CLAIM, at, "must have exactly one of resourceClaimName and resourceClaimTemplateName")
        for field in refs:
            reason = formats.dns1123_subdomain(claim[field])
            if reason:
                problems.add(RESOURCE_CLAIM, f"{at}.{field}", f"{claim[field]!r} {reason}")
