"""CEL's own operators and functions (cel-go `common/stdlib`), except those for times and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sdsl.cel import arithmetic, comparison, conversions
from k8sdsl.cel.errors import EvaluationError, no_overload
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.macros import STANDARD as STANDARD_MACROS
from k8sdsl.cel.values import Opaque, TypeValue, type_name

_TIMESTAMP, _DURATION = "google.protobuf.Timestamp", "google.protobuf.Duration"
_NUMBERS = ("int", "uint", "double")
_ORDERED = ("bool", *_NUMBERS, "string", "bytes", _TIMESTAMP, _DURATION)
_SHORT = {_TIMESTAMP: "timestamp", _DURATION: "duration"}


def _fails(*_: Any) -> Any:
    raise no_overload()


def _not(value: Any) -> bool:
    if type(value) is not bool:
        raise no_overload()
    return not value


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return comparison.size(value)
    return len(value) if not isinstance(value, Opaque) else value.value.size


def _type(value: Any) -> TypeValue:
    return TypeValue(type_name(value))


def _identity(value: Any) -> Any:
    return value


def _int_to_duration(_: Any) -> Any:
    raise EvaluationError("type conversion error from 'int' to 'google.protobuf.Duration'")


def _orders(operator: str, name: str, test: Callable[[int], bool]) -> Function:
    """An operator over values that have an order; numbers of different types can be compared since 1.28."""
    overloads = [
        Overload(f"{name}_{_ID[kind]}", f"({_SHORT.get(kind, kind)}, {_SHORT.get(kind, kind)}) bool")
        for kind in _ORDERED
    ]
    for left in _NUMBERS:
        overloads += [
            Overload(f"{name}_{_ID[left]}_{_ID[right]}", f"({left}, {right}) bool")
            for right in _NUMBERS
            if left != right
        ]
    order = sorted(
        overloads, key=lambda overload: _PLACES.index((str(overload.parameters[0]), str(overload.parameters[1])))
    )
    return Function(
        operator, *order, singleton=lambda left, right: test(comparison.compare(left, right)), takes=_ORDERED
    )


_ID = {
    "bool": "bool",
    "int": "int64",
    "uint": "uint64",
    "double": "double",
    "string": "string",
    "bytes": "bytes",
    _TIMESTAMP: "timestamp",
    _DURATION: "duration",
}
_PLACES = [
    ("bool", "bool"),
    *(("int", other) for other in ("int", "double", "uint")),
    *(("uint", other) for other in ("uint", "double", "int")),
    *(("double", other) for other in ("double", "int", "uint")),
    *((kind, kind) for kind in ("string", "bytes", "timestamp", "duration")),
]


def _arithmetic(
    operator: str, name: str, kinds: dict[str, str], implementation: Callable[..., Any], takes: tuple[str, ...]
) -> Function:
    overloads = [Overload(f"{name}_{suffix}", signature) for suffix, signature in kinds.items()]
    return Function(operator, *overloads, singleton=implementation, takes=takes)


_MATHS = {
    "double": "(double, double) double",
    "int64": "(int, int) int",
    "uint64": "(uint, uint) uint",
}

OPERATORS = (
    Function("_?_:_", Overload("conditional", "(bool, A, A) A"), singleton=_fails),
    Function("_&&_", Overload("logical_and", "(bool, bool) bool"), singleton=_fails),
    Function("_||_", Overload("logical_or", "(bool, bool) bool"), singleton=_fails),
    Function("!_", Overload("logical_not", "(bool) bool"), singleton=_not),
    Function("@not_strictly_false", Overload("not_strictly_false", "(bool) bool", _identity)),
    Function("_==_", Overload("equals", "(A, A) bool"), singleton=_fails),
    Function("_!=_", Overload("not_equals", "(A, A) bool"), singleton=_fails),
    _arithmetic(
        "_+_",
        "add",
        {
            "bytes": "(bytes, bytes) bytes",
            "double": "(double, double) double",
            "duration_duration": "(duration, duration) duration",
            "duration_timestamp": "(duration, timestamp) timestamp",
            "timestamp_duration": "(timestamp, duration) timestamp",
            "int64": "(int, int) int",
            "list": "(list(A), list(A)) list(A)",
            "string": "(string, string) string",
            "uint64": "(uint, uint) uint",
        },
        arithmetic.add,
        ("bytes", "double", _DURATION, _TIMESTAMP, "int", "list", "string", "uint"),
    ),
    _arithmetic("_/_", "divide", _MATHS, arithmetic.divide, _NUMBERS),
    _arithmetic(
        "_%_", "modulo", {"int64": _MATHS["int64"], "uint64": _MATHS["uint64"]}, arithmetic.modulo, ("int", "uint")
    ),
    _arithmetic("_*_", "multiply", _MATHS, arithmetic.multiply, _NUMBERS),
    _arithmetic(
        "-_",
        "negate",
        {"double": "(double) double", "int64": "(int) int"},
        arithmetic.negate,
        ("double", "int", _DURATION),
    ),
    _arithmetic(
        "_-_",
        "subtract",
        {
            "double": "(double, double) double",
            "duration_duration": "(duration, duration) duration",
            "int64": "(int, int) int",
            "timestamp_duration": "(timestamp, duration) timestamp",
            "timestamp_timestamp": "(timestamp, timestamp) duration",
            "uint64": "(uint, uint) uint",
        },
        arithmetic.subtract,
        (*_NUMBERS, _DURATION, _TIMESTAMP),
    ),
    _orders("_<_", "less", lambda order: order < 0),
    _orders("_<=_", "less_equals", lambda order: order <= 0),
    _orders("_>_", "greater", lambda order: order > 0),
    _orders("_>=_", "greater_equals", lambda order: order >= 0),
    Function(
        "_[_]", Overload("index_list", "(list(A), int) A"), Overload("index_map", "(map(A, B), A) B"), singleton=_fails
    ),
    Function(
        "@in",
        Overload("in_list", "(A, list(A)) bool"),
        Overload("in_map", "(A, map(A, B)) bool"),
        singleton=comparison.contains,
    ),
)


def _converts(name: str, result: str, kinds: dict[str, str], implementation: Callable[[Any], Any]) -> Function:
    return Function(name, *(Overload(key, f"({kind}) {result}", implementation) for key, kind in kinds.items()))


CONVERSIONS = (
    Function(
        "size",
        Overload("size_bytes", "(bytes) int"),
        Overload("bytes_size", "bytes.() int"),
        Overload("size_list", "(list(A)) int"),
        Overload("list_size", "list(A).() int"),
        Overload("size_map", "(map(A, B)) int"),
        Overload("map_size", "map(A, B).() int"),
        Overload("size_string", "(string) int"),
        Overload("string_size", "string.() int"),
        singleton=_size,
        takes=("bytes", "list", "map", "string", "net.IP", "net.CIDR"),
    ),
    Function("type", Overload("type", "(A) type(A)"), singleton=_type),
    _converts("bool", "bool", {"bool_to_bool": "bool", "string_to_bool": "string"}, conversions.to_bool),
    _converts("bytes", "bytes", {"bytes_to_bytes": "bytes", "string_to_bytes": "string"}, conversions.to_bytes),
    _converts(
        "double",
        "double",
        {
            "double_to_double": "double",
            "int64_to_double": "int",
            "string_to_double": "string",
            "uint64_to_double": "uint",
        },
        conversions.to_double,
    ),
    Function(
        "duration",
        Overload("duration_to_duration", "(duration) duration", conversions.to_duration),
        Overload("int64_to_duration", "(int) duration", _int_to_duration),
        Overload("string_to_duration", "(string) duration", conversions.to_duration),
    ),
    Function("dyn", Overload("to_dyn", "(A) dyn"), singleton=_identity),
    _converts(
        "int",
        "int",
        {
            "int64_to_int64": "int",
            "double_to_int64": "double",
            "duration_to_int64": "duration",
            "string_to_int64": "string",
            "timestamp_to_int64": "timestamp",
            "uint64_to_int64": "uint",
        },
        conversions.to_int,
    ),
    _converts(
        "string",
        "string",
        {
            "string_to_string": "string",
            "bool_to_string": "bool",
            "bytes_to_string": "bytes",
            "double_to_string": "double",
            "duration_to_string": "duration",
            "int64_to_string": "int",
            "timestamp_to_string": "timestamp",
            "uint64_to_string": "uint",
        },
        conversions.to_text,
    ),
    _converts(
        "timestamp",
        "timestamp",
        {"timestamp_to_timestamp": "timestamp", "int64_to_timestamp": "int", "string_to_timestamp": "string"},
        conversions.to_time,
    ),
    _converts(
        "uint",
        "uint",
        {
            "uint64_to_uint64": "uint",
            "double_to_uint64": "double",
            "int64_to_uint64": "int",
            "string_to_uint64": "string",
        },
        conversions.to_uint,
    ),
)

STANDARD = Library(
    *OPERATORS,
    *CONVERSIONS,
    macros={key: macro for key, macro in STANDARD_MACROS.items() if key[0] != "existsOne"},
    types=("bool", "bytes", "double", "int", "null_type", "string", "uint"),
)
EXISTS_ONE = Library(macros={("existsOne", 2, True): STANDARD_MACROS["existsOne", 2, True]})
"""The newer name of `exists_one`."""
