"""The failure policy and the success policy of a Job (batch/validation `validatePodFailurePolicy`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.numbers import not_negative
from k8sdsl.server.rules.batch.indexes import count_indexes
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_ONE = {"operator": "In", "values": [1]}
_TWO = {"operator": "In", "values": [1, 2]}
_WRONG = {"operator": "In", "values": [2, 1]}

FAILURE_RULES = Rule(
    "batch/failure-rules",
    (
        "`podFailurePolicy` must have at most 20 `rules`, each with an `action` and either `onExitCodes` or "
        "`onPodConditions`."
    ),
    "validatePodFailurePolicyRule",
    "Job",
    bad={"spec.podFailurePolicy": {"rules": [{"action": "FailJob"}]}},
    good={"spec.podFailurePolicy": {"rules": [{"action": "FailJob", "onExitCodes": _ONE}]}},
    remedy="for example, write `{action: FailJob, onExitCodes: {operator: In, values: [42]}}`",
)
EXIT_CODES = Rule(
    "batch/exit-codes",
    (
        "`onExitCodes` must have the operator In or NotIn, 1 to 255 different `values` in increasing order, no 0 "
        "with In, and an existing `containerName`."
    ),
    "validatePodFailurePolicyRuleOnExitCodes",
    "Job",
    bad={
        "spec.podFailurePolicy": {"rules": [{"action": "FailJob", "onExitCodes": _WRONG}]},
    },
    good={
        "spec.podFailurePolicy": {"rules": [{"action": "FailJob", "onExitCodes": _TWO}]},
    },
    remedy="for example, write `onExitCodes: {containerName: main, operator: In, values: [1, 2]}`",
)
POD_CONDITIONS = Rule(
    "batch/pod-conditions",
    (
        "`onPodConditions` must have at most 20 entries, each with a qualified `type` and a `status` of True, False "
        "or Unknown."
    ),
    "validatePodFailurePolicyRuleOnPodConditions",
    "Job",
    bad={
        "spec.podFailurePolicy": {
            "rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "Yes"}]}],
        },
    },
    good={
        "spec.podFailurePolicy": {
            "rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}],
        },
    },
    remedy='for example, write `onPodConditions: [{type: DisruptionTarget, status: "True"}]`',
)
SUCCESS_RULES = Rule(
    "batch/success-rules",
    (
        "`successPolicy` must have 1 to 20 `rules`, each with valid `succeededIndexes` or a `succeededCount` that "
        "can be reached."
    ),
    "validateSuccessPolicyRule",
    "Job",
    bad={
        "spec.completionMode": "Indexed",
        "spec.completions": 3,
        "spec.successPolicy": {"rules": [{"succeededIndexes": "0-3"}]},
    },
    good={
        "spec.completionMode": "Indexed",
        "spec.completions": 3,
        "spec.successPolicy": {"rules": [{"succeededIndexes": "0,2", "succeededCount": 1}]},
    },
    remedy='for example, write `rules: [{succeededIndexes: "0-2", succeededCount: 2}]`',
)

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_MOST_RULES, _MOST_CODES, _LONGEST_INDEXES = 20, 255, 64 * 1024


def validate_failure_policy(spec: Tree, path: str, problems: Problems) -> None:
    """`podFailurePolicy` of a Job's specification."""
    rules = spec["podFailurePolicy"].get("rules") or []
    if len(rules) > _MOST_RULES:
        problems.add(FAILURE_RULES, f"{path}.rules", f"there are {len(rules)} rules; at most {_MOST_RULES} are allowed")
    pod = (spec.get("template") or {}).get("spec") or {}
    containers = {
        container.get("name", "") for field in ("containers", "initContainers") for container in pod.get(field) or ()
    }
    for index, rule in enumerate(rules):
        at = f"{path}.rules[{index}]"
        _validate_action(rule.get("action", ""), f"{at}.action", problems, per_index="backoffLimitPerIndex" in spec)
        codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or []
        if codes is not None:
            _validate_exit_codes(codes, containers, f"{at}.onExitCodes", problems)
        _validate_conditions(conditions, f"{at}.onPodConditions", problems)
        if (codes is not None) == bool(conditions):
            problems.add(FAILURE_RULES, at, "must have exactly one of onExitCodes and onPodConditions")


def _validate_action(action: str, path: str, problems: Problems, *, per_index: bool) -> None:
    if action not in _ACTIONS:
        refuse_choice(FAILURE_RULES, action, _ACTIONS, path, problems)
    elif action == "FailIndex" and not per_index:
        problems.add(FAILURE_RULES, path, "FailIndex requires backoffLimitPerIndex")


def _validate_exit_codes(codes: Tree, containers: set[str], path: str, problems: Problems) -> None:
    operator, values = codes.get("operator", ""), codes.get("values") or []
    if operator not in {"In", "NotIn"}:
        refuse_choice(EXIT_CODES, operator, ("In", "NotIn"), f"{path}.operator", problems)
    if codes.get("containerName") is not None and codes["containerName"] not in containers:
        problems.add(EXIT_CODES, f"{path}.containerName", f"the template has no container {codes['containerName']!r}")
    if not 1 <= len(values) <= _MOST_CODES:
        problems.add(
            EXIT_CODES, f"{path}.values", f"there are {len(values)} values; from 1 to {_MOST_CODES} are allowed"
        )
    met: set[int] = set()
    for index, value in enumerate(values):
        if operator == "In" and value == 0:
            problems.add(EXIT_CODES, f"{path}.values[{index}]", "0 means success and cannot be listed for In")
        if value in met:
            problems.add(EXIT_CODES, f"{path}.values[{index}]", f"{value} is listed more than once")
        met.add(value)
    if values != sorted(values):
        problems.add(EXIT_CODES, f"{path}.values", "must be in increasing order")


def _validate_conditions(conditions: list[Tree], path: str, problems: Problems) -> None:
    if len(conditions) > _MOST_RULES:
        problems.add(POD_CONDITIONS, path, f"there are {len(conditions)} conditions; at most {_MOST_RULES} are allowed")
    for index, condition in enumerate(conditions):
        kind, status = condition.get("type", ""), condition.get("status") or "True"
        reason = formats.qualified_name(kind)
        if reason:
            problems.add(POD_CONDITIONS, f"{path}[{index}].type", f"{kind!r} {reason}")
        if status not in {"False", "True", "Unknown"}:
            refuse_choice(POD_CONDITIONS, status, ("False", "True", "Unknown"), f"{path}[{index}].status", problems)


def validate_success_policy(spec: Tree, path: str, problems: Problems) -> None:
    """`successPolicy` of an indexed Job's specification."""
    rules = spec["successPolicy"].get("rules") or []
    if not 1 <= len(rules) <= _MOST_RULES:
        problems.add(
            SUCCESS_RULES, f"{path}.rules", f"there are {len(rules)} rules; from 1 to {_MOST_RULES} are allowed"
        )
    for index, rule in enumerate(rules):
        _validate_success_rule(rule, spec.get("completions") or 0, f"{path}.rules[{index}]", problems)


def _validate_success_rule(rule: Tree, completions: int, path: str, problems: Problems) -> None:
    indexes, count = rule.get("succeededIndexes"), rule.get("succeededCount")
    if indexes is None and count is None:
        problems.add(SUCCESS_RULES, path, "succeededCount or succeededIndexes is required")
    most = completions
    if indexes is not None:
        named, reason = count_indexes(indexes, completions)
        if len(indexes) > _LONGEST_INDEXES:
            reason = f"must be at most {_LONGEST_INDEXES} characters long"
        if reason:
            problems.add(SUCCESS_RULES, f"{path}.succeededIndexes", f"{indexes!r} {reason}")
        most = min(named, completions)
    if count is not None:
        not_negative(rule, ("succeededCount",), path, problems)
        if count > most:
            problems.add(SUCCESS_RULES, f"{path}.succeededCount", f"{count} exceeds the number of indexes, {most}")
