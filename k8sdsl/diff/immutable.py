"""Changes that the API server refuses: applying them fails until the object is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.server.change import judge_change
from k8sdsl.server.rules import Context
from k8sdsl.tree import get

if TYPE_CHECKING:
    from k8sdsl.rule import Problem
    from k8sdsl.tree import Tree


def refused_changes(old: Tree, new: Tree) -> list[Problem]:
    """The server's objections to the change itself; the validity of the new object is not checked here."""
    problems = judge_change(_in_use(old), new, Context(parse_kube_version(DEFAULT)))
    return [problem for problem in problems if problem.rule.id.startswith("change/")]


def _in_use(old: Tree) -> Tree:
    """A claim that was applied is assumed to be bound, so it can grow."""
    if old.get("kind") != "PersistentVolumeClaim" or get(old, ("status", "phase")) is not None:
        return old
    requests = get(old, ("spec", "resources", "requests"))
    status = {"phase": "Bound", "capacity": requests if isinstance(requests, dict) else {}}
    meta = old.get("metadata")
    return {**old, "metadata": {"uid": "bound", **meta} if isinstance(meta, dict) else meta, "status": status}
