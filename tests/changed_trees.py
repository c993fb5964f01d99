"""Objects with one value replaced by another, for laws about input of any shape."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD: list[Any] = [None, True, 5, "x", [], [[]], {"a": []}]


def changed_trees(trees: list[Any]) -> Iterator[list[Any]]:
    """The objects with an odd value in each place, one at a time; the places of `metadata` too, but for identities."""
    for steps in [*_places(trees)]:
        for odd in ODD:
            changed = copy.deepcopy(trees)
            at: Any = changed
            for step in steps[:-1]:
                at = at[step]
            at[steps[-1]] = copy.deepcopy(odd)
            yield changed


def _places(tree: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        path = (*steps, key)
        if len(path) > 1 and key not in {"apiVersion", "kind"}:
            yield path
        yield from _places(value, path)
