"""Macros with two variables (cel-go `ext/comprehensions.go`)."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.macros import TWO_VARIABLES as TWO_VARIABLE_MACROS
from k8sdsl.cel.values import MISSING, AccumulatedMap, checked, find, key_value, map_key


def _insert(entries: dict[Any, Any], key: Any, value: Any) -> dict[Any, Any]:
    if find(entries, key) is not MISSING:
        raise EvaluationError(f"insert failed: key {key!r} already exists")
    target = entries if type(entries) is AccumulatedMap else dict(entries)
    target[map_key(key)] = value
    return target


def _insert_all(entries: dict[Any, Any], others: dict[Any, Any]) -> dict[Any, Any]:
    for key, value in others.items():
        entries = _insert(entries, key_value(key), checked(value))
    return entries


TWO_VARIABLES = Library(
    Function(
        "cel.@mapInsert",
        Overload("@mapInsert_map_key_value", "(map(K, V), K, V) map(K, V)", _insert),
        Overload("@mapInsert_map_map", "(map(K, V), map(K, V)) map(K, V)", _insert_all),
    ),
    macros=TWO_VARIABLE_MACROS,
)
