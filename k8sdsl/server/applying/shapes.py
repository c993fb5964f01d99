"""The shape of a value for server-side apply: a leaf, or a struct, map or list whose parts have their own owners.

Built-in types and schemas of custom resources each make shapes (`typed.py`, `structural.py`); the engine knows only
these classes. A value that does not fit its shape, such as a null, is a leaf.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree

PartKey = tuple[str, Any]
"""The identity of a part of a value: `(".", name)` in a map, `("k", keys)` in a list, `("v", value)` in a set."""


class Shape:
    """A leaf: it is replaced as a whole."""

    __slots__ = ()


class MapShape(Shape):
    """A struct or map: `field` gives the shape of a named field, or None; other keys have the shape `element`."""

    __slots__ = ("_element", "_field")

    def __init__(self, field: Callable[[str], Shape | None], element: Callable[[], Shape]) -> None:
        self._field = field
        self._element = element

    def part(self, key: str) -> tuple[Shape, bool]:
        """The shape of a key's value, and whether the schema has the key."""
        named = self._field(key)
        return (named, True) if named is not None else (self._element(), False)


class ListShape(Shape):
    """A list whose items are identified by `keys`, each with its default, or by their value if there are none."""

    __slots__ = ("_element", "keys")

    def __init__(self, element: Callable[[], Shape], keys: tuple[tuple[str, Any], ...] = ()) -> None:
        self._element = cache(element)
        self.keys = keys

    @property
    def element(self) -> Shape:
        """The shape of each item, made once."""
        return self._element()

    def key_of(self, item: Any) -> PartKey:
        """The key of an item (listItemToPathElement)."""
        if not self.keys:
            return ("v", freeze(item))
        fields: Tree = item if isinstance(item, dict) else {}
        return ("k", tuple((name, freeze(fields.get(name, default))) for name, default in self.keys))


def freeze(value: Any) -> Any:
    """A hashable form of a value, in which 1 and true differ and the order of keys does not matter."""
    if isinstance(value, dict):
        return ("{", frozenset((key, freeze(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("[", tuple(freeze(item) for item in value))
    return (type(value) is bool, value)


def named(key: str) -> PartKey:
    """The key of a field or map entry."""
    return (".", key)


class Atomic(Shape):
    """A struct, map or list that has one owner, but may hold lists that must be in order all the same.

    `inner` is the shape of the struct or map, and of the items of a list.
    """

    __slots__ = ("_inner",)

    def __init__(self, inner: Callable[[], Shape]) -> None:
        self._inner = cache(inner)

    @property
    def inner(self) -> Shape:
        """The shape of what is inside, made once."""
        return self._inner()


LEAF = Shape()


def deduced() -> Shape:
    """The shape of a value without a schema: the keys of a map have owners, and anything else is a leaf."""
    return MapShape(lambda _key: None, deduced)
