"""Values for a chart, from several maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree


def merged_values(maps: Iterable[Tree]) -> Tree:
    """The values of all maps, later ones over earlier ones; maps in them are merged (`mergeMaps` of Helm)."""
    made: Tree = {}
    for values in maps:
        made = _merged(made, values)
    return made


def _merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: _merged(one.get(key), value) for key, value in other.items()}}
    return other
