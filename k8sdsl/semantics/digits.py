"""Whole numbers in strings from input, of any length: Python refuses those of thousands of digits, zeros included."""

from __future__ import annotations


def whole_number(text: str, digits: int = 18) -> int | None:
    """The number that ASCII digits write; None for anything else, and for more than this many significant digits."""
    if not text.isascii() or not text.isdigit():
        return None
    significant = text.lstrip("0") or "0"
    return int(significant) if len(significant) <= digits else None
