"""Values of expressions as plain Python values, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from k8sdsl.cel.errors import EvaluationError, ExhaustedError
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
from k8sdsl.cel.work import spend

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


def read_plain(value: Any) -> tuple[Any, Type]:
    """A plain value as expressions see it, and its type. Raises EvaluationError for a type that CEL does not have."""
    try:
        return _read(value), _type_of(value)
    except RecursionError:
        raise EvaluationError("the value of a variable is nested too deeply") from None


def write_plain(value: Any) -> Any:
    """A value of an expression as a plain value. Raises EvaluationError for one that is too large."""
    try:
        return _write(value)
    except (RecursionError, ExhaustedError):
        raise EvaluationError("the value is too large, or nested too deeply") from None


def _type_of(value: Any) -> Type:
    """The type of a plain value; a list or map has a member type if all members have the same."""
    if isinstance(value, list | tuple):
        return list_of(_common(value))
    if isinstance(value, dict):
        return map_of(_common(value), _common(value.values()))
    return _TYPES.get(type(value), DYN)


def _common(values: Any) -> Type:
    kinds = {_type_of(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else DYN


def _read(value: Any) -> Any:
    """A plain value as expressions see it. Raises EvaluationError for a type that CEL does not have."""
    match value:
        case None | bool() | float() | str() | bytes():
            return value
        case Uint():
            return _within(value, 0, LARGEST_UINT)
        case int():
            return _within(value, SMALLEST_INT, LARGEST_INT)
        case list() | tuple():
            return [_read(item) for item in value]
        case dict():
            return {map_key(_read(key)): _read(item) for key, item in value.items()}
        case dt.datetime():
            time = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
            offset = time.utcoffset() or dt.timedelta()
            return Timestamp((time - _EPOCH) // _MICROSECOND * 1_000, round(offset.total_seconds()))
        case dt.timedelta():
            return Duration(value // _MICROSECOND * 1_000)
    raise EvaluationError(f"CEL has no type for values of {type(value).__name__}")


def _within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise EvaluationError(f"{'an unsigned' if least == 0 else 'a'} number of more than 64 bits")
    return value


def _write(value: Any) -> Any:
    spend()
    match value:
        case list():
            return [_write(checked(item)) for item in value]
        case dict():
            return {_hashable(key_value(key)): _write(checked(item)) for key, item in value.items()}
        case Timestamp():
            return _EPOCH + dt.timedelta(microseconds=value.nanoseconds // 1_000)
        case Duration():
            return dt.timedelta(microseconds=value.nanoseconds // 1_000)
        case Optional():
            return _write(value.value) if value.has_value else None
        case TypeValue():
            return value.name
        case Opaque():
            return str(value.value)
    return value


def _hashable(key: Any) -> Any:
    """A key as a plain value; a list or map becomes a tuple."""
    match key:
        case list():
            return tuple([_hashable(checked(item)) for item in key])
        case dict():
            return tuple([(_hashable(key_value(name)), _hashable(checked(item))) for name, item in key.items()])
        case Optional():
            return _hashable(key.value) if key.has_value else None
    return _write(key)
