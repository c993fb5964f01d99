"""Messages of `google.protobuf`, which become plain values (cel-go `common/types/pb`)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from k8sdsl.cel.arithmetic import checked_duration, checked_time
from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.types import DYN, Type, list_of, map_of
from k8sdsl.cel.values import Opaque, Uint, type_name

_STRUCT, _LIST = map_of("string", DYN), list_of(DYN)


class WellKnown:
    """A message: the type of its value, the types of its fields, and the function that creates the value."""

    __slots__ = ("_build", "fields", "type")

    def __init__(self, kind: Type, fields: dict[str, Type], build: Callable[[dict[str, Any]], Any]) -> None:
        self.type = kind
        self.fields = fields
        self._build = build

    def make(self, given: dict[str, Any]) -> Any:
        """The value with these fields. Raises EvaluationError for a value that does not have the type of its field."""
        for name, value in given.items():
            if not _fits(self.fields[name], value):
                raise EvaluationError(f"the field {name} cannot be {type_name(value)}")
        return self._build(given)


_CLASSES: dict[Type, type] = {"bool": bool, "bytes": bytes, "double": float, "int": int, "string": str, "uint": Uint}


def _fits(kind: Type, value: Any) -> bool:
    """Whether a value that was only known when it was evaluated has the type of its field."""
    if isinstance(kind, tuple):
        return isinstance(value, dict if kind[0] == "map" else list)
    return type(value) is _CLASSES[kind]


def _wrapper(kind: str, convert: Callable[[Any], Any], *, default: Any) -> WellKnown:
    return WellKnown(f"{kind}?", {"value": kind}, lambda given: convert(given.get("value", default)))


def _same(value: Any) -> Any:
    return value


def _int32(value: Any) -> Any:
    if not -(2**31) <= value < 2**31:
        raise EvaluationError("integer overflow")
    return value


def _uint32(value: Any) -> Any:
    if value >= 2**32:
        raise EvaluationError("unsigned integer overflow")
    return value


def _float32(value: Any) -> Any:
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _value(given: dict[str, Any]) -> Any:
    """A JSON value: null unless one of its fields is given."""
    return next((value for name, value in given.items() if name != "null_value"), None)


def _seconds(given: dict[str, Any]) -> int:
    return int(given.get("seconds", 0)) * 10**9 + int(_int32(given.get("nanos", 0)))


def _any(given: dict[str, Any]) -> Any:
    raise EvaluationError(
        "conversion error: a google.protobuf.Any has an unknown type" if given else "empty google.protobuf.Any"
    )


_VALUE_FIELDS: dict[str, Type] = {
    "null_value": "int",
    "number_value": "double",
    "string_value": "string",
    "bool_value": "bool",
    "struct_value": _STRUCT,
    "list_value": _LIST,
}
_TIME_FIELDS: dict[str, Type] = {"seconds": "int", "nanos": "int"}

WELL_KNOWN: dict[str, WellKnown] = {
    f"google.protobuf.{name}": message
    for name, message in {
        "BoolValue": _wrapper("bool", _same, default=False),
        "BytesValue": _wrapper("bytes", _same, default=b""),
        "DoubleValue": _wrapper("double", _same, default=0.0),
        "FloatValue": _wrapper("double", _float32, default=0.0),
        "Int32Value": _wrapper("int", _int32, default=0),
        "Int64Value": _wrapper("int", _same, default=0),
        "StringValue": _wrapper("string", _same, default=""),
        "UInt32Value": _wrapper("uint", _uint32, default=Uint(0)),
        "UInt64Value": _wrapper("uint", _same, default=Uint(0)),
        "Value": WellKnown(DYN, _VALUE_FIELDS, _value),
        "Struct": WellKnown(_STRUCT, {"fields": _STRUCT}, lambda given: given.get("fields", {})),
        "ListValue": WellKnown(_LIST, {"values": _LIST}, lambda given: given.get("values", [])),
        "Timestamp": WellKnown("timestamp", _TIME_FIELDS, lambda given: checked_time(_seconds(given))),
        "Duration": WellKnown("duration", _TIME_FIELDS, lambda given: checked_duration(_seconds(given))),
        "Any": WellKnown("any", {"type_url": "string", "value": "bytes"}, _any),
        "Empty": WellKnown("google.protobuf.Empty", {}, lambda _: Opaque("google.protobuf.Empty", "")),
    }.items()
}
