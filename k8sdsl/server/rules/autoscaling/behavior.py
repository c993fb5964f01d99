"""How fast an autoscaler may go up and down (autoscaling/validation `validateBehavior`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics.quantities import parse_quantity

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

RULES = Rule(
    "autoscaling/scaling-rules",
    "Rules for scaling look back over 0 to 3600 seconds, and choose by Max, Min or Disabled among at least one policy.",
    "validateScalingRules",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleDown": {"stabilizationWindowSeconds": 7200}}},
    good={"spec.behavior": {"scaleDown": {"stabilizationWindowSeconds": 600, "selectPolicy": "Min"}}},
)
POLICY = Rule(
    "autoscaling/scaling-policy",
    "A policy allows a number of Pods or a Percent of them, above 0, within 1 to 1800 seconds.",
    "validateScalingPolicy",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 3600}]}}},
    good={"spec.behavior": {"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 60}]}}},
)
TOLERANCE = Rule(
    "autoscaling/tolerance",
    "The tolerance for a metric off its target is not negative.",
    "validateScalingRules",
    "HorizontalPodAutoscaler",
    bad={"spec.behavior": {"scaleUp": {"tolerance": "-100m"}}},
    good={"spec.behavior": {"scaleUp": {"tolerance": "50m"}}},
)

_LONGEST_WINDOW, _LONGEST_PERIOD = 3600, 1800


def validate_behavior(behavior: Tree, path: str, problems: Problems) -> None:
    """Both directions; policies that are absent are the server's own."""
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
        problems.add(RULES, f"{path}.selectPolicy", f"{select!r} is none of Disabled, Max, Min")
    if rules.get("policies") == []:
        problems.add(RULES, f"{path}.policies", "at least one policy is required")
    for index, policy in enumerate(rules.get("policies") or ()):
        _validate_policy(policy, f"{path}.policies[{index}]", problems)
    if "tolerance" in rules and (parse_quantity(rules["tolerance"]) or 0) < 0:
        problems.add(TOLERANCE, f"{path}.tolerance", f"{rules['tolerance']} is negative")


def _validate_policy(policy: Tree, path: str, problems: Problems) -> None:
    kind, value, period = policy.get("type", ""), policy.get("value", 0), policy.get("periodSeconds", 0)
    if kind not in {"Percent", "Pods"}:
        problems.add(POLICY, f"{path}.type", f"{kind!r} is neither Percent nor Pods")
    if value <= 0:
        problems.add(POLICY, f"{path}.value", f"{value} is not greater than 0")
    if not 1 <= period <= _LONGEST_PERIOD:
        problems.add(POLICY, f"{path}.periodSeconds", f"{period} is not between 1 and {_LONGEST_PERIOD}")
