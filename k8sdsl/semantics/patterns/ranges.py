"""Sorted ranges of code points that do not touch each other."""

from __future__ import annotations

Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
ANY: Ranges = ((0, LAST),)
NEWLINE = 0x0A
ANY_BUT_NEWLINE: Ranges = ((0, NEWLINE - 1), (NEWLINE + 1, LAST))


def merged(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges in order, those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            if high > found[-1][1]:
                found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return tuple(found)


def negated(ranges: Ranges) -> Ranges:
    """Every character outside `ranges`."""
    found, start = [], 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)
