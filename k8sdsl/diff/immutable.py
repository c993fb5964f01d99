"""Changes that the API server rejects: applying such a difference fails until the object is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.server.change import judge_change
from k8sdsl.server.rules import Context
from k8sdsl.tree import copy_tree, get, parse_path

if TYPE_CHECKING:
    from k8sdsl.rule import Problem
    from k8sdsl.tree import FieldPath, Tree


def refused_changes(old: Tree, new: Tree) -> list[tuple[str, str]]:
    """Field and message of each reason why the server rejects the change itself.

    Whether the new object is valid is not checked here.
    """
    found: dict[str, str] = {}
    for problem in _problems(old, new):
        for path in _causes(problem, old, new) or [problem.path]:
            found.setdefault(path, problem.message)
    return list(found.items())


def _problems(old: Tree, new: Tree) -> list[Problem]:
    problems = judge_change(_in_use(old), new, Context(parse_kube_version(DEFAULT)))
    return [problem for problem in problems if problem.rule.id.startswith("change/")]


def _causes(problem: Problem, old: Tree, new: Tree) -> list[str]:
    """The changed fields inside the reported one that cause the rejection.

    For a StatefulSet, the server reports that only some fields of `spec` can change, but not which one did.
    """
    steps = parse_path(problem.path)
    if len(steps) > 1 or not isinstance(get(new, steps), dict) or not isinstance(get(old, steps), dict):
        return []
    return [
        f"{problem.path}.{key}"
        for key in dict.fromkeys([*get(old, steps), *get(new, steps)])
        if any(one.rule is problem.rule for one in _problems(old, _with_one(old, new, steps, key)))
    ]


def _with_one(old: Tree, new: Tree, steps: FieldPath, key: str) -> Tree:
    """The old object with one field of the new one."""
    mixed: Tree = copy_tree(old)
    into: Any = get(mixed, steps)
    into.pop(key, None)
    if key in get(new, steps):
        into[key] = copy_tree(get(new, steps)[key])
    return mixed


def _in_use(old: Tree) -> Tree:
    """Treats an applied claim as bound, which its manifest does not show: it may grow."""
    if old.get("kind") != "PersistentVolumeClaim" or get(old, ("status", "phase")) is not None:
        return old
    requests = get(old, ("spec", "resources", "requests"))
    status = {"phase": "Bound", "capacity": requests if isinstance(requests, dict) else {}}
    meta = old.get("metadata")
    return {**old, "metadata": {"uid": "bound", **meta} if isinstance(meta, dict) else meta, "status": status}
