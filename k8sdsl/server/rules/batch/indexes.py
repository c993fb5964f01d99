"""Indexes of an indexed Job, such as `0,2-5,7` (batch/validation `validateIndexesFormat`)."""

from __future__ import annotations

from k8sdsl.semantics.digits import whole_number


def count_indexes(text: str, completions: int) -> tuple[int, str]:
    """The number of indexes in a string, and why it is invalid (an empty string if it is valid)."""
    total, last = 0, -1
    for interval in text.split(",") if text else ():
        bounds = interval.split("-")
        if len(bounds) > 2:
            return 0, f"contains {interval!r}, which is not an interval such as 2-5"
        numbers = []
        for bound in bounds:
            number = _number(bound)
            if number is None:
                return 0, f"contains {bound!r}, which is not an index"
            if number >= completions:
                return 0, f"contains {bound!r}, which must be less than the number of completions, {completions}"
            numbers.append(number)
        if numbers[0] <= last or (len(numbers) > 1 and numbers[1] <= numbers[0]):
            return 0, "must list its indexes in increasing order"
        last = numbers[-1]
        total += last - numbers[0] + 1
    return total, ""


def _number(text: str) -> int | None:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    number = whole_number(digits)
    return -number if number is not None and text[0] == "-" else number
