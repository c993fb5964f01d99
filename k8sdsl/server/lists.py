"""Lists of objects: `List`, and `ConfigMapList` and the like, which kubectl opens before it sends anything."""

from __future__ import annotations

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.tree import Tree


def items_of(tree: Tree) -> list[Any] | None:
    """The items of a list of objects; None for anything else.

    Items of a list of one kind need not name their apiVersion and kind (UnstructuredJSONScheme decodeToList).
    """
    kind, items = tree.get("kind"), tree.get("items")
    if not isinstance(kind, str) or not kind.endswith("List") or not isinstance(items, list):
        return None
    if kind == "List":
        return items
    known = {"apiVersion": tree.get("apiVersion"), "kind": kind.removesuffix("List")}
    return [_named(item, known) for item in items]


def _named(item: Any, known: Tree) -> Any:
    if isinstance(item, dict) and "kind" not in item and "apiVersion" not in item:
        return {**known, **item}
    return item
