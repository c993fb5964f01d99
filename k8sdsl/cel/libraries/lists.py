"""Functions of lists (cel-go `ext/lists.go`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from k8sdsl.cel.comparison import WITH_ORDER, is_equal, order
from k8sdsl.cel.errors import EvaluationError, ExhaustedError, no_overload
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.macros import SORTING
from k8sdsl.cel.values import checked, type_name

MOST_ITEMS = 1_000_000
_SORTABLE = frozenset(
    ("int", "uint", "double", "bool", "string", "bytes", "google.protobuf.Duration", "google.protobuf.Timestamp")
)


def _slice(items: list[Any], start: int, end: int) -> list[Any]:
    if start < 0 or end < 0 or start > end or len(items) < end:
        raise EvaluationError(f"cannot slice({start}, {end}), list is length {len(items)}")
    return items[start:end]


def _flatten(items: Any, depth: int = 1) -> list[Any]:
    if not isinstance(items, list) or type(depth) is not int:
        raise no_overload(f"{type_name(items)}.flatten()")
    if depth < 0:
        raise EvaluationError("level must be non-negative")
    found: list[Any] = []
    stack: list[tuple[Any, int]] = [(items, depth)]
    while stack:
        value, left = stack.pop()
        if isinstance(value, list) and left >= 0:
            stack.extend((checked(item), left - 1) for item in reversed(value))
        else:
            found.append(value)
        if len(found) + len(stack) > MOST_ITEMS:
            raise ExhaustedError(f"a list of more than {MOST_ITEMS} items")
    return found


def _sorted(items: list[Any]) -> list[Any]:
    return _sorted_by(items, items)


def _sorted_by(items: list[Any], keys: Any) -> list[Any]:
    if not isinstance(keys, list):
        raise no_overload()
    if len(items) != len(keys):
        raise EvaluationError("the list and its keys have different lengths")
    kinds = {type_name(checked(key)) for key in keys}
    if not kinds <= _SORTABLE:
        raise EvaluationError("list elements must be comparable")
    if len(kinds) > 1:
        raise EvaluationError("list elements must have the same type")
    order = sorted(range(len(items)), key=cmp_to_key(_by(keys)))
    return [items[index] for index in order]


def _by(keys: list[Any]) -> Callable[[int, int], int]:
    return lambda left, right: order(keys[left], keys[right])


def _range(count: int) -> list[int]:
    if count > MOST_ITEMS:
        raise ExhaustedError(f"a list of more than {MOST_ITEMS} items")
    return list(range(count))


def _reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


def _distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if not any(is_equal(checked(item), other) for other in found):
            found.append(item)
    return found


LISTS = Library(
    Function("slice", Overload("list_slice", "list(T).(int, int) list(T)", _slice)),
    Function(
        "flatten",
        Overload("list_flatten", "list(list(T)).() list(T)", _flatten),
        Overload("list_flatten_int", "list(dyn).(int) list(dyn)", _flatten),
        guarded=False,
    ),
    Function(
        "sort",
        *(Overload(f"list_{kind}_sort", f"list({kind}).() list({kind})") for kind in WITH_ORDER),
        singleton=_sorted,
        takes=("list",),
    ),
    Function(
        "@sortByAssociatedKeys",
        *(Overload(f"list_{kind}_sortByAssociatedKeys", f"list(T).(list({kind})) list(T)") for kind in WITH_ORDER),
        singleton=_sorted_by,
        takes=("list",),
    ),
    Function("lists.range", Overload("lists_range", "(int) list(int)", _range)),
    Function("reverse", Overload("list_reverse", "list(T).() list(T)", _reverse)),
    Function("distinct", Overload("list_distinct", "list(T).() list(T)", _distinct)),
    macros=SORTING,
)
