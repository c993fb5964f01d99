"""The restart of containers: their own policy, rules by exit code, and resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

CONTAINER_RESTART = Rule(
    "core/container-restart-policy",
    "`restartPolicy` of a container must be Always, OnFailure or Never, and is required with `restartPolicyRules`.",
    "validateContainerRestartPolicy",
    "Pod",
    bad={"spec.containers[0].restartPolicy": "Sometimes"},
    good={"spec.containers[0].restartPolicy": "OnFailure"},
    remedy=(
        "for example, set `restartPolicy: OnFailure`, or remove it to use the pod's; before 1.35 only an init "
        "container may have `restartPolicy: Always`"
    ),
)
RESTART_RULE = Rule(
    "core/container-restart-rule",
    (
        "An entry of `restartPolicyRules` must have an `action`, and `exitCodes` with In or NotIn and at most 255 "
        "values; at most 20 entries are allowed."
    ),
    "validateContainerRestartPolicy",
    "Pod",
    bad={
        "spec.containers[0].restartPolicy": "Never",
        "spec.containers[0].restartPolicyRules": [{"action": "Restart"}],
    },
    good={
        "spec.containers[0].restartPolicy": "Never",
        "spec.containers[0].restartPolicyRules": [
            {"action": "Restart", "exitCodes": {"operator": "In", "values": [42]}}
        ],
    },
    remedy="for example, write `{action: Restart, exitCodes: {operator: In, values: [42]}}`",
)
RESIZE_POLICY = Rule(
    "core/resize-policy",
    (
        "`resizePolicy` must have at most one entry each for cpu and memory, and only NotRequired if the pod's "
        "`restartPolicy` is Never."
    ),
    "validateResizePolicy",
    "Pod",
    bad={"spec.containers[0].resizePolicy": [{"resourceName": "storage", "restartPolicy": "NotRequired"}]},
    good={"spec.containers[0].resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}]},
    remedy="for example, write `resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]`",
)

POLICIES = ("Always", "Never", "OnFailure")


def validate_restart_policy(
    container: Tree, path: str, problems: Problems, scope: PodScope, *, is_init: bool = False
) -> None:
    """A container's own restart policy and rules; `path` is the container's."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules", [])
    if policy is None:
        if rules:
            problems.add(
                CONTAINER_RESTART, f"{path}.restartPolicy", "restartPolicy is missing; restartPolicyRules require it"
            )
        if not rules or is_init:
            return
    elif not is_on("ContainerRestartRules", scope.minor):
        _before_rules(policy, f"{path}.restartPolicy", problems, scope.minor, is_init=is_init)
        return
    elif policy not in POLICIES:
        refuse_choice(CONTAINER_RESTART, policy, POLICIES, f"{path}.restartPolicy", problems)
    restarts_all = is_on("RestartAllContainersOnContainerExits", scope.minor)
    if is_init and policy == "Always" and not restarts_all:
        if rules:
            problems.add(
                RESTART_RULE,
                f"{path}.restartPolicyRules",
                "an init container with restartPolicy Always cannot have rules before 1.36",
            )
        return
    _rules(rules, f"{path}.restartPolicyRules", problems, scope.minor)


def _before_rules(policy: str, path: str, problems: Problems, minor: int, *, is_init: bool) -> None:
    if not is_init:
        problems.add(CONTAINER_RESTART, path, "only init containers can have their own restart policy before 1.35")
    elif policy != "Always" and is_on("SidecarContainers", minor):
        problems.add(CONTAINER_RESTART, path, f"{policy!r} must be Always before 1.35")


def _rules(rules: list[Tree], path: str, problems: Problems, minor: int) -> None:
    restarts_all = is_on("RestartAllContainersOnContainerExits", minor)
    actions = {"Restart", "RestartAllContainers"} if restarts_all else {"Restart"}
    if len(rules) > 20:
        problems.add(RESTART_RULE, path, f"there are {len(rules)} rules; at most 20 are allowed")
    for index, rule in enumerate(rules):
        at, action, codes = f"{path}[{index}]", rule.get("action", ""), rule.get("exitCodes")
        if action not in actions:
            refuse_choice(RESTART_RULE, action, actions, f"{at}.action", problems)
        if codes is None:
            problems.add(RESTART_RULE, f"{at}.exitCodes", "exitCodes is required")
            continue
        operator, values = codes.get("operator", ""), codes.get("values", ())
        if operator not in {"In", "NotIn"}:
            refuse_choice(RESTART_RULE, operator, ("In", "NotIn"), f"{at}.exitCodes.operator", problems)
        if len(values) > 255:
            problems.add(
                RESTART_RULE, f"{at}.exitCodes.values", f"there are {len(values)} exit codes; at most 255 are allowed"
            )


def validate_resize_policy(policies: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The effect of resizing a container; upstream reports everything except a repetition at the list as a whole."""
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        resource, restart = policy.get("resourceName", ""), policy.get("restartPolicy", "")
        if resource in seen:
            problems.add(RESIZE_POLICY, f"{path}[{index}]", f"{resource!r} is listed more than once")
        seen.add(resource)
        if resource not in {"cpu", "memory"}:
            refuse_choice(RESIZE_POLICY, resource, ("cpu", "memory"), path, problems)
        if restart not in {"NotRequired", "RestartContainer"}:
            refuse_choice(RESIZE_POLICY, restart, ("NotRequired", "RestartContainer"), path, problems)
        if scope.restart_policy == "Never" and restart != "NotRequired":
            problems.add(
                RESIZE_POLICY, path, f"{restart!r} must be NotRequired because the pod's restartPolicy is Never"
            )


def validate_init_resize_policy(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """Resizing of an init container, which can restart only if it is a sidecar; `path` is the container's."""
    # Since 1.35 (`validateInitContainers`); before, such a policy was accepted and had no effect.
    if scope.minor < 35 or container.get("restartPolicy") == "Always":
        return
    for index, policy in enumerate(container.get("resizePolicy", ())):
        if policy.get("restartPolicy") == "RestartContainer":
            at = f"{path}.resizePolicy[{index}].restartPolicy"
            problems.add(RESIZE_POLICY, at, "RestartContainer requires restartPolicy: Always in an init container")
