"""An object needs its namespace (`plugin/namespace/lifecycle`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.objects import DEFAULT_NAMESPACES
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request

NAMESPACE = Rule(
    "admission/namespace",
    "`metadata.namespace` of an object must exist before the object, and must not be terminating.",
    "NamespaceLifecycle.Admit",
    "Pod",
    remedy="create it first: `kubectl create namespace team-a`, or a manifest with `kind: Namespace`",
)


def validate(request: Request) -> None:
    """Refuses objects in a namespace that does not exist yet, or is being deleted."""
    name = request.namespace
    if not name or name in DEFAULT_NAMESPACES:
        return
    namespace = request.objects.get("", "Namespace", name)
    if namespace is None:
        if name in request.later or request.objects.lacks("", "Namespace", name):
            request.problems.add(NAMESPACE, "metadata.namespace", f"namespace {name!r} does not exist")
    elif (namespace.get("metadata") or {}).get("deletionTimestamp"):
        request.problems.add(NAMESPACE, "metadata.namespace", f"namespace {name!r} is being deleted")
