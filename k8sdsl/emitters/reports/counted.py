"""Numbers of things, in words for people."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`; the plural of the noun has an `s`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
