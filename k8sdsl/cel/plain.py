"""Values of expressions as plain Python values, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.types import DYN, Type, list_of, map_of
from k8sdsl.cel.values import (
    LARGEST_INT,
    LARGEST_UINT,
    SMALLEST_INT,
    Duration,
    Opaque,
    Optional,
    Timestamp,
    TypeValue,
    Uint,
    checked,
    key_value,
    map_key,
)

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_TYPES: dict[type, Type] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    dt.datetime: "timestamp",
    dt.timedelta: "duration",
}


def type_of_plain(value: Any) -> Type:
    """The type of a plain value; that of the members of a list or map if they are all of one."""
    if isinstance(value, list | tuple):
        return list_of(_common(value))
    if isinstance(value, dict):
        return map_of(_common(value), _common(value.values()))
    return _TYPES.get(type(value), DYN)


def _common(values: Any) -> Type:
    kinds = {type_of_plain(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else DYN


def from_plain(value: Any) -> Any:
    """A plain value as expressions see it. Raises EvaluationError for one that CEL does not have."""
    match value:
        case None | bool() | float() | str() | bytes():
            return value
        case Uint():
            return _within(value, 0, LARGEST_UINT)
        case int():
            return _within(value, SMALLEST_INT, LARGEST_INT)
        case list() | tuple():
            return [from_plain(item) for item in value]
        case dict():
            return {map_key(from_plain(key)): from_plain(item) for key, item in value.items()}
        case dt.datetime():
            time = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
            offset = time.utcoffset() or dt.timedelta()
            return Timestamp((time - _EPOCH) // _MICROSECOND * 1_000, round(offset.total_seconds()))
        case dt.timedelta():
            return Duration(value // _MICROSECOND * 1_000)
    raise EvaluationError(f"expressions have no values of the type {type(value).__name__}")


def _within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise EvaluationError(f"{'an unsigned' if least == 0 else 'a'} number of more than 64 bits")
    return value


def to_plain(value: Any) -> Any:
    """A value of an expression as a plain one."""
    match value:
        case list():
            return [to_plain(checked(item)) for item in value]
        case dict():
            return {_plain_key(key): to_plain(checked(item)) for key, item in value.items()}
        case Timestamp():
            return _EPOCH + dt.timedelta(microseconds=value.nanoseconds // 1_000)
        case Duration():
            return dt.timedelta(microseconds=round(value.nanoseconds / 1_000))
        case Optional():
            return to_plain(value.value) if value.has_value else None
        case TypeValue():
            return value.name
        case Opaque():
            return str(value.value)
    return value


def _plain_key(key: Any) -> Any:
    value = to_plain(key_value(key))
    return str(value) if isinstance(value, list | dict) else value
