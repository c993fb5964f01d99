"""Custom resources as their rules see them (apiserver `pkg/cel/common/valuesunstructured.go`).

A member that does not fit its schema fails when it is read.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.conversions import parse_time
from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.types import DYN, ObjectType
from k8sdsl.cel.values import (
    LARGEST_INT,
    SMALLEST_INT,
    Duration,
    ItemList,
    ItemMap,
    ItemObject,
    ItemSet,
    Timestamp,
)

if TYPE_CHECKING:
    from k8sdsl.cel.schemas import SizedType

_NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def to_value(tree: Any, declared: SizedType) -> Any:
    """A tree as expressions see it through the schema of `declared`; an EvaluationError if it does not fit."""
    if tree is None:
        return None if declared.nullable else EvaluationError("invalid data, got null for schema with nullable=false")
    kind = declared.type
    if kind == DYN:
        return _int_or_string(tree)
    if isinstance(kind, str):
        return _CONVERSIONS[kind](tree)
    if isinstance(kind, ObjectType):
        return _object(tree, declared) if isinstance(tree, dict) else _misfit("a map", tree)
    assert declared.item is not None  # noqa: S101 lists and maps have items
    item = declared.item
    if kind[0] == "list":
        return _list(tree, declared, item) if isinstance(tree, list) else _misfit("an array", tree)
    if not isinstance(tree, dict):
        return _misfit("a map", tree)
    members: dict[Any, Any] = {str(key): to_value(member, item) for key, member in tree.items()}
    return ItemObject(members, len(tree), escaped=False)


def dynamic(tree: Any) -> Any:
    """A tree as expressions see it without a schema: numbers are 64-bit integers or floating point."""
    match tree:
        case dict():
            return {str(key): dynamic(item) for key, item in tree.items()}
        case list():
            return [dynamic(item) for item in tree]
        case bool():
            return tree
        case int() if not SMALLEST_INT <= tree <= LARGEST_INT:
            return _number(tree)
    return tree


def _misfit(wanted: str, tree: Any) -> EvaluationError:
    return EvaluationError(f"invalid data, expected {wanted}, got {_NAMES.get(type(tree), 'null')}")


def _object(tree: dict[Any, Any], declared: SizedType) -> ItemObject:
    fields: dict[Any, Any] = {}
    for name, field in declared.fields.items():
        value = tree.get(declared.wires[name])
        if value is not None:
            fields[name] = to_value(value, field)
    return ItemObject(fields, len(tree), escaped=True)


def _list(tree: list[Any], declared: SizedType, item: SizedType) -> ItemList:
    items = [to_value(member, item) for member in tree]
    if declared.list_type == "map":
        return ItemMap(items, declared.list_keys)
    return ItemSet(items, tree) if declared.list_type == "set" else ItemList(items)


def _int_or_string(tree: Any) -> Any:
    if type(tree) is str:
        return tree
    whole = _whole(tree)
    return _misfit("an integer or a string", tree) if whole is None else whole


def _whole(tree: Any) -> int | None:
    """A number without a fraction that has at most 64 bits."""
    if type(tree) is float and tree.is_integer():
        tree = int(tree)
    return tree if type(tree) is int and SMALLEST_INT <= tree <= LARGEST_INT else None


def _integer(tree: Any) -> Any:
    whole = _whole(tree)
    return _misfit("an integer", tree) if whole is None else whole


def _number(tree: Any) -> Any:
    if type(tree) not in {int, float}:
        return _misfit("a number", tree)
    try:
        return float(tree)
    except OverflowError:
        return _misfit("a number", tree)


def _exactly(kind: type, wanted: str) -> Callable[[Any], Any]:
    return lambda tree: tree if type(tree) is kind else _misfit(wanted, tree)


def _bytes(tree: Any) -> Any:
    try:
        return binascii.a2b_base64(tree) if type(tree) is str else _misfit("a string", tree)
    except (binascii.Error, ValueError):
        return EvaluationError("invalid byte formatted string")


def _duration(tree: Any) -> Any:
    from k8sdsl.semantics.string_formats import duration_nanoseconds

    nanoseconds = duration_nanoseconds(tree) if type(tree) is str else None
    return EvaluationError(f"invalid duration {tree!r}") if nanoseconds is None else Duration(nanoseconds)


def _time(tree: Any) -> Timestamp | EvaluationError:
    """A day, or a day and a time, as `strfmt` reads them; the zone is optional, and an empty string is 1970."""
    if type(tree) is not str:
        return _misfit("a string", tree)
    text = f"{tree}T00:00:00Z" if len(tree) == len("2006-01-02") else tree
    return (
        parse_time(text)
        or parse_time(f"{text}Z")
        or (EvaluationError(f"invalid time {tree!r}") if tree else Timestamp(0))
    )


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "int": _integer,
    "double": _number,
    "bool": _exactly(bool, "a boolean"),
    "string": _exactly(str, "a string"),
    "bytes": _bytes,
    "duration": _duration,
    "timestamp": _time,
}
