"""The priority of a pod comes from its class (`plugin/pkg/admission/priority/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.objects import Objects
    from k8sdsl.tree import Tree

PRIORITY_CLASS = Rule(
    "admission/priority-class",
    "The priority class of a pod must exist before the pod.",
    "priority.Plugin.admitPod",
    "Pod",
    remedy="create the PriorityClass first",
)
PRIORITY = Rule(
    "admission/priority",
    "The priority and preemption policy of a pod come from its class and cannot be set otherwise.",
    "priority.Plugin.admitPod",
    "Pod",
    remedy="leave the field out",
)
SECOND_DEFAULT = Rule(
    "admission/second-default-priority-class",
    "At most one PriorityClass may be the global default.",
    "priority.Plugin.validatePriorityClass",
    "PriorityClass",
)
_GROUP = "scheduling.k8s.io"
_BUILT_IN = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def mutate(request: Request) -> None:
    """Writes the class, the priority and the preemption policy into a pod."""
    spec = request.spec
    name = spec.get("priorityClassName") or ""
    chosen = _find(request.objects, name) if name else _default(request.objects)
    if chosen is None:
        if request.objects.lacks(_GROUP, "PriorityClass", name):
            request.problems.add(PRIORITY_CLASS, "spec.priorityClassName", f"no PriorityClass {name!r} exists")
        return
    if chosen.get("metadata"):
        spec["priorityClassName"] = chosen["metadata"].get("name")
    value, policy = chosen.get("value") or 0, chosen.get("preemptionPolicy") or "PreemptLowerPriority"
    for field, wanted in (("priority", value), ("preemptionPolicy", policy)):
        if spec.setdefault(field, wanted) != wanted:
            message = f"the class of the pod says {wanted}, not {spec[field]}"
            request.problems.add(PRIORITY, f"spec.{field}", message)


def validate_class(request: Request) -> None:
    """Refuses a second PriorityClass that is the global default."""
    if not request.tree.get("globalDefault"):
        return
    for other in request.objects.all(_GROUP, "PriorityClass"):
        name = (other.get("metadata") or {}).get("name")
        if other.get("globalDefault") and name != request.name:
            message = f"PriorityClass {name!r} is the global default already"
            request.problems.add(SECOND_DEFAULT, "globalDefault", message)


def _find(objects: Objects, name: str) -> Tree | None:
    if name in _BUILT_IN:
        return {"metadata": {"name": name}, "value": _BUILT_IN[name]}
    return objects.get(_GROUP, "PriorityClass", name)


def _default(objects: Objects) -> Tree:
    """The class for pods that name none: the least of those that are the global default, or none with priority 0."""
    defaults = [tree for tree in objects.all(_GROUP, "PriorityClass") if tree.get("globalDefault")]
    return min(defaults, key=lambda tree: tree.get("value") or 0) if defaults else {}
