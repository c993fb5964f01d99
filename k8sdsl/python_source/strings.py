"""Strings as literals of Python source."""

from __future__ import annotations

import unicodedata


def quoted(text: str) -> str:
    """A string in double quotes, or in single quotes if these need fewer escapes, as formatters write it.

    It evaluates to exactly the string, so text from input is safe to write into a module.
    """
    single = text.count('"') > text.count("'")
    plain = repr(text + '"' if single else text + "'")  # with the other quote in it, `repr` uses the wanted one
    if single:
        return f"{plain[:-2]}'"
    return f'{plain[:-2]}"' if plain[0] == '"' else f'"{_turned(plain[1:-3])}"'


def _turned(escaped: str) -> str:
    """What was escaped for single quotes, escaped for double quotes."""
    return escaped.replace("\\'", "'").replace('"', '\\"')


def docstring(text: str) -> str:
    """A docstring of one line: in three quotes if the text is plain, otherwise as any other string."""
    literal = quoted(text)
    return f'""{literal}""' if literal[0] == '"' and "\\" not in literal and literal.count('"') == 2 else literal


def columns(text: str) -> int:
    """The columns that a text takes, in which formatters measure lines: wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
