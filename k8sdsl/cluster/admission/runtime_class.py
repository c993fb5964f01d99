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
    "`runtimeClassName` of a pod must name an existing RuntimeClass.",
    "runtimeclass.RuntimeClass.Admit",
    "Pod",
    remedy="create it first, such as `{kind: RuntimeClass, metadata: {name: gvisor}, handler: runsc}`",
)
OVERHEAD = Rule(
    "admission/overhead",
    "`overhead` of a pod must be that of its RuntimeClass.",
    "runtimeclass.setOverhead, runtimeclass.validateOverhead",
    "Pod",
    remedy="remove it from the pod; the server copies `overhead.podFixed` of the RuntimeClass",
)
NODE_SELECTOR = Rule(
    "admission/runtime-class-selector",
    "`nodeSelector` of a pod must not contradict `scheduling.nodeSelector` of its RuntimeClass.",
    "runtimeclass.setScheduling",
    "Pod",
    remedy="remove the key from the pod, or set another `runtimeClassName`",
)


def mutate(request: Request) -> None:
    """Writes overhead, node selector and tolerations of the runtime class into a pod."""
    name = request.spec.get("runtimeClassName")
    chosen: Tree | None = {}
    if name:
        chosen = request.objects.get("node.k8s.io", "RuntimeClass", name)
        if chosen is None:
            if request.objects.lacks("node.k8s.io", "RuntimeClass", name):
                request.problems.add(
                    RUNTIME_CLASS, "spec.runtimeClassName", f"the RuntimeClass {name!r} does not exist"
                )
            return
    _set_overhead(request, chosen or {})
    _set_scheduling(request, (chosen or {}).get("scheduling") or {})


def _set_overhead(request: Request, chosen: Tree) -> None:
    own = request.spec.get("overhead")
    overhead = chosen.get("overhead")
    fixed = (overhead or {}).get("podFixed") or {}
    if own is not None and (overhead is None or amounts(own) != amounts(fixed)):
        message = (
            "the overhead differs from that of the RuntimeClass"
            if overhead
            else "the pod has no RuntimeClass with an overhead"
        )
        request.problems.add(OVERHEAD, "spec.overhead", message)
    elif overhead is not None:
        request.spec["overhead"] = dict(fixed)


def _set_scheduling(request: Request, scheduling: Tree) -> None:
    selector = scheduling.get("nodeSelector")
    if selector:
        own = request.spec.setdefault("nodeSelector", {})
        for key, value in selector.items():
            if own.setdefault(key, value) != value:
                message = f"the RuntimeClass requires {key}={value}, but the pod requires {key}={own[key]}"
                request.problems.add(NODE_SELECTOR, f"spec.nodeSelector[{key}]", message)
    tolerations = scheduling.get("tolerations")
    if tolerations:
        own_tolerations = request.spec.get("tolerations") or []
        request.spec["tolerations"] = [*own_tolerations, *(t for t in tolerations if t not in own_tolerations)]
