"""Bindings, which assign pods to nodes (core/validation `ValidatePodBinding`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TARGET = Rule(
    "core/binding-target",
    "The `target` of a Binding must be a Node and have a `name`.",
    "ValidatePodBinding",
    "Binding",
    bad={"target": {"kind": "Pod", "name": "web-0"}},
    good={"target": {"kind": "Node", "name": "node-1"}},
    remedy="write `target: {apiVersion: v1, kind: Node, name: node-1}`",
)


def validate_binding(obj: Tree, problems: Problems, _context: Context) -> None:
    """A Binding on create."""
    target = obj.get("target") or {}
    if target.get("kind", "") not in {"", "Node"}:
        problems.add(TARGET, "target.kind", f"{target['kind']!r} must be Node")
    if not target.get("name"):
        problems.add(TARGET, "target.name", "the name of a node is required")
    if not problems.found:
        validate_object_meta(obj, problems, namespaced=True, name=formats.path_segment)
