"""Values of CEL in Python, and how a plain tree becomes one by its schema.

Texts, booleans, numbers, bytes, null, lists and maps are Python's own; times are `datetime`, durations `timedelta`. The
rest has classes here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.cel.schemas import Declared


class EvaluationError(Exception):
    """Evaluating failed as it would on the server; `certain` says that the server surely fails too."""

    def __init__(self, message: str, *, certain: bool = True) -> None:
        super().__init__(message)
        self.certain = certain


class Uint(int):
    """An unsigned number, which is never equal in type to a signed one."""

    __slots__ = ()


class OptionalValue:
    """A value that may be absent."""

    __slots__ = ("has_value", "value")

    def __init__(self, value: Any = None, *, has_value: bool) -> None:
        self.value = value
        self.has_value = has_value


NONE = OptionalValue(has_value=False)


class TypeValue:
    """A type as a value, as `type(x) == string` compares them."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypeValue) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class Opaque:
    """A value of a type that Kubernetes adds: what it is, and what stands behind it."""

    __slots__ = ("kind", "value")

    def __init__(self, kind: str, value: Any) -> None:
        self.kind = kind
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and other.kind == self.kind and bool(other.value == self.value)

    def __hash__(self) -> int:
        return hash((self.kind, self.value))


def type_name(value: Any) -> str:
    """The name of a value's type."""
    if isinstance(value, Opaque):
        return value.kind
    if isinstance(value, TypeValue):
        return "type"
    if isinstance(value, OptionalValue):
        return "optional_type"
    return _NAMES.get(type(value), "null_type")


_NAMES = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    list: "list",
    dict: "map",
    dt.datetime: "google.protobuf.Timestamp",
    dt.timedelta: "google.protobuf.Duration",
}


def to_value(tree: Any, declared: Declared) -> Any:
    """A plain tree as the schema behind `declared` lets expressions see it. Raises EvaluationError."""
    if isinstance(tree, dict):
        if declared.item is not None:
            return {key: to_value(item, declared.item) for key, item in tree.items()}
        if declared.type == "dyn":
            return tree
        wires = declared.wires
        return {
            name: to_value(tree[wires[name]], field) for name, field in declared.fields.items() if wires[name] in tree
        }
    if isinstance(tree, list):
        return [to_value(item, declared.item) for item in tree] if declared.item is not None else tree
    convert = _CONVERSIONS.get(declared.type) if isinstance(declared.type, str) and tree is not None else None
    return tree if convert is None else convert(tree)


def parse_time(text: str) -> dt.datetime:
    """An RFC 3339 time, to the microsecond. Raises EvaluationError."""
    from k8sdsl.semantics.formats import rfc3339

    if rfc3339(text):
        raise EvaluationError(f"{text!r} is no time")
    head, _, fraction = text.partition(".")
    zone = ""
    if fraction:
        digits = len(fraction) - len(fraction.lstrip("0123456789"))
        zone, fraction = fraction[digits:], fraction[: min(digits, 6)]
        text = f"{head}.{fraction.ljust(6, '0')}{zone}"
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise EvaluationError(str(error), certain=False) from error


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def parse_duration(text: str) -> dt.timedelta:
    """Go's durations, as `1h30m`. Raises EvaluationError."""
    import re

    body = text.lstrip("+-") if text[:1] in {"+", "-"} else text
    if body == "0":
        return dt.timedelta()
    parts = re.findall(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", body, re.ASCII)
    if not parts or "".join(number + unit for number, unit in parts) != body:
        raise EvaluationError(f"{text!r} is no duration")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return dt.timedelta(seconds=-seconds if text.startswith("-") else seconds)


def _bytes(tree: Any) -> bytes:
    import binascii

    try:
        return binascii.a2b_base64(tree)
    except (binascii.Error, ValueError, TypeError) as error:
        raise EvaluationError(str(error), certain=False) from error


def _duration(tree: Any) -> dt.timedelta:
    try:
        return parse_duration(tree)
    except (EvaluationError, AttributeError, OverflowError) as error:
        raise EvaluationError(str(error), certain=False) from error


def _time(tree: Any) -> dt.datetime:
    try:
        return parse_time(f"{tree}T00:00:00Z" if len(tree) == 10 else tree)
    except (EvaluationError, TypeError) as error:
        raise EvaluationError(str(error), certain=False) from error


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "int": lambda tree: int(tree) if type(tree) is float and tree.is_integer() else tree,
    "double": float,
    "bytes": _bytes,
    "duration": _duration,
    "timestamp": _time,
}
