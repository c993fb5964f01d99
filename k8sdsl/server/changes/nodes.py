"""Changes of Nodes (core `ValidateNodeUpdate`), which judges the rest of a Node less than a create does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.core.node import validate_node
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NODE_IDENTITY = Rule(
    "change/node-identity",
    "A Node keeps its provider id and the address ranges of its pods once they are set.",
    "ValidateNodeUpdate",
    "Node",
    bad={"old": {"spec.providerID": "cloud://a"}, "spec.providerID": "cloud://b"},
    good={"spec.providerID": "cloud://a"},
    remedy="leave the field as it is, or delete the Node and let the machine register again",
)


def change_node(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """What a Node is may be set once; everything but the address ranges is judged as in a create."""
    judged = Problems()
    validate_node(copy_tree(new), judged, context)
    problems.found += [problem for problem in judged if not problem.path.startswith("spec.podCIDRs")]
    before, after = old.get("spec") or {}, new.get("spec") or {}
    ranges = before.get("podCIDRs") or []
    if ranges and ranges != (after.get("podCIDRs") or []):
        problems.add(NODE_IDENTITY, "spec.podCIDRs", "the address ranges of pods cannot change once they are set")
    provider = before.get("providerID")
    if provider and provider != after.get("providerID"):
        problems.add(NODE_IDENTITY, "spec.providerID", "the provider id cannot change once it is set")
    if (before.get("externalID") or "") != (after.get("externalID") or ""):
        problems.add(NODE_IDENTITY, "spec.externalID", "the external id cannot change")
