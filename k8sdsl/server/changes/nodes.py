"""Changes of Nodes (core `ValidateNodeUpdate`), which validates less of a Node than on create."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.core.node import pod_cidrs, validate_node
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NODE_IDENTITY = Rule(
    "change/node-identity",
    "`providerID`, `externalID` and `podCIDRs` of a Node cannot change once they are set.",
    "ValidateNodeUpdate",
    "Node",
    bad={"old": {"spec.providerID": "cloud://a"}, "spec.providerID": "cloud://b"},
    good={"spec.providerID": "cloud://a"},
    remedy="keep the old value, or delete the Node with `kubectl delete node` and register the machine again",
)


def change_node(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """A Node's identity can be set once; everything except the address ranges is validated as on create."""
    judged = Problems()
    validate_node(copy_tree(new), judged, context)
    problems.found += [problem for problem in judged if not problem.path.startswith("spec.podCIDRs")]
    before, after = old.get("spec") or {}, new.get("spec") or {}
    ranges = pod_cidrs(before)
    if ranges and ranges != pod_cidrs(_with_both_fields(after, before, ranges)):
        problems.add(NODE_IDENTITY, "spec.podCIDRs", "podCIDRs cannot change once they are set")
    provider = before.get("providerID")
    if provider and provider != after.get("providerID"):
        problems.add(NODE_IDENTITY, "spec.providerID", "providerID cannot change once it is set")
    if (before.get("externalID") or "") != (after.get("externalID") or ""):
        problems.add(NODE_IDENTITY, "spec.externalID", "externalID cannot change")


def _with_both_fields(after: Tree, before: Tree, ranges: list[str]) -> Tree:
    """The new specification with the one of `podCIDR` and `podCIDRs` that the server set, which nobody owns."""
    held = {"podCIDR": ranges[0], "podCIDRs": ranges}
    return {**{field: value for field, value in held.items() if field not in before}, **after}
