"""Functions of lists that Kubernetes adds (apiserver `pkg/cel/library/lists.go`)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from k8sdsl.cel.arithmetic import add
from k8sdsl.cel.comparison import WITH_ORDER, is_equal, order
from k8sdsl.cel.errors import EvaluationError, no_overload
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import Duration, Timestamp, Uint, checked

_ZEROS: dict[str, Any] = {"int": 0, "uint": Uint(0), "double": 0.0, "duration": Duration(0)}


_ORDERED = (bool, int, float, str, bytes, Duration, Timestamp)


def _ordered(item: Any) -> Any:
    """An item that can be ordered. Raises EvaluationError."""
    if not isinstance(checked(item), _ORDERED):
        raise no_overload()
    return item


def _is_sorted(items: list[Any]) -> bool:
    return all(order(left, right) <= 0 for left, right in pairwise(map(_ordered, items)))


def _sum(zero: Any) -> Callable[[list[Any]], Any]:
    def total(items: list[Any]) -> Any:
        result = zero
        for item in items:
            result = add(result, checked(item))
        return result

    return total


def _extreme(name: str, preferred: int) -> Callable[[list[Any]], Any]:
    def find(items: list[Any]) -> Any:
        if not items:
            raise EvaluationError(f"{name} called on empty list")
        found = _ordered(items[0])
        for item in items[1:]:
            if order(found, _ordered(item)) == preferred:
                found = item
        return found

    return find


def _index_of(items: Any, wanted: Any) -> int:
    if not isinstance(items, list):
        raise no_overload()
    return next((index for index, item in enumerate(items) if is_equal(checked(item), wanted)), -1)


def _last_index_of(items: Any, wanted: Any) -> int:
    index = _index_of(items[::-1], wanted)
    return -1 if index < 0 else len(items) - 1 - index


KUBERNETES_LISTS = Library(
    Function(
        "isSorted",
        *(Overload(f"list_{kind}_is_sorted_bool", f"list({kind}).() bool", _is_sorted) for kind in WITH_ORDER),
    ),
    Function("sum", *(Overload(f"list_{k}_sum_{k}", f"list({k}).() {k}", _sum(zero)) for k, zero in _ZEROS.items())),
    Function("max", *(Overload(f"list_{k}_max_{k}", f"list({k}).() {k}", _extreme("max", -1)) for k in WITH_ORDER)),
    Function("min", *(Overload(f"list_{k}_min_{k}", f"list({k}).() {k}", _extreme("min", 1)) for k in WITH_ORDER)),
    Function("indexOf", Overload("list_a_index_of_int", "list(A).(A) int", _index_of)),
    Function("lastIndexOf", Overload("list_a_last_index_of_int", "list(A).(A) int", _last_index_of)),
)
