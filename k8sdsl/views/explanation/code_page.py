"""The code of an error as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.codes.error_code import ErrorCode


def code_page(code: ErrorCode) -> str:
    """What the code means, what to do next, and an example."""
    example = [f"    {line}" for line in code.example.splitlines()]
    return "\n".join([code.id, "", *_wrapped(code.summary), "", *_wrapped(code.remedy, "help: "), "", *example]) + "\n"


def _wrapped(text: str, head: str = "") -> list[str]:
    from textwrap import wrap

    return wrap(
        head + text, 100, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
