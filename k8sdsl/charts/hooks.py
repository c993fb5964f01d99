"""The hooks of a rendered chart, which only Helm runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.identity import ObjectRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree

_HOOK = "helm.sh/hook"


def without_tests(trees: Iterable[Tree]) -> tuple[list[Tree], list[str]]:
    """The objects of a rendered chart without its tests, and notes about these and about other hooks."""
    kept: list[Tree] = []
    notes: list[str] = []
    for tree in trees:
        hooks = _hooks(tree)
        if hooks and all(hook.startswith("test") for hook in hooks):
            notes.append(f"skipped {ObjectRef.of(tree)}: it is a test of the chart")
            continue
        if hooks:
            notes.append(
                f"{ObjectRef.of(tree)} is a hook ({', '.join(hooks)}): Helm would run it at a certain time; "
                "here it is an ordinary object"
            )
        kept.append(tree)
    return kept, notes


def _hooks(tree: Tree) -> list[str]:
    metadata: Any = tree.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    value = annotations.get(_HOOK) if isinstance(annotations, dict) else None
    return [hook.strip() for hook in value.split(",")] if isinstance(value, str) else []
