"""A runtime class adds its overhead and its placement to a pod (`plugin/pkg/admission/runtimeclass/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import amounts
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.tree import Tree

RUNTIME_CLASS = Rule(
    "admission/runtime-class",
    "The runtime class of a pod must exist before the pod.",
    "runtimeclass.RuntimeClass.Admit",
    "Pod",
    remedy="create the RuntimeClass first",
)
OVERHEAD = Rule(
    "admission/overhead",
    "The overhead of a pod comes from its runtime class and cannot be set otherwise.",
    "runtimeclass.setOverhead, runtimeclass.validateOverhead",
    "Pod",
    remedy="leave spec.overhead out",
)
NODE_SELECTOR = Rule(
    "admission/runtime-class-selector",
    "The node selector of a pod must not contradict that of its runtime class.",
    "runtimeclass.setScheduling",
    "Pod",
)


def mutate(request: Request) -> None:
    """Writes overhead, node selector and tolerations of the runtime class into a pod."""
    name = request.spec.get("runtimeClassName")
    chosen: Tree | None = {}
    if name:
        chosen = request.objects.get("node.k8s.io", "RuntimeClass", name)
        if chosen is None:
            if request.objects.lacks("node.k8s.io", "RuntimeClass", name):
                request.problems.add(RUNTIME_CLASS, "spec.runtimeClassName", f"no RuntimeClass {name!r} exists")
            return
    _set_overhead(request, chosen or {})
    _set_scheduling(request, (chosen or {}).get("scheduling") or {})


def _set_overhead(request: Request, chosen: Tree) -> None:
    own = request.spec.get("overhead")
    overhead = chosen.get("overhead")
    fixed = (overhead or {}).get("podFixed") or {}
    if own is not None and (overhead is None or amounts(own) != amounts(fixed)):
        message = "the overhead is not that of the runtime class" if overhead else "no runtime class has an overhead"
        request.problems.add(OVERHEAD, "spec.overhead", message)
    elif overhead is not None:
        request.spec["overhead"] = dict(fixed)


def _set_scheduling(request: Request, scheduling: Tree) -> None:
    selector = scheduling.get("nodeSelector")
    if selector:
        own = request.spec.setdefault("nodeSelector", {})
        for key, value in selector.items():
            if own.setdefault(key, value) != value:
                message = f"the runtime class needs {key}={value}, and the pod {key}={own[key]}"
                request.problems.add(NODE_SELECTOR, f"spec.nodeSelector[{key}]", message)
    tolerations = scheduling.get("tolerations")
    if tolerations:
        own_tolerations = request.spec.get("tolerations") or []
        request.spec["tolerations"] = [*own_tolerations, *(t for t in tolerations if t not in own_tolerations)]
