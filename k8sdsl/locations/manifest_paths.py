"""From a path in the API server's notation to the path in the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.locations.server_paths import as_written
from k8sdsl.tree import parse_path

if TYPE_CHECKING:
    from k8sdsl.tree import FieldPath


def manifest_path(tree: Any, path: str, *, decoded: bool = True) -> FieldPath:
    """The path in `tree` of the field that the server names `path`.

    The server omits the `metadata` of templates (`spec.template.labels`) and writes both list positions and map keys in
    brackets. Steps that do not exist in the tree are kept, because the field itself can be missing. Before an object is
    decoded (`decoded=False`) a path names fields as the manifest does.
    """
    steps: list[str | int] = []
    written = parse_path(path)
    if decoded and isinstance(tree, dict):
        written = as_written(tree, written)
    for step in written:
        known = isinstance(tree, dict) and step in tree
        if isinstance(tree, dict) and not known and isinstance(step, int) and str(step) in tree:
            step, known = str(step), True  # noqa: PLW2901 - a map's key that is all digits
        if isinstance(tree, dict) and not known and _in_metadata(tree, step):
            steps.append("metadata")
            tree = tree["metadata"]
        steps.append(step)
        tree = _child(tree, step)
    return tuple(steps)


def _in_metadata(tree: dict[str, Any], step: str | int) -> bool:
    metadata = tree.get("metadata")
    return isinstance(metadata, dict) and step in metadata


def _child(tree: Any, step: str | int) -> Any:
    try:
        return tree[step]
    except (KeyError, IndexError, TypeError):
        return None
