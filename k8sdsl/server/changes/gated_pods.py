"""The fields that can change in a pod with scheduling gates (core `validateNodeSelectorMutation` and others)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_GATED = {"spec.schedulingGates": [{"name": "example.com/quota"}]}

GATED_NODES = Rule(
    "change/gated-pod-nodes",
    "`nodeSelector` and `nodeAffinity` of a pod with scheduling gates can only be narrowed.",
    "validateNodeAffinityMutation",
    "Pod",
    bad={"old": {**_GATED, "spec.nodeSelector": {"disk": "ssd"}}, **_GATED, "spec.nodeSelector": {"disk": "hdd"}},
    good={"old": _GATED, **_GATED, "spec.nodeSelector": {"disk": "ssd"}},
    remedy="keep the old entries and add to them, such as `nodeSelector: {disk: ssd}`, or create the pod again",
)

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def adopt_gated_changes(new: Tree, old: Tree, problems: Problems) -> None:
    """Validates the node selector and affinity of a gated pod, and resets them in `new` to the old ones."""
    selector, before = new.get("nodeSelector", {}), old.get("nodeSelector", {})
    if any(selector.get(key) != value for key, value in before.items()):
        problems.add(GATED_NODES, "spec.nodeSelector", "entries can only be added")
    _restore(new, old, "nodeSelector")
    affinity, old_affinity = new.get("affinity"), old.get("affinity")
    nodes, old_nodes = (affinity or {}).get("nodeAffinity"), (old_affinity or {}).get("nodeAffinity")
    if nodes == old_nodes:
        return
    _validate_terms(nodes or {}, old_nodes or {}, problems)
    if affinity is None:
        new["affinity"] = {"nodeAffinity": old_nodes}
    elif old_affinity is None and not (affinity.keys() - {"nodeAffinity"}):
        del new["affinity"]
    else:
        new["affinity"] = {**affinity}
        _restore(new["affinity"], old_affinity or {}, "nodeAffinity")


def _restore(new: Tree, old: Tree, field: str) -> None:
    new.pop(field, None)
    if field in old:
        new[field] = old[field]


def _validate_terms(new: Tree, old: Tree, problems: Problems) -> None:
    before = (old.get(_REQUIRED) or {}).get("nodeSelectorTerms", [])
    after = (new.get(_REQUIRED) or {}).get("nodeSelectorTerms", [])
    path = f"spec.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    if before and len(before) != len(after):
        problems.add(GATED_NODES, path, "terms cannot be added or removed")
        return
    for index, (term, earlier) in enumerate(zip(after, before, strict=False)):
        if not _only_adds(term, earlier):
            problems.add(GATED_NODES, f"{path}[{index}]", "requirements can only be added")


def _only_adds(new: Tree, old: Tree) -> bool:
    if not old:
        return not new
    return all(_starts_with(new.get(field, []), old.get(field, [])) for field in ("matchExpressions", "matchFields"))


def _starts_with(new: list[Any], old: list[Any]) -> bool:
    return new[: len(old)] == old
