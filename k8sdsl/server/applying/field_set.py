"""The fields that a manifest sets, as the tree of path elements in managedFields (`typed/tofieldset.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.applying.shapes import ListShape, MapShape, named

if TYPE_CHECKING:
    from k8sdsl.server.applying.shapes import PartKey, Shape


class FieldSet:
    """Members at one level, and the sets below them; a named field is a member if anything below it is."""

    __slots__ = ("below", "members")

    def __init__(self) -> None:
        self.members: set[PartKey] = set()
        self.below: dict[PartKey, FieldSet] = {}

    def under(self, key: PartKey) -> FieldSet:
        """The set below a key; empty if there is none."""
        return self.below.get(key) or EMPTY

    @property
    def is_empty(self) -> bool:
        """Whether the set is empty."""
        return not (self.members or self.below)


EMPTY = FieldSet()


def field_set(value: Any, shape: Shape) -> FieldSet:
    """The fields of `value`, with named fields as members (`EnsureNamedFieldsAreMembers`)."""
    found = FieldSet()
    if isinstance(shape, MapShape) and isinstance(value, dict):
        _add_keys(value, shape, found)
    elif isinstance(shape, ListShape) and isinstance(value, list):
        _add_items(value, shape, found)
    return found


def _add_keys(value: dict[str, Any], shape: MapShape, found: FieldSet) -> None:
    for key, item in value.items():
        part, is_named = shape.part(key)
        below = field_set(item, part)
        element = named(key)
        if not below.is_empty:
            found.below[element] = below
        if not is_named or not below.is_empty or _is_leaf(item, part):
            found.members.add(element)


def _is_leaf(value: Any, shape: Shape) -> bool:
    """Whether a value is a member itself: an empty map is, an empty list of owned items is not."""
    if isinstance(shape, MapShape):
        return not (value and isinstance(value, dict))
    return not (isinstance(shape, ListShape) and isinstance(value, list))


def _add_items(value: list[Any], shape: ListShape, found: FieldSet) -> None:
    for item in value:
        element = shape.key_of(item)
        found.members.add(element)
        below = field_set(item, shape.element)
        if not below.is_empty:
            found.below[element] = below
