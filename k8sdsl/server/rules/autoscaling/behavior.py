"""The speed at which an autoscaler scales up and down (autoscaling/validation `validateBehavior`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

RULES = Rule(
    "autoscaling/scaling-rules",
    (
        "`stabilizationWindowSeconds` must be from 0 to 3600, `selectPolicy` Max, Min or Disabled, and `policies` "
        "must not be empty."
    ),
    "validateScalingRules",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleDown": {"stabilizationWindowSeconds": 7200}}},
    good={"spec.behavior": {"scaleDown": {"stabilizationWindowSeconds": 600, "selectPolicy": "Min"}}},
    remedy=(
        "for example, write `scaleDown: {stabilizationWindowSeconds: 300, policies: [{type: Pods, value: 1, "
        "periodSeconds: 60}]}`"
    ),
)
POLICY = Rule(
    "autoscaling/scaling-policy",
    "A scaling policy must have the `type` Pods or Percent, a positive `value`, and a `periodSeconds` from 1 to 1800.",
    "validateScalingPolicy",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 3600}]}}},
    good={"spec.behavior": {"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 60}]}}},
    remedy="for example, write `{type: Percent, value: 100, periodSeconds: 60}`",
)
TOLERANCE = Rule(
    "autoscaling/tolerance",
    "`tolerance` of scaling rules must not be negative.",
    "validateScalingRules",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleUp": {"tolerance": "-100m"}}},
    good={"spec.behavior": {"scaleUp": {"tolerance": "50m"}}},
    remedy='for example, write `tolerance: "0.05"`',
)

_LONGEST_WINDOW, _LONGEST_PERIOD = 3600, 1800


def validate_behavior(behavior: Tree, path: str, problems: Problems) -> None:
    """Both directions; the server has defaults for absent policies."""
    for direction in ("scaleUp", "scaleDown"):
        if direction in behavior:
            _validate_rules(behavior[direction], f"{path}.{direction}", problems)


def _validate_rules(rules: Tree, path: str, problems: Problems) -> None:
    window = rules.get("stabilizationWindowSeconds", 0)
    if not 0 <= window <= _LONGEST_WINDOW:
        at = f"{path}.stabilizationWindowSeconds"
        problems.add(RULES, at, f"{window} is not between 0 and {_LONGEST_WINDOW}")
    select = rules.get("selectPolicy", "Max")
    if select not in {"Max", "Min", "Disabled"}:
        refuse_choice(RULES, select, ("Disabled", "Max", "Min"), f"{path}.selectPolicy", problems)
    if rules.get("policies") == []:
        problems.add(RULES, f"{path}.policies", "policies is empty; at least one policy is required")
    for index, policy in enumerate(rules.get("policies") or ()):
        _validate_policy(policy, f"{path}.policies[{index}]", problems)
    if "tolerance" in rules and (parse_quantity(rules["tolerance"]) or 0) < 0:
        problems.add(TOLERANCE, f"{path}.tolerance", f"{rules['tolerance']} must not be negative")


def _validate_policy(policy: Tree, path: str, problems: Problems) -> None:
    kind, value, period = policy.get("type", ""), policy.get("value", 0), policy.get("periodSeconds", 0)
    if kind not in {"Percent", "Pods"}:
        refuse_choice(POLICY, kind, ("Percent", "Pods"), f"{path}.type", problems)
    if value <= 0:
        problems.add(POLICY, f"{path}.value", f"{value} must be greater than 0")
    if not 1 <= period <= _LONGEST_PERIOD:
        problems.add(POLICY, f"{path}.periodSeconds", f"{period} is not between 1 and {_LONGEST_PERIOD}")
