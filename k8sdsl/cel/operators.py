"""Operators and conversions of CEL (cel-go `common/types`): no type turns into another, and numbers do not wrap."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.values import (
    EvaluationError,
    Opaque,
    OptionalValue,
    TypeValue,
    Uint,
    parse_duration,
    parse_time,
    type_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable

INT_LOW, INT_HIGH, UINT_HIGH = -(2**63), 2**63, 2**64
_NUMBERS = (int, Uint, float)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def no_overload(name: str, *values: Any) -> EvaluationError:
    """What a call with arguments of the wrong types ends in."""
    return EvaluationError(f"no such overload: {name}({', '.join(map(type_name, values))})", certain=False)


def is_number(value: Any) -> bool:
    """Whether a value is a number, which a boolean is not."""
    return type(value) in _NUMBERS


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; numbers of different types may be, all else must be of one type."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(equal(item, right[key]) for key, item in left.items())
    if isinstance(left, OptionalValue):
        return left.has_value == right.has_value and (not left.has_value or equal(left.value, right.value))
    return bool(left == right)


def ordered(name: str, left: Any, right: Any) -> int:
    """Negative, zero or positive, as the left comes before, with or after the right."""
    if is_number(left) and is_number(right):
        return _sign(left, right)
    if type(left) is type(right) and isinstance(left, (bool, str, bytes, dt.datetime, dt.timedelta)):
        return _sign(left, right)
    raise no_overload(name, left, right)


def _sign(left: Any, right: Any) -> int:
    if left != left or right != right:  # noqa: PLR0124 not a number compares with nothing
        raise EvaluationError("NaN values cannot be ordered", certain=False)
    return int(left > right) - int(left < right)


def checked_int(value: int) -> int:
    """An integer that fits into 64 bits. Raises EvaluationError."""
    if INT_LOW <= value < INT_HIGH:
        return value
    raise EvaluationError("integer overflow")


def checked_uint(value: int) -> Uint:
    """An unsigned integer that fits into 64 bits. Raises EvaluationError."""
    if 0 <= value < UINT_HIGH:
        return Uint(value)
    raise EvaluationError("unsigned integer overflow")


def add(left: Any, right: Any) -> Any:
    """Sum, or one behind the other."""
    kinds = (type(left), type(right))
    if kinds == (int, int):
        return checked_int(left + right)
    if kinds == (Uint, Uint):
        return checked_uint(int(left) + int(right))
    times = (dt.datetime, dt.timedelta)
    if kinds[0] is kinds[1] and kinds[0] in {float, str, bytes, list, dt.timedelta}:
        return left + right
    if kinds in {times, times[::-1]}:
        return _time_sum(left, right)
    raise no_overload("_+_", left, right)


def _time_sum(left: Any, right: Any) -> Any:
    try:
        return left + right
    except OverflowError as error:
        raise EvaluationError("timestamp overflow") from error


def subtract(left: Any, right: Any) -> Any:
    """Difference."""
    kinds = (type(left), type(right))
    if kinds == (int, int):
        return checked_int(left - right)
    if kinds == (Uint, Uint):
        return checked_uint(int(left) - int(right))
    if kinds == (float, float) or (kinds[0] in {dt.datetime, dt.timedelta} and kinds[1] in {dt.datetime, dt.timedelta}):
        try:
            return left - right
        except (OverflowError, TypeError) as error:
            raise EvaluationError("timestamp overflow", certain=False) from error
    raise no_overload("_-_", left, right)


def multiply(left: Any, right: Any) -> Any:
    """Product."""
    kinds = (type(left), type(right))
    if kinds == (int, int):
        return checked_int(left * right)
    if kinds == (Uint, Uint):
        return checked_uint(int(left) * int(right))
    if kinds == (float, float):
        return left * right
    raise no_overload("_*_", left, right)


def divide(left: Any, right: Any) -> Any:
    """Quotient; of integers cut off towards zero."""
    kinds = (type(left), type(right))
    if kinds == (float, float):
        if right:
            return left / right
        return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    if kinds not in {(int, int), (Uint, Uint)}:
        raise no_overload("_/_", left, right)
    if not right:
        raise EvaluationError("division by zero")
    quotient = abs(int(left)) // abs(int(right))
    signed = quotient if (left < 0) == (right < 0) else -quotient
    return checked_uint(signed) if kinds[0] is Uint else checked_int(signed)


def modulo(left: Any, right: Any) -> Any:
    """Remainder, with the sign of the left."""
    kinds = (type(left), type(right))
    if kinds not in {(int, int), (Uint, Uint)}:
        raise no_overload("_%_", left, right)
    if not right:
        raise EvaluationError("modulus by zero")
    rest = abs(int(left)) % abs(int(right))
    return Uint(rest) if kinds[0] is Uint else (-rest if left < 0 else rest)


def negate(value: Any) -> Any:
    """The number with the other sign."""
    if type(value) is int:
        return checked_int(-value)
    if type(value) is float:
        return -value
    raise no_overload("-_", value)


def index(container: Any, key: Any) -> Any:
    """An item of a list or map. Raises EvaluationError where there is none."""
    if isinstance(container, dict):
        found = lookup(container, key)
        if found is _MISSING:
            raise EvaluationError(f"no such key: {key}")
        return found
    if isinstance(container, list) and is_number(key):
        if key != int(key) or not 0 <= key < len(container):
            raise EvaluationError(f"index out of bounds: {key}")
        return container[int(key)]
    raise no_overload("_[_]", container, key)


def lookup(container: dict[Any, Any], key: Any) -> Any:
    """The value at a key, or `MISSING`; 1 and true are different keys."""
    try:
        if key in container and (type(key) is not bool or any(item is key for item in container)):
            return container[key]
    except TypeError as error:
        raise no_overload("_[_]", container, key) from error
    return _MISSING


_MISSING: Any = object()
MISSING = _MISSING


def contains(item: Any, container: Any) -> bool:
    """Whether a list has an item, or a map a key."""
    if isinstance(container, dict):
        return lookup(container, item) is not _MISSING
    if isinstance(container, list):
        return any(equal(item, other) for other in container)
    raise no_overload("@in", item, container)


def size(value: Any) -> int:
    """Characters, bytes, items or keys."""
    if isinstance(value, (str, bytes, list, dict)):
        return len(value)
    raise no_overload("size", value)


def to_int(value: Any) -> int:
    """Any number, text or time as an integer."""
    kind = type(value)
    if kind in {int, Uint}:
        return checked_int(int(value))
    if kind is float:
        if not math.isfinite(value):
            raise EvaluationError("integer overflow")
        return checked_int(int(value))
    if kind is str:
        return _parsed_int(value)
    if kind is dt.datetime:
        return int((value - EPOCH).total_seconds() // 1)
    if kind is dt.timedelta:
        return int(value / dt.timedelta(microseconds=1)) * 1000
    raise no_overload("int", value)


def _parsed_int(text: str) -> int:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits.isdigit() or not digits.isascii():
        raise EvaluationError(f"{text!r} is no integer")
    return checked_int(int(text))


def to_uint(value: Any) -> Uint:
    """Any number or text as an unsigned integer."""
    kind = type(value)
    if kind is str:
        if not value.isdigit() or not value.isascii():
            raise EvaluationError(f"{value!r} is no unsigned integer")
        return checked_uint(int(value))
    if kind in _NUMBERS and math.isfinite(value):
        return checked_uint(int(value))
    raise no_overload("uint", value)


def to_double(value: Any) -> float:
    """Any number or text as a floating-point number."""
    if is_number(value):
        return float(value)
    if type(value) is str:
        try:
            return float(value)
        except ValueError as error:
            raise EvaluationError(f"{value!r} is no number") from error
    raise no_overload("double", value)


def to_text(value: Any) -> str:
    """A scalar as text, as Go writes it."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    if kind in {int, Uint}:
        return str(int(value))
    if kind is float:
        return _double_text(value)
    if kind is bytes:
        try:
            return str(value, "utf-8")
        except UnicodeDecodeError as error:
            raise EvaluationError("the bytes are no text") from error
    if kind is dt.datetime:
        text = value.astimezone(dt.UTC).isoformat()
        head, _, fraction = str(text).removesuffix("+00:00").partition(".")
        return head + (f".{fraction.rstrip('0')}" if fraction else "") + "Z"
    if kind is dt.timedelta:
        return f"{_double_text(value.total_seconds())}s"
    raise no_overload("string", value)


def _double_text(value: float) -> str:
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def to_bool(value: Any) -> bool:
    """A text as a boolean."""
    if type(value) is bool:
        return value
    if value in {"1", "t", "T", "TRUE", "true", "True"}:
        return True
    if value in {"0", "f", "F", "FALSE", "false", "False"}:
        return False
    raise EvaluationError(f"{value!r} is no boolean", certain=isinstance(value, str))


def to_bytes(value: Any) -> bytes:
    """A text as bytes."""
    if type(value) is bytes:
        return value
    if type(value) is str:
        return value.encode("utf-8", "surrogatepass")
    raise no_overload("bytes", value)


def to_duration(value: Any) -> dt.timedelta:
    """A text as a duration."""
    if type(value) is str:
        return parse_duration(value)
    if type(value) is dt.timedelta:
        return value
    if type(value) is int:
        return dt.timedelta(microseconds=value / 1000)
    raise no_overload("duration", value)


def to_timestamp(value: Any) -> dt.datetime:
    """A text as a time."""
    if type(value) is str:
        return parse_time(value)
    if type(value) is dt.datetime:
        return value
    if type(value) is int:
        try:
            return EPOCH + dt.timedelta(seconds=value)
        except OverflowError as error:
            raise EvaluationError("timestamp overflow") from error
    raise no_overload("timestamp", value)


def type_of(value: Any) -> TypeValue:
    """The type of a value."""
    return TypeValue(type_name(value))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "_==_": equal,
    "_!=_": lambda left, right: not equal(left, right),
    "_<_": lambda left, right: ordered("_<_", left, right) < 0,
    "_<=_": lambda left, right: ordered("_<=_", left, right) <= 0,
    "_>_": lambda left, right: ordered("_>_", left, right) > 0,
    "_>=_": lambda left, right: ordered("_>=_", left, right) >= 0,
    "_+_": add,
    "_-_": subtract,
    "_*_": multiply,
    "_/_": divide,
    "_%_": modulo,
    "-_": negate,
    "_[_]": index,
    "@in": contains,
    "size": size,
    "type": type_of,
    "dyn": lambda value: value,
    "int": to_int,
    "uint": to_uint,
    "double": to_double,
    "string": to_text,
    "bool": to_bool,
    "bytes": to_bytes,
    "duration": to_duration,
    "timestamp": to_timestamp,
}

__all__ = ["FUNCTIONS", "MISSING", "Opaque", "equal", "no_overload", "ordered"]
