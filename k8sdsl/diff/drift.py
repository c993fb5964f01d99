"""The actual content of a tree against the wanted one, object by object and field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.diff.difference import difference_by_environment
from k8sdsl.diff.forms import render_difference
from k8sdsl.errors import YamlError
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from k8sdsl.diff.difference import Difference
    from k8sdsl.gitops.tree.plan import FileChange, Plan
    from k8sdsl.tree import Tree


def drift_of(plan: Plan) -> Difference:
    """The difference between the objects on the disk and those that are wanted, in the files that differ."""
    changes = [change for change in (*plan.changes, *plan.edited, *plan.foreign) if not change.role]
    folders = sorted({*plan.environments, ""}, key=len, reverse=True)
    before: dict[str, list[Tree]] = {}
    after: dict[str, list[Tree]] = {}
    for change in changes:
        folder = next(name for name in folders if change.path.startswith(f"{name}/") or not name)
        before.setdefault(folder, []).extend(_objects(change.before))
        after.setdefault(folder, []).extend(_objects(change.after))
    return difference_by_environment(before, after)


def drift_text(plan: Plan, form: str) -> str:
    """The drift in a form of `k8sdsl diff`; in text and Markdown the files without a manifest's change follow."""
    text = render_difference(drift_of(plan), form)
    if form == "json":
        return text
    others = [f"{change.action} {change.path}\n" for change in _without_objects(plan)]
    return text + "".join(others)


def _without_objects(plan: Plan) -> list[FileChange]:
    return [
        change
        for change in (*plan.changes, *plan.edited, *plan.foreign)
        if change.role or _objects(change.before) == _objects(change.after)
    ]


def _objects(content: bytes | None) -> list[dict[str, Any]]:
    """The objects of a file; none if it cannot be read."""
    try:
        return [tree for tree in read_documents(content or b"") if isinstance(tree, dict)]
    except YamlError:
        return []
