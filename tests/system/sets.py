"""Sets of objects from the short form that the examples of rules have."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.system.check import check_system
from k8sdsl.tree import parse_path
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.finding import Finding
    from k8sdsl.tree import Tree


def objects(example: Mapping[str, Mapping[str, Any]]) -> list[Tree]:
    """Objects by `Kind/name`: each is the smallest valid one of its kind with values set at paths."""
    return [_object(title, values) for title, values in example.items()]


def _object(title: str, values: Mapping[str, Any]) -> Tree:
    kind, _, name = title.partition("/")
    tree: Tree = copy.deepcopy(MINIMAL.get(kind, {"apiVersion": "example.com/v1", "kind": kind, "metadata": {}}))
    tree["metadata"]["name"] = name
    for path, value in values.items():
        *parents, last = parse_path(path)
        at: Any = tree
        for step in parents:
            at = at[step] if isinstance(step, int) else at.setdefault(step, {})
        at[last] = copy.deepcopy(value)
    return tree


def check(trees: list[Tree], *, one_set: bool = True) -> list[Finding]:
    """What the rules of the system find in plain trees."""
    return check_system(ManifestSet([Manifest(tree) for tree in trees]), one_set=one_set).findings


def found(trees: list[Tree], *, one_set: bool = True) -> set[tuple[str, str, str]]:
    """The findings as rule, object and path."""
    return {
        (finding.rule, f"{finding.ref.kind}/{finding.ref.name}", finding.path)
        for finding in check(trees, one_set=one_set)
    }
