"""Which taints of nodes a pod tolerates (ValidateTolerations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

TOLERATION = Rule(
    "core/toleration",
    "A toleration's operator is Equal with a value or Exists without; without a key it must be Exists.",
    "ValidateTolerations",
    "Pod",
    bad={"spec.tolerations": [{"key": "node", "operator": "Exists", "value": "gpu"}]},
    good={"spec.tolerations": [{"key": "node", "operator": "Exists"}]},
)
TOLERATION_EFFECT = Rule(
    "core/toleration-effect",
    "An effect is NoSchedule, PreferNoSchedule or NoExecute; tolerationSeconds go with the last.",
    "validateTaintEffect",
    "Pod",
    bad={"spec.tolerations": [{"key": "node", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}]},
    good={"spec.tolerations": [{"key": "node", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}]},
)

EFFECTS = frozenset(("NoSchedule", "PreferNoSchedule", "NoExecute"))


def validate_tolerations(tolerations: list[Tree], path: str, problems: Problems) -> None:
    """The tolerations of a pod, or of an annotation that holds some."""
    for index, toleration in enumerate(tolerations):
        _toleration(toleration, f"{path}[{index}]", problems)


def _toleration(toleration: Tree, path: str, problems: Problems) -> None:
    key, operator = toleration.get("key", ""), toleration.get("operator", "")
    value, effect = toleration.get("value", ""), toleration.get("effect", "")
    reason = formats.qualified_name(key) if key else ""
    if reason:
        problems.add(TOLERATION, f"{path}.key", f"{key!r} {reason}")
    if not key and operator != "Exists":
        problems.add(TOLERATION, f"{path}.operator", "must be Exists where no key is given")
    if "tolerationSeconds" in toleration and effect != "NoExecute":
        problems.add(
            TOLERATION_EFFECT, f"{path}.effect", f"{effect!r} must be NoExecute, for there are tolerationSeconds"
        )
    if operator in {"", "Equal"}:
        reason = formats.label_value(value)
        if reason:
            problems.add(TOLERATION, f"{path}.operator", f"the value {value!r} {reason}")
    elif operator == "Exists":
        if value:
            problems.add(TOLERATION, f"{path}.operator", f"Exists takes no value, such as {value!r}")
    else:
        # Lt and Gt are behind a gate that is off by default (TaintTolerationComparisonOperators).
        refuse_choice(TOLERATION, operator, ("Equal", "Exists"), f"{path}.operator", problems)
    if effect and effect not in EFFECTS:
        refuse_choice(TOLERATION_EFFECT, effect, EFFECTS, f"{path}.effect", problems)
