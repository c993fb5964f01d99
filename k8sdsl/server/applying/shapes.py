"""How server-side apply sees a value: as a leaf, or as a struct, map or list whose parts have owners of their own.

Built-in types and schemas of custom resources each make shapes (`typed.py`, `structural.py`); the engine knows only
these classes. A value that does not fit its shape, such as a null, is a leaf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree

Key = tuple[str, Any]
"""What identifies a part of a value: `(".", name)` of a map, `("k", keys)` of a list, `("v", value)` of a set."""


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
        """The shape of a key's value, and whether the schema names the key."""
        named = self._field(key)
        return (named, True) if named is not None else (self._element(), False)


class ListShape(Shape):
    """A list whose items are identified by `keys`, each with its default, or by their value where there are none."""

    __slots__ = ("_element", "keys")

    def __init__(self, element: Callable[[], Shape], keys: tuple[tuple[str, Any], ...] = ()) -> None:
        self._element = element
        self.keys = keys

    @property
    def element(self) -> Shape:
        """The shape of each item."""
        return self._element()

    def key_of(self, item: Any) -> Key:
        """What the item is told apart by (listItemToPathElement)."""
        if not self.keys:
            return ("v", freeze(item))
        fields: Tree = item if isinstance(item, dict) else {}
        return ("k", tuple((name, freeze(fields.get(name, default))) for name, default in self.keys))


def freeze(value: Any) -> Any:
    """A value as something hashable, in which 1 and true differ and the order of keys does not matter."""
    if isinstance(value, dict):
        return ("{", frozenset((key, freeze(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("[", tuple(freeze(item) for item in value))
    return (type(value) is bool, value)


def named(key: str) -> Key:
    """The key of a field or map entry."""
    return (".", key)


LEAF = Shape()


def deduced() -> Shape:
    """The shape of a value that no schema describes: the keys of a map have owners, and anything else is a leaf."""
    return MapShape(lambda _key: None, deduced)
