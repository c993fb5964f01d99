"""The priority of a pod comes from its class (`plugin/pkg/admission/priority/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.tree import Tree

PRIORITY_CLASS = Rule(
    "admission/priority-class",
    "`priorityClassName` of a pod must name an existing PriorityClass.",
    "priority.Plugin.admitPod",
    "Pod",
    remedy="create it first, such as `{kind: PriorityClass, metadata: {name: high-priority}, value: 1000000}`",
)
PRIORITY = Rule(
    "admission/priority",
    "`priority` and `preemptionPolicy` of a pod must be those of its PriorityClass.",
    "priority.Plugin.admitPod",
    "Pod",
    remedy="remove both, and set only `priorityClassName`",
)
SECOND_DEFAULT = Rule(
    "admission/second-default-priority-class",
    "Only one PriorityClass can set `globalDefault: true`.",
    "priority.Plugin.validatePriorityClass",
    "PriorityClass",
    remedy="set `globalDefault: false` in one of them",
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
            request.problems.add(PRIORITY_CLASS, "spec.priorityClassName", f"the PriorityClass {name!r} does not exist")
        return
    if chosen.get("metadata"):
        spec["priorityClassName"] = chosen["metadata"].get("name")
    value, policy = chosen.get("value") or 0, chosen.get("preemptionPolicy") or "PreemptLowerPriority"
    for field, wanted in (("priority", value), ("preemptionPolicy", policy)):
        if spec.setdefault(field, wanted) != wanted:
            message = f"{spec[field]} differs from the PriorityClass, which has {wanted}"
            request.problems.add(PRIORITY, f"spec.{field}", message)


def validate_class(request: Request) -> None:
    """Refuses a second PriorityClass that is the global default."""
    if not request.tree.get("globalDefault"):
        return
    for other in request.objects.all(_GROUP, "PriorityClass"):
        name = (other.get("metadata") or {}).get("name")
        if other.get("globalDefault") and name != request.name:
            message = f"the PriorityClass {name!r} is already the global default"
            request.problems.add(SECOND_DEFAULT, "globalDefault", message)


def _find(objects: ClusterObjects, name: str) -> Tree | None:
    if name in _BUILT_IN:
        return {"metadata": {"name": name}, "value": _BUILT_IN[name]}
    return objects.get(_GROUP, "PriorityClass", name)


def _default(objects: ClusterObjects) -> Tree:
    """The class for pods that name none: the least of those that are the global default, or none with priority 0."""
    defaults = [tree for tree in objects.all(_GROUP, "PriorityClass") if tree.get("globalDefault")]
    return min(defaults, key=lambda tree: tree.get("value") or 0) if defaults else {}
