"""Lists that server-side apply refuses before it merges anything.

Items of a list that is merged by key must be maps with different keys, and those of a set must be different values
(structured-merge-diff `typed/validate.go`, `typed/helpers.go`). A create accepts such lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.applying.shapes import Atomic, ListShape, MapShape

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.applying.shapes import Shape

REPEATED = Rule(
    "apply/repeated-item",
    "Items of a list that server-side apply merges, such as `ports` or `env`, must differ in their merge keys.",
    "structured-merge-diff listItemToPathElement",
    "Pod",
    remedy="remove one of the items, or change its key, such as `name: http-alt`; on create, the last one takes effect",
)
NULL_ITEM = Rule(
    "apply/null-item",
    "A list that server-side apply merges, such as `containers` or `finalizers`, must not contain null.",
    "structured-merge-diff listItemToPathElement",
    "Pod",
    remedy="remove the empty item: a line with `- ` and nothing after it",
)
NO_KEY = Rule(
    "apply/missing-key",
    "Items of a list that server-side apply merges must set the merge key of the list.",
    "structured-merge-diff listItemToPathElement",
    "ServiceAccount",
    remedy="set the field, such as `name`, or remove the item",
)


def refusals(value: Any, shape: Shape, problems: Problems, path: str = "") -> None:
    """Adds a problem for each list below `value` that apply refuses."""
    if isinstance(shape, Atomic):
        if isinstance(value, list):
            for index, item in enumerate(value):
                refusals(item, shape.inner, problems, f"{path}[{index}]")
        else:
            refusals(value, shape.inner, problems, path)
    elif isinstance(shape, MapShape) and isinstance(value, dict):
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
        if not _has_key(item, shape, problems, at):
            continue
        key = shape.key_of(item)
        if key in seen:
            shown = ", ".join(name for name, _ in shape.keys)
            message = f"an earlier item has the same {shown}" if shown else "the value is listed more than once"
            problems.add(REPEATED, at, message)
        seen.add(key)
        refusals(item, shape.element, problems, at)


def _has_key(item: Any, shape: ListShape, problems: Problems, path: str) -> bool:
    if item is None:
        message = "null has no key to merge by" if shape.keys else "null cannot be an item of a set"
        problems.add(NULL_ITEM, path, message)
        return False
    if not shape.keys or not isinstance(item, dict):
        return True
    if any(default is not None or name in item for name, default in shape.keys):
        return True
    problems.add(NO_KEY, path, f"{' or '.join(name for name, _ in shape.keys)} is missing")
    return False
