"""Changes of StatefulSets (apps `ValidateStatefulSetUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import comparable_pair

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

STATEFUL_SET_SPEC = Rule(
    "change/stateful-set-spec",
    "`selector`, `serviceName`, `podManagementPolicy` and `volumeClaimTemplates` of a StatefulSet cannot change.",
    "ValidateStatefulSetUpdate",
    "StatefulSet",
    bad={"spec.serviceName": "other"},
    good={"spec.replicas": 3},
    remedy="delete it with `kubectl delete statefulset --cascade=orphan` and create it again; its pods and claims stay",
)

_FREE = frozenset(
    (
        *("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds"),
        "persistentVolumeClaimRetentionPolicy",
    )
)


def change_stateful_set(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """Everything in the specification is immutable except the fields in `_FREE`."""
    free = _FREE if context.minor >= 33 else _FREE - {"revisionHistoryLimit"}  # kubernetes/kubernetes#129017
    before, after = (obj.get("spec", {}) for obj in comparable_pair(new, old))
    changed = sorted(key for key in {*before, *after} - free if before.get(key) != after.get(key))
    if changed:
        problems.add(STATEFUL_SET_SPEC, "spec", f"{', '.join(f'`{key}`' for key in changed)} cannot change")
