"""Text as docstrings of generated modules."""

from __future__ import annotations

import re
from textwrap import wrap

UNCHECKED = ("", "# fmt: off", "# ruff: noqa")
"""The comments that exclude generated code from formatters and linters; types are still checked."""

_LAST_QUOTE = re.compile(r'"(?="|$)')


def docstring(lines: list[str], indent: int) -> list[str]:
    """The source lines of a docstring of these lines; characters that would end it or are not allowed are escaped."""
    pad = " " * indent
    first, *more = [_escaped(line) for line in lines]
    if not more:
        return [f'{pad}"""{first}"""']
    return [f'{pad}"""{first}', *(f"{pad}{line}" if line else "" for line in more), f'{pad}"""']


def paragraph(text: str, width: int = 110, most: int = 400) -> list[str]:
    """The first paragraph of a text as lines; cut after a sentence if it is long."""
    first = " ".join(text.strip().partition("\n\n")[0].split())
    if len(first) > most:
        end = first.rfind(". ", 0, most)
        first = f"{first[: end + 1]} ..." if end > 0 else f"{first[: most - 4]} ..."
    return wrap(first, width, break_long_words=False, break_on_hyphens=False)


def _escaped(line: str) -> str:
    """A line with escapes for backslashes, for quotes that could end the docstring, and for unprintable characters."""
    quoted = _LAST_QUOTE.sub(r"\\x22", line.replace("\\", "\\\\"))
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in quoted)
