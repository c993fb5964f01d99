"""Taints and tolerations (component-helpers `scheduling/corev1/helpers.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree


def untolerated(tolerations: Iterable[Tree], taints: Iterable[Tree]) -> Tree | None:
    """The first taint that keeps a pod away and that it does not tolerate."""
    by_key: dict[str, list[Tree]] = {}
    for toleration in tolerations:
        by_key.setdefault(toleration.get("key") or "", []).append(toleration)
    for taint in taints:
        own = (*by_key.get("", ()), *by_key.get(taint.get("key") or "", ()))
        if taint.get("effect") in ("NoSchedule", "NoExecute") and not tolerates(own, taint):
            return taint
    return None


def tolerates(tolerations: Iterable[Tree], taint: Tree) -> bool:
    """Whether one of the tolerations is for a taint."""
    return any(_matches(toleration, taint) for toleration in tolerations)


def _matches(toleration: Tree, taint: Tree) -> bool:
    effect, key = toleration.get("effect"), toleration.get("key")
    if (effect and effect != taint.get("effect")) or (key and key != taint.get("key")):
        return False
    operator = toleration.get("operator")
    if operator == "Exists":
        return True
    return operator in {None, "", "Equal"} and (toleration.get("value") or "") == (taint.get("value") or "")
