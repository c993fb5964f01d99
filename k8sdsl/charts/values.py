"""Values for a chart, from files and maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.project.paths import read_bytes, shown
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from k8sdsl.tree import Tree


def read_values(file: Path) -> Tree:
    """The values of a file; LoadError if it is not one map."""
    documents = read_documents(read_bytes(file), file=shown(file))
    values = documents[0] if documents else {}
    if len(documents) > 1 or not isinstance(values, dict):
        raise LoadError(f"{shown(file)} must contain a single map of values", code="chart/declaration")
    return values


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
