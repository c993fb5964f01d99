"""Lists as sets (cel-go `ext/sets.go`)."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.comparison import contains
from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import checked


def _contains(items: list[Any], others: list[Any]) -> bool:
    return all(contains(checked(other), items) for other in others)


def _equivalent(left: list[Any], right: list[Any]) -> bool:
    return _contains(left, right) and _contains(right, left)


def _intersects(left: list[Any], right: list[Any]) -> bool:
    return any(_is_in(checked(item), right) for item in left)


def _is_in(item: Any, items: list[Any]) -> bool:
    try:
        return contains(item, items)
    except EvaluationError:
        return False


SETS = Library(
    Function("sets.contains", Overload("list_sets_contains_list", "(list(T), list(T)) bool", _contains)),
    Function("sets.equivalent", Overload("list_sets_equivalent_list", "(list(T), list(T)) bool", _equivalent)),
    Function("sets.intersects", Overload("list_sets_intersects_list", "(list(T), list(T)) bool", _intersects)),
)
