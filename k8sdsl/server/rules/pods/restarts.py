"""When containers are restarted: their own policy, rules by exit code, and on resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

CONTAINER_RESTART = Rule(
    "core/container-restart-policy",
    "A container's own restart policy is Always, OnFailure or Never, and rules go with one.",
    "validateContainerRestartPolicy",
    "Pod",
    bad={"spec.containers[0].restartPolicy": "Sometimes"},
    good={"spec.containers[0].restartPolicy": "OnFailure"},
)
RESTART_RULE = Rule(
    "core/container-restart-rule",
    "A restart rule has an action and exit codes with In or NotIn; there are up to 20 rules of 255 codes.",
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
)
RESIZE_POLICY = Rule(
    "core/resize-policy",
    "Resizing is told once each for cpu and memory: NotRequired or RestartContainer, if the pod may restart.",
    "validateResizePolicy",
    "Pod",
    bad={"spec.containers[0].resizePolicy": [{"resourceName": "storage", "restartPolicy": "NotRequired"}]},
    good={"spec.containers[0].resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}]},
)

POLICIES = ("Always", "Never", "OnFailure")
RULES_SINCE = 35
"""ContainerRestartRules are on by default since this minor version."""


def validate_restart_policy(
    container: Tree, path: str, problems: Problems, scope: PodScope, *, is_init: bool = False
) -> None:
    """A container's own restart policy and rules; `path` is the container's."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules", [])
    if policy is None:
        if rules:
            problems.add(CONTAINER_RESTART, f"{path}.restartPolicy", "rules need a restartPolicy")
        if not rules or is_init:
            return
    elif scope.minor < RULES_SINCE:
        _before_rules(policy, f"{path}.restartPolicy", problems, scope.minor, is_init=is_init)
        return
    elif policy not in POLICIES:
        refuse_choice(CONTAINER_RESTART, policy, POLICIES, f"{path}.restartPolicy", problems)
    if is_init and policy == "Always" and scope.minor < 36:
        if rules:
            problems.add(RESTART_RULE, f"{path}.restartPolicyRules", "a sidecar with restartPolicy Always has no rules")
        return
    _rules(rules, f"{path}.restartPolicyRules", problems, scope.minor)


def _before_rules(policy: str, path: str, problems: Problems, minor: int, *, is_init: bool) -> None:
    if not is_init:
        problems.add(CONTAINER_RESTART, path, "only init containers have a restart policy of their own")
    elif policy != "Always" and minor >= 29:
        problems.add(CONTAINER_RESTART, path, f"{policy!r} is not Always")


def _rules(rules: list[Tree], path: str, problems: Problems, minor: int) -> None:
    actions = {"Restart"} if minor < 36 else {"Restart", "RestartAllContainers"}
    if len(rules) > 20:
        problems.add(RESTART_RULE, path, f"{len(rules)} rules are more than 20")
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
            problems.add(RESTART_RULE, f"{at}.exitCodes.values", f"{len(values)} codes are more than 255")


def validate_resize_policy(policies: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """What resizing a container does to it; upstream reports all but a repetition at the list as a whole."""
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        resource, restart = policy.get("resourceName", ""), policy.get("restartPolicy", "")
        if resource in seen:
            problems.add(RESIZE_POLICY, f"{path}[{index}]", f"{resource!r} is told already")
        seen.add(resource)
        if resource not in {"cpu", "memory"}:
            refuse_choice(RESIZE_POLICY, resource, ("cpu", "memory"), path, problems)
        if restart not in {"NotRequired", "RestartContainer"}:
            refuse_choice(RESIZE_POLICY, restart, ("NotRequired", "RestartContainer"), path, problems)
        if scope.restart_policy == "Never" and restart != "NotRequired":
            problems.add(RESIZE_POLICY, path, "must be NotRequired where the pod's restartPolicy is Never")


def validate_init_resize_policy(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """Resizing of an init container, which restarts for it only if it keeps running; `path` is the container's."""
    if scope.minor < 35 or container.get("restartPolicy") == "Always":
        return
    for index, policy in enumerate(container.get("resizePolicy", ())):
        if policy.get("restartPolicy") == "RestartContainer":
            at = f"{path}.resizePolicy[{index}].restartPolicy"
            problems.add(RESIZE_POLICY, at, "only init containers with restartPolicy Always restart")
