"""Which evaluator counts objects of a kind (`pkg/quota/v1/install`, `generic.ObjectCountEvaluator`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts
from k8sdsl.cluster.quota import claims, devices, pods, services

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_USAGE = {
    ("", "Pod"): pods.usage,
    ("", "Service"): services.usage,
    ("", "PersistentVolumeClaim"): claims.usage,
    ("resource.k8s.io", "ResourceClaim"): devices.usage,
}
_SCOPES = {("", "Pod"): pods.in_scope, ("", "PersistentVolumeClaim"): claims.in_scope}
SCOPED = tuple(_SCOPES)
"""The groups and kinds of objects that can be in a scope."""
_OLD_NAMES = ("configmaps", "replicationcontrollers", "resourcequotas", "secrets")


def usage(group: str, kind: str, plural: str, tree: Tree) -> Amounts:
    """The amounts that an object uses, by the names that quotas have for them."""
    evaluator = _USAGE.get((group, kind))
    if evaluator is not None:
        return evaluator(tree)
    return dict.fromkeys(count_names(group, plural), NANO)


def count_names(group: str, plural: str) -> list[str]:
    """The names of the count of objects of a kind: `count/deployments.apps`, and for some an older one."""
    names = [f"count/{plural}.{group}" if group else f"count/{plural}"]
    return [*names, plural] if not group and plural in _OLD_NAMES else names


def in_scope(group: str, kind: str, requirement: Tree, tree: Tree) -> bool:
    """Whether an object is in a scope of a quota; most kinds are in none."""
    matches = _SCOPES.get((group, kind))
    return matches is not None and matches(requirement, tree)
