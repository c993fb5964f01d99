"""What a pattern matches (apiserver `pkg/cel/library/regex.go`)."""

from __future__ import annotations

from k8sdsl.cel.errors import CancelledError, EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library


def _find(text: str, pattern: str) -> str:
    found = _find_all(text, pattern, 1)
    return found[0] if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern

    try:
        return compile_pattern(pattern).find_all(text, limit)
    except PatternError as error:
        raise EvaluationError(f"Illegal regex: {error}") from None
    except PatternBudgetError as error:
        raise CancelledError(error.message) from None


REGEX = Library(
    Function("find", Overload("string_find_string", "string.(string) string", _find)),
    Function(
        "findAll",
        Overload("string_find_all_string", "string.(string) list(string)", _find_all),
        Overload("string_find_all_string_int", "string.(string, int) list(string)", _find_all),
    ),
)
