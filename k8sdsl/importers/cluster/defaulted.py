"""The fields that the server fills in: those without which it would fill in the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.kinds import kind_info
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.tree import copy_tree, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import FieldPath, Tree

_KEPT = frozenset(("apiVersion", "kind", "metadata"))
_WORTH_SAYING = frozenset(("path", "replicas"))
"""Fields that people write although the server fills in the same."""


def without_defaults(tree: Tree, applied: Tree, minor: int) -> Tree:
    """The object without the fields that the server fills in anyway, unless they were applied (`applied`)."""
    info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
    if info is None or not info.type:
        return tree
    try:
        complete = _defaulted(tree, info.type, minor)
    except (AttributeError, TypeError, ValueError):  # no server has such an object
        return tree
    for path in list(_fields(tree)):
        parent, key = get(tree, path[:-1]), path[-1]
        if not isinstance(parent, dict) or key not in parent or get(applied, path) is not None:
            continue
        value = parent.pop(key)
        if _defaulted(tree, info.type, minor) != complete:
            _put_back(parent, key, value)
    return tree


def _defaulted(tree: Tree, type_name: str, minor: int) -> Tree:
    made: Tree = copy_tree(tree)
    set_defaults(made, type_name, minor)
    return made


def _put_back(parent: dict[str | int, Any], key: str | int, value: Any) -> None:
    """Sets a key; the order of keys does not count."""
    parent[key] = value


def _fields(value: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """The paths of all keys, those of maps before those in them."""
    if isinstance(value, dict):
        for key, item in value.items():
            if path or key not in _KEPT:
                if key not in _WORTH_SAYING:
                    yield (*path, key)
                yield from _fields(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _fields(item, (*path, index))
