"""Where in a patch a field of an object was set: lists of a patch have other positions than those of the object."""

from __future__ import annotations

from k8sdsl.tree import parse_pointer

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree


class MergePaths:
    """The paths in a merged patch of the fields that it sets. Each list of the patch is indexed once."""

    __slots__ = ("_lists", "_patch")

    def __init__(self, patch: Any) -> None:
        self._patch = patch
        self._lists: dict[int, dict[tuple[Any, Any], list[int]]] = {}

    def path_of(self, tree: Any, path: FieldPath) -> FieldPath:
        """The path in the patch of the field at a path of the object, or of what is around it there.

        An item of a list is the one of which the object's item has everything, which is true after every merge.
        """
        found: list[str | int] = []
        patch = self._patch
        for step in path:
            tree = _child(tree, step)
            if isinstance(step, int) and isinstance(patch, list):
                step = self._item_of(patch, tree, step)  # noqa: PLW2901 - the position in the patch
            patch = _child(patch, step)
            if patch is None:
                break
            found.append(step)
        return tuple(found)

    def _item_of(self, patch: list[Any], item: Any, position: int) -> int:
        """The position of an item in a list of the patch; -1 if it has none like it."""
        index = self._lists.get(id(patch))
        if index is None:
            index = self._lists[id(patch)] = _index(patch)
        marks = _scalars(item)
        numbers = [number for mark in (*marks, _NO_SCALARS) for number in index.get(mark, ())]
        numbers = [number for number in numbers if all(mark in marks for mark in _scalars(patch[number]))]
        if len(numbers) > 1 or index.get(_NO_SCALARS):
            numbers = [number for number in numbers if _has_all(item, patch[number])]
        if position in numbers or not numbers:
            return position if numbers else -1
        return max(numbers, key=lambda number: _weight(patch[number]))


def _index(items: list[Any]) -> dict[tuple[Any, Any], list[int]]:
    """The positions of the items of a list by the rarest of the scalars that each has."""
    counts: dict[tuple[Any, Any], int] = {}
    for item in items:
        for mark in _scalars(item):
            counts[mark] = counts.get(mark, 0) + 1
    index: dict[tuple[Any, Any], list[int]] = {}
    for number, item in enumerate(items):
        index.setdefault(min(_scalars(item), key=counts.__getitem__, default=_NO_SCALARS), []).append(number)
    return index


def _scalars(item: Any) -> list[tuple[Any, Any]]:
    """The scalars that an item has or is, by their keys."""
    if isinstance(item, dict):
        return [mark for mark in item.items() if _is_scalar(mark[1]) and not str(mark[0]).startswith("$")]
    return [(None, item)] if _is_scalar(item) else []


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, (dict, list))


_NO_SCALARS = ("", "")


class OperationPaths:
    """The operations of a JSON patch by the steps of their paths."""

    __slots__ = ("_operations", "_root")

    def __init__(self, operations: Sequence[Tree]) -> None:
        self._operations = operations
        self._root = _PathNode()
        for number, operation in enumerate(operations):
            self._root.add(number, parse_pointer(str(operation.get("path", ""))))

    def path_of(self, path: FieldPath) -> FieldPath:
        """The last operation that set the field at a path, and the path in its value.

        An operation whose path begins as that of the field does is the next best: it moved the items of a list.
        """
        setter, depth, below = self._root.ends, 0, [self._root]
        best = self._root.last
        for number, step in enumerate(path, 1):
            below = [place for one in below for place in one.at(step)]
            if not below:
                break
            best = max(place.last for place in below)
            ends = max(place.ends for place in below)
            if ends >= 0:
                setter, depth = ends, number
        if setter >= 0 and "value" in self._operations[setter]:
            return (setter, "value", *path[depth:])
        return (setter if setter >= 0 else best, "path")


class _PathNode:
    """A place in an object: the last operation whose path ends there, and the last one whose path leads through."""

    __slots__ = ("below", "ends", "last")

    def __init__(self) -> None:
        self.below: dict[str, _PathNode] = {}
        self.ends = -1
        self.last = -1

    def add(self, number: int, steps: Sequence[str]) -> None:
        """Adds an operation by the steps of its path."""
        place = self
        place.last = number
        for step in steps:
            place = place.below.setdefault(step, _PathNode())
            place.last = number
        place.ends = number

    def at(self, step: str | int) -> Iterator[_PathNode]:
        """The places that a step leads to; `-` is the end of a list."""
        for name in (str(step), "-") if isinstance(step, int) else (step,):
            if name in self.below:
                yield self.below[name]


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None


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
