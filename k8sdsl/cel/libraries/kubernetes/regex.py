"""Functions for patterns (apiserver `pkg/cel/library/regex.go`)."""

from __future__ import annotations

from k8sdsl.cel.errors import ExhaustedError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.libraries.text import compiled
from k8sdsl.cel.library import Library
from k8sdsl.cel.work import spend


def _find(text: str, pattern: str) -> str:
    found = _find_all(text, pattern, 1)
    return found[0] if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    from k8sdsl.semantics.patterns import PatternBudgetError

    wanted = compiled(pattern)
    found: list[str] = []
    try:
        for match in wanted.find_each(text):
            spend(1 + wanted.steps // 5)
            if len(found) == limit:
                break
            found.append(match)
    except PatternBudgetError as error:
        raise ExhaustedError(error.message) from None
    return found


REGEX = Library(
    Function("find", Overload("string_find_string", "string.(string) string", _find)),
    Function(
        "findAll",
        Overload("string_find_all_string", "string.(string) list(string)", _find_all),
        Overload("string_find_all_string_int", "string.(string, int) list(string)", _find_all),
    ),
)
