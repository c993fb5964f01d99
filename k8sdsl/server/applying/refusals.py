"""What server-side apply refuses before anything is merged: lists that it cannot take apart.

Items of a list that is merged by key must be maps with different keys, and those of a set must be different values
(structured-merge-diff `typed/validate.go`, `typed/helpers.go`). A create accepts such lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.applying.shapes import ListShape, MapShape

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.applying.shapes import Shape

REPEATED = Rule(
    "apply/repeated-item",
    "Items of a list that server-side apply merges must differ in their keys.",
    "structured-merge-diff listItemToPathElement",
    "Pod",
    remedy="remove one of the items; the last one of them takes effect in a create",
)
NULL_ITEM = Rule(
    "apply/null-item",
    "A list that server-side apply merges must not contain null.",
    "structured-merge-diff listItemToPathElement",
    "Pod",
    remedy="remove the empty item",
)


def refusals(value: Any, shape: Shape, problems: Problems, path: str = "") -> None:
    """Adds a problem for each list below `value` that apply cannot take."""
    if isinstance(shape, MapShape) and isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                part, is_named = shape.part(key)
                below = f"{path}.{key}" if path else str(key)
                refusals(item, part, problems, below if is_named else f"{path}[{key}]")
    elif isinstance(shape, ListShape) and isinstance(value, list):
        _items(value, shape, problems, path)


def _items(value: list[Any], shape: ListShape, problems: Problems, path: str) -> None:
    seen = set()
    for index, item in enumerate(value):
        at = f"{path}[{index}]"
        if item is None:
            problems.add(NULL_ITEM, at, "null has no key to merge by" if shape.keys else "null is not an item of a set")
            continue
        key = shape.key_of(item)
        if key in seen:
            shown = ", ".join(name for name, _ in shape.keys)
            problems.add(REPEATED, at, f"an item with the same {shown} comes before" if shown else "it comes before")
        seen.add(key)
        refusals(item, shape.element, problems, at)
