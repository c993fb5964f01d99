"""Indexes of an indexed Job as text: `0,2-5,7` (batch/validation `validateIndexesFormat`)."""

from __future__ import annotations


def count_indexes(text: str, completions: int) -> tuple[int, str]:
    """How many indexes a text names, and why it is none (an empty string where all is well)."""
    total, last = 0, -1
    for interval in text.split(",") if text else ():
        bounds = interval.split("-")
        if len(bounds) > 2:
            return 0, f"has {interval!r}, which is no interval"
        numbers = []
        for bound in bounds:
            number = _number(bound)
            if number is None:
                return 0, f"has {bound!r}, which is no index"
            if number >= completions:
                return 0, f"has {bound!r}, which is too large for {completions} completions"
            numbers.append(number)
        if numbers[0] <= last or (len(numbers) > 1 and numbers[1] <= numbers[0]):
            return 0, "must have its indexes in increasing order"
        last = numbers[-1]
        total += last - numbers[0] + 1
    return total, ""


def _number(text: str) -> int | None:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits or not digits.isascii() or not digits.isdigit() or len(digits.lstrip("0")) > 18:
        return None
    return int(text)
