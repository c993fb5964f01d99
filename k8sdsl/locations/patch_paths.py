"""Where in a patch a field of an object was set: lists of a patch have other positions than those of the object."""

from __future__ import annotations

from k8sdsl.tree import parse_pointer

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree


def path_in_merge(patch: Any, tree: Any, path: FieldPath) -> FieldPath:
    """The path in a merged patch of the field at a path of the object, or of what is around it there.

    An item of a list is the one of which the object's item has everything, which is true after every merge.
    """
    found: list[str | int] = []
    for step in path:
        tree = _child(tree, step)
        if isinstance(step, int) and isinstance(patch, list):
            step = _item_of(patch, tree, step)  # noqa: PLW2901 - the position in the patch
        patch = _child(patch, step)
        if patch is None:
            break
        found.append(step)
    return tuple(found)


def path_in_operations(operations: Sequence[Tree], path: FieldPath) -> FieldPath:
    """The last operation of a JSON patch that set the field at a path, and the path in its value.

    An operation whose path begins as that of the field does is the next best: it moved the items of a list.
    """
    best, whole, common = 0, False, -1
    for number, operation in enumerate(operations):
        steps = parse_pointer(str(operation.get("path", "")))
        shared = _shared(steps, path)
        if (shared == len(steps), shared) >= (whole, common):
            best, whole, common = number, shared == len(steps), shared
    if whole and "value" in operations[best]:
        return (best, "value", *path[common:])
    return (best, "path")


def _shared(steps: Sequence[str], path: FieldPath) -> int:
    """How many keys of a JSON pointer and steps of a path are the same; `-` is the end of a list."""
    shared = 0
    for step, other in zip(steps, path, strict=False):
        if step != str(other) and not (step == "-" and isinstance(other, int)):
            break
        shared += 1
    return shared


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None


def _item_of(patch: list[Any], item: Any, position: int) -> int:
    """The position of an item in the list of a patch; -1 if it has none like it."""
    alike = [number for number, one in enumerate(patch) if _has_all(item, one)]
    if position in alike or not alike:
        return position if alike else -1
    return max(alike, key=lambda number: _weight(patch[number]))


def _has_all(value: Any, part: Any) -> bool:
    """Whether a value has everything of a part; directives of a patch, and what it removes, are not looked for."""
    if isinstance(part, dict):
        if not isinstance(value, dict):
            return False
        wanted = [(key, one) for key, one in part.items() if one is not None and not str(key).startswith("$")]
        return all(key in value and _has_all(value[key], one) for key, one in wanted)
    if isinstance(part, list):
        return isinstance(value, list) and all(any(_has_all(item, one) for item in value) for one in part)
    return bool(value == part)


def _weight(part: Any) -> int:
    if isinstance(part, dict):
        return 1 + sum(map(_weight, part.values()))
    return 1 + sum(map(_weight, part)) if isinstance(part, list) else 1
