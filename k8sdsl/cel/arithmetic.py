"""Operators on values (the methods of cel-go's `common/types`)."""

from __future__ import annotations

import math
from typing import Any

from k8sdsl.cel.comparison import item_key, scalar_key, set_keys
from k8sdsl.cel.errors import EvaluationError, ExhaustedError, no_overload
from k8sdsl.cel.values import (
    LARGEST_INT,
    LARGEST_UINT,
    SMALLEST_INT,
    AccumulatedList,
    Duration,
    ItemList,
    ItemMap,
    ItemSet,
    Timestamp,
    Uint,
)

SMALLEST_TIME, LARGEST_TIME = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999, in seconds since 1970."""

SECOND = 10**9
MOST_ITEMS = 1_000_000
"""The largest list that an expression can build; visiting a larger one would exceed the cost limit."""


def checked_int(value: int) -> int:
    """The value; an error if it has more than 64 bits."""
    if not SMALLEST_INT <= value <= LARGEST_INT:
        raise EvaluationError("integer overflow")
    return value


def checked_uint(value: int) -> Uint:
    """The unsigned value; an error if it is negative or has more than 64 bits."""
    if not 0 <= value <= LARGEST_UINT:
        raise EvaluationError("unsigned integer overflow")
    return Uint(value)


def checked_duration(nanoseconds: int) -> Duration:
    """The duration; an error if it has more than 64 bits."""
    return Duration(checked_int(nanoseconds))


def checked_time(nanoseconds: int, offset: int = 0) -> Timestamp:
    """The time; an error if it is outside the years 1 to 9999."""
    if not SMALLEST_TIME <= nanoseconds // SECOND <= LARGEST_TIME:
        raise EvaluationError("timestamp overflow")
    return Timestamp(nanoseconds, offset)


def _numbers(left: Any, right: Any) -> bool:
    return type(left) is type(right) and type(left) in {int, Uint, float}


def _like(kind: type, value: int) -> int:
    return checked_int(value) if kind is int else checked_uint(value)


def add(left: Any, right: Any) -> Any:
    """`left + right`."""
    kind = type(left)
    if _numbers(left, right):
        return left + right if kind is float else _like(kind, int(left) + int(right))
    if kind in {str, bytes} and type(right) is kind:
        return left + right
    if kind is Duration and type(right) is Duration:
        return checked_duration(left.nanoseconds + right.nanoseconds)
    if kind is Timestamp and type(right) is Duration:
        return checked_time(left.nanoseconds + right.nanoseconds, left.offset)
    if kind is Duration and type(right) is Timestamp:
        return checked_time(left.nanoseconds + right.nanoseconds, right.offset)
    if isinstance(left, list) and isinstance(right, list):
        return _joined(left, right)
    raise no_overload()


def _joined(left: list[Any], right: list[Any]) -> list[Any]:
    if len(left) + len(right) > MOST_ITEMS:
        raise ExhaustedError(f"a list of more than {MOST_ITEMS} items")
    if type(left) is AccumulatedList:
        left.extend(right)
        return left
    if isinstance(left, ItemMap):
        by_key = {item_key(item, left.keys): item for item in left}
        by_key.update((item_key(item, left.keys), item) for item in right)
        return ItemMap(list(by_key.values()), left.keys)
    if isinstance(left, ItemSet):
        return _united(left, right)
    if isinstance(left, ItemList):
        return ItemList([*left, *right])
    return right if not left else left if not right else [*left, *right]


def _united(left: ItemSet, right: list[Any]) -> ItemSet:
    known = set_keys(left)
    added = {key: item for item in right if (key := scalar_key(item)) not in known}
    return ItemSet([*left, *added.values()], [*left.trees, *added.values()])


def subtract(left: Any, right: Any) -> Any:
    """`left - right`."""
    kind = type(left)
    if _numbers(left, right):
        return left - right if kind is float else _like(kind, int(left) - int(right))
    if kind is Duration and type(right) is Duration:
        return checked_duration(left.nanoseconds - right.nanoseconds)
    if kind is Timestamp and type(right) is Duration:
        if right.nanoseconds == SMALLEST_INT:
            raise EvaluationError("integer overflow")
        return checked_time(left.nanoseconds - right.nanoseconds, left.offset)
    if kind is Timestamp and type(right) is Timestamp:
        return checked_duration(left.nanoseconds - right.nanoseconds)
    raise no_overload()


def multiply(left: Any, right: Any) -> Any:
    """`left * right`."""
    if not _numbers(left, right):
        raise no_overload()
    return left * right if type(left) is float else _like(type(left), int(left) * int(right))


def divide(left: Any, right: Any) -> Any:
    """`left / right`; integers are truncated towards zero."""
    if not _numbers(left, right):
        raise no_overload()
    if type(left) is float:
        return _quotient(left, right)
    if right == 0:
        raise EvaluationError("division by zero")
    quotient = abs(int(left)) // abs(int(right))
    return _like(type(left), quotient if (left < 0) == (right < 0) else -quotient)


def _quotient(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: Any, right: Any) -> Any:
    """`left % right`, with the sign of `left`."""
    if not _numbers(left, right) or type(left) is float:
        raise no_overload()
    if right == 0:
        raise EvaluationError("modulus by zero")
    if left == SMALLEST_INT and right == -1:
        raise EvaluationError("integer overflow")
    rest = abs(int(left)) % abs(int(right))
    return _like(type(left), -rest if left < 0 else rest)


def negate(value: Any) -> Any:
    """`-value`."""
    if type(value) is float:
        return -value
    if type(value) is int:
        return checked_int(-value)
    if type(value) is Duration:
        return checked_duration(-value.nanoseconds)
    raise no_overload()
