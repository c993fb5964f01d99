"""Replaces literals in a text of Python."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.locations.source import Source


def literal_at(text: str, place: Source) -> Any:
    """The value of the literal at a place, which is on one line; raises ValueError if something else is there."""
    if place.end_column is None:
        message = f"{place} is not on one line"
        raise ValueError(message)
    line = text.splitlines()[place.line - 1]
    try:
        return ast.literal_eval(line[place.column - 1 : place.end_column - 1])
    except (SyntaxError, TypeError):
        message = f"{place} is not a literal"
        raise ValueError(message) from None


def with_literals(text: str, values: Iterable[tuple[Source, Any]]) -> str:
    """The text with other literals at places; several places on one line are replaced from its end."""
    lines = text.splitlines(keepends=True)
    for place, value in sorted(values, key=lambda pair: (pair[0].line, pair[0].column), reverse=True):
        line, end = lines[place.line - 1], place.end_column or place.column
        new = f'"{value}"' if isinstance(value, str) and value.isalnum() else repr(value)
        lines[place.line - 1] = line[: place.column - 1] + new + line[end - 1 :]
    return "".join(lines)
