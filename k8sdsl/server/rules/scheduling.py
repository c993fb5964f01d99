"""The validation of scheduling.k8s.io: PriorityClass (pkg/apis/scheduling/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

HIGHEST_USER_VALUE = 1_000_000_000
SYSTEM_CLASSES = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}

SYSTEM_NAME = Rule(
    "scheduling/system-priority-class",
    (
        "`metadata.name` of a PriorityClass must not start with 'system-', except for the two classes that "
        "Kubernetes defines."
    ),
    "ValidatePriorityClass",
    "PriorityClass",
    bad={"metadata.name": "system-important"},
    good={"metadata.name": "important"},
    remedy="choose another name, such as `name: high-priority`",
)
VALUE = Rule(
    "scheduling/priority-value",
    "`value` of a PriorityClass must be at most 1000000000; higher ones are reserved for the system.",
    "ValidatePriorityClass",
    "PriorityClass",
    bad={"value": 2_000_000_000},
    good={"value": 1_000_000_000},
    remedy="for example, set `value: 1000000`",
)
PREEMPTION = Rule(
    "scheduling/preemption-policy",
    "`preemptionPolicy` of a PriorityClass must be PreemptLowerPriority or Never.",
    "ValidatePreemptionPolicy",
    "PriorityClass",
    bad={"preemptionPolicy": "Always"},
    good={"preemptionPolicy": "Never"},
    remedy="remove it for the default, or set `preemptionPolicy: Never`",
)


def validate_priority_class(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a PriorityClass as ValidatePriorityClass does."""
    validate_object_meta(obj, problems, namespaced=False)
    name = (obj.get("metadata") or {}).get("name", "")
    value = obj.get("value", 0)
    if name.startswith("system-"):
        if SYSTEM_CLASSES.get(name) != value or obj.get("globalDefault"):
            problems.add(
                SYSTEM_NAME, "metadata.name", f"{name!r} with the value {value} is not a class that Kubernetes defines"
            )
    elif value > HIGHEST_USER_VALUE:
        problems.add(VALUE, "value", f"{value} exceeds the limit of {HIGHEST_USER_VALUE}")
    policy = obj.get("preemptionPolicy", "PreemptLowerPriority")  # SetDefaults_PriorityClass
    if policy not in {"PreemptLowerPriority", "Never"}:
        refuse_choice(PREEMPTION, policy, ("PreemptLowerPriority", "Never"), "preemptionPolicy", problems)
