"""Strings as literals of Python source."""

from __future__ import annotations


def quoted(text: str) -> str:
    """A string in double quotes, or as `repr` writes it if double quotes would need more escapes.

    It evaluates to exactly the string, so text from input is safe to write into a module.
    """
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain and "\\'" not in plain else plain


def docstring(text: str) -> str:
    """A docstring of one line: in three quotes if the text is plain, otherwise as any other string."""
    literal = quoted(text)
    return f'""{literal}""' if literal[0] == '"' and "\\" not in literal and literal.count('"') == 2 else literal
