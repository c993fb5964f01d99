"""Predicates for strings (cel-go `common/stdlib`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import EvaluationError, ExhaustedError, no_overload
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.work import spend

if TYPE_CHECKING:
    from k8sdsl.semantics.patterns import Pattern


def _string(value: Any) -> str:
    if type(value) is not str:
        raise no_overload()
    return value


def _contains(text: Any, part: Any) -> bool:
    return _string(part) in _string(text)


def _ends_with(text: Any, part: Any) -> bool:
    return _string(text).endswith(_string(part))


def _starts_with(text: Any, part: Any) -> bool:
    return _string(text).startswith(_string(part))


def compiled(pattern: str) -> Pattern:
    """A pattern in Go's syntax. Raises EvaluationError."""
    from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern

    try:
        found = compile_pattern(pattern)
    except PatternError as error:
        raise EvaluationError(str(error)) from None
    except PatternBudgetError as error:
        raise ExhaustedError(error.message) from None
    spend(found.size // 5)
    return found


def _matches(text: Any, pattern: Any) -> bool:
    from k8sdsl.semantics.patterns import PatternBudgetError

    wanted = compiled(_string(pattern))
    try:
        return wanted.search(_string(text))
    except PatternBudgetError as error:
        raise ExhaustedError(error.message) from None
    finally:
        spend(wanted.steps // 5)


TEXT = Library(
    Function("contains", Overload("contains_string", "string.(string) bool", _contains), guarded=False),
    Function("endsWith", Overload("ends_with_string", "string.(string) bool", _ends_with), guarded=False),
    Function("startsWith", Overload("starts_with_string", "string.(string) bool", _starts_with), guarded=False),
    Function(
        "matches",
        Overload("matches", "(string, string) bool"),
        Overload("matches_string", "string.(string) bool"),
        singleton=_matches,
        takes=("string",),
    ),
)
