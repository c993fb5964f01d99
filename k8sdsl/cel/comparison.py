"""Whether values are equal, and their order (cel-go `Equal` and `Compare`)."""

from __future__ import annotations

import math
from typing import Any

from k8sdsl.cel.errors import EvaluationError, no_overload
from k8sdsl.cel.values import (
    MISSING,
    Duration,
    ItemList,
    ItemMap,
    ItemObject,
    ItemSet,
    Opaque,
    Optional,
    Timestamp,
    TypeValue,
    Uint,
    checked,
    find,
    key_value,
)
from k8sdsl.cel.work import spend, spend_on

NUMBERS = frozenset((int, Uint, float))
WITH_ORDER = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
"""The types whose values have an order, as overloads name them."""


def equal(left: Any, right: Any) -> bool:
    """Whether two values are equal. Raises EvaluationError for values that cannot be compared."""
    spend()
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind in NUMBERS:
        return type(right) in NUMBERS and _number_equal(left, right)
    if kind is str or kind is bytes:
        spend_on(left)
        return type(right) is kind and bool(left == right)
    if kind is bool:
        return left is right
    if isinstance(left, list):
        return _list_equal(left, right)
    if isinstance(left, dict):
        return _map_equal(left, right)
    return _other_equal(left, right)


def _number_equal(left: Any, right: Any) -> bool:
    if math.isnan(left) or math.isnan(right):
        return False
    return compare_numbers(left, right) == 0


def compare_numbers(left: Any, right: Any) -> int:
    """-1, 0 or 1; an integer beside a `double` is compared as one."""
    if type(left) is not type(right) and float in (type(left), type(right)):
        left, right = float(left), float(right)
    return int(left > right) - int(left < right)


def is_equal(left: Any, right: Any) -> bool:
    """Whether two values are certainly equal; values that cannot be compared are not."""
    try:
        return equal(left, right)
    except EvaluationError:
        return False


def _may_equal(left: Any, right: Any) -> bool:
    """Whether two members may be equal: members that cannot be compared are skipped, as upstream does."""
    try:
        return equal(checked(left), checked(right))
    except EvaluationError:
        return True


def _list_equal(left: list[Any], right: Any) -> bool:
    if not isinstance(right, list):
        if isinstance(left, ItemList):
            raise no_overload()
        return False
    if len(left) != len(right):
        return False
    if isinstance(left, ItemSet):
        return _set_equal(left, right)
    if isinstance(left, ItemMap):
        return _keyed_equal(left, right)
    same = _strictly if isinstance(left, ItemList) else _may_equal
    for one, other in zip(left, right, strict=True):  # noqa: SIM110 `all` uses the C stack at every level
        if not same(one, other):
            return False
    return True


def _strictly(left: Any, right: Any) -> bool:
    return equal(checked(left), checked(right))


def _set_equal(left: ItemSet, right: list[Any]) -> bool:
    known = set_keys(left)
    return all(scalar_key(checked(item)) in known for item in right)


def set_keys(items: ItemSet) -> set[tuple[type, Any]]:
    """The key that identifies each member of a set; null in an expression differs from null in a manifest."""
    return {scalar_key(tree) for tree in items.trees if tree is not None}


def scalar_key(value: Any) -> tuple[type, Any]:
    """The key that identifies a member of a set. Raises EvaluationError for a list or map."""
    if isinstance(value, list | dict | bytes):
        raise EvaluationError("a set has members that are not scalars")
    return type(value), value.nanoseconds if isinstance(value, Timestamp | Duration) else value


def _keyed_equal(left: ItemMap, right: list[Any]) -> bool:
    by_key = {item_key(item, left.keys): item for item in left}
    for other in right:
        item = by_key.get(item_key(other, left.keys), MISSING)
        if item is MISSING or not equal(item, other):
            return False
    return True


def item_key(item: Any, keys: tuple[str, ...]) -> Any:
    """The key that identifies an item of a keyed list; an item that is not from a manifest equals no other."""
    return tuple(repr(item.get(key)) for key in keys) if isinstance(item, ItemObject) else object()


def _map_equal(left: dict[Any, Any], right: Any) -> bool:
    strict = isinstance(left, ItemObject)
    if not isinstance(right, dict):
        if strict:
            raise no_overload()
        return False
    if size(left) != size(right):
        return False
    same = _strictly if strict else _may_equal
    for key, item in left.items():
        other = find(right, key_value(key))
        if other is MISSING or not same(item, other):
            return False
    return True


def _other_equal(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        if type(left) is Opaque:
            raise no_overload()
        return False
    if isinstance(left, Timestamp | Duration):
        return bool(left.nanoseconds == right.nanoseconds)
    if isinstance(left, Optional):
        if not (left.has_value and right.has_value):
            return left.has_value == bool(right.has_value)
        return equal(left.value, right.value)
    if isinstance(left, TypeValue):
        return bool(left.name == right.name)
    if left.kind != right.kind or right.indirect:
        raise no_overload()
    return bool(left.value == right.value)


def size(entries: dict[Any, Any]) -> int:
    """The number of entries of a map."""
    return entries.size if isinstance(entries, ItemObject) else len(entries)


def contains(member: Any, container: Any) -> bool:
    """Whether a value is in a list, or the key of a map."""
    if isinstance(container, list):
        if isinstance(container, ItemList):
            return _item_contains(member, container)
        return any(is_equal(member, checked(item)) for item in container)
    if isinstance(container, dict):
        return find(container, member) is not MISSING
    raise no_overload()


def _item_contains(member: Any, container: ItemList) -> bool:
    failure: EvaluationError | None = None
    for item in container:
        try:
            if equal(checked(item), member):
                return True
        except EvaluationError as error:
            failure = failure or error
    if failure is not None:
        raise failure
    return False


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1 for values that have an order. Raises EvaluationError."""
    spend()
    kind = type(left)
    if kind in NUMBERS:
        if math.isnan(left) or (type(right) in NUMBERS and math.isnan(right)):
            raise EvaluationError("NaN values cannot be ordered")
        if type(right) in NUMBERS:
            return compare_numbers(left, right)
    elif type(right) is kind:
        if kind is str or kind is bytes:
            spend_on(left)
        if kind is bool or kind is str or kind is bytes:  # UTF-8 has the order of the code points
            return int(left > right) - int(left < right)
        if kind is Timestamp or kind is Duration:
            return int(left.nanoseconds > right.nanoseconds) - int(left.nanoseconds < right.nanoseconds)
    raise no_overload()


def order(left: Any, right: Any) -> int:
    """The order of two values; those that cannot be compared (NaN) count as equal, as upstream ignores that result."""
    try:
        return compare(left, right)
    except EvaluationError:
        return 0
