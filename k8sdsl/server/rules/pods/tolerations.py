"""Tolerations of a pod (ValidateTolerations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

TOLERATION = Rule(
    "core/toleration",
    "The `operator` of a toleration must be Equal, or Exists without a `value`; without a `key` it must be Exists.",
    "ValidateTolerations",
    "Pod",
    bad={"spec.tolerations": [{"key": "node", "operator": "Exists", "value": "gpu"}]},
    good={"spec.tolerations": [{"key": "node", "operator": "Exists"}]},
    remedy=(
        "for example, write `{key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}`, or `{operator: "
        "Exists}` for all taints"
    ),
)
TOLERATION_EFFECT = Rule(
    "core/toleration-effect",
    (
        "The `effect` of a toleration must be NoSchedule, PreferNoSchedule or NoExecute, and `tolerationSeconds` "
        "requires NoExecute."
    ),
    "validateTaintEffect",
    "Pod",
    bad={"spec.tolerations": [{"key": "node", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}]},
    good={"spec.tolerations": [{"key": "node", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}]},
    remedy=(
        "for example, write `{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, "
        "tolerationSeconds: 60}`"
    ),
)

EFFECTS = frozenset(("NoSchedule", "PreferNoSchedule", "NoExecute"))


def validate_tolerations(tolerations: list[Tree], path: str, problems: Problems) -> None:
    """The tolerations of a pod, or of the annotation for them."""
    for index, toleration in enumerate(tolerations):
        _toleration(toleration, f"{path}[{index}]", problems)


def _toleration(toleration: Tree, path: str, problems: Problems) -> None:
    key, operator = toleration.get("key", ""), toleration.get("operator", "")
    value, effect = toleration.get("value", ""), toleration.get("effect", "")
    reason = formats.qualified_name(key) if key else ""
    if reason:
        problems.add(TOLERATION, f"{path}.key", f"{key!r} {reason}")
    if not key and operator != "Exists":
        problems.add(TOLERATION, f"{path}.operator", "must be Exists because there is no key")
    if "tolerationSeconds" in toleration and effect != "NoExecute":
        problems.add(
            TOLERATION_EFFECT, f"{path}.effect", f"{effect!r} must be NoExecute because tolerationSeconds is set"
        )
    if operator in {"", "Equal"}:
        reason = formats.label_value(value)
        if reason:
            problems.add(TOLERATION, f"{path}.operator", f"the value {value!r} {reason}")
    elif operator == "Exists":
        if value:
            problems.add(TOLERATION, f"{path}.operator", f"Exists does not take a value, but value is {value!r}")
    else:
        # Lt and Gt are behind a gate that is off by default (TaintTolerationComparisonOperators).
        refuse_choice(TOLERATION, operator, ("Equal", "Exists"), f"{path}.operator", problems)
    if effect and effect not in EFFECTS:
        refuse_choice(TOLERATION_EFFECT, effect, EFFECTS, f"{path}.effect", problems)
