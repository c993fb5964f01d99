"""Pods stay five minutes on a node that is not ready (`plugin/pkg/admission/defaulttolerationseconds/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request

_KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_SECONDS = 300


def mutate(request: Request) -> None:
    """Adds the two tolerations to a pod that has none of its own for these taints."""
    own = request.spec.get("tolerations") or []
    missing = [
        key
        for key in _KEYS
        if not any(t.get("key", "") in {"", key} and t.get("effect", "") in {"", "NoExecute"} for t in own)
    ]
    more = [{"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": _SECONDS} for key in missing]
    request.spec["tolerations"] = [*own, *more]
