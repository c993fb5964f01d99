"""Which items of two sequences are kept, and which are replaced: patience diff, in about n log n steps.

Items that occur once on each side and keep their order are anchors; the items between two anchors are compared
separately. A sequence that was rewritten completely costs no more than one that was not, unlike with `difflib`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

Gap = tuple[range, range]
"""Positions of the old and of the new sequence between two items that both have; one of the ranges may be empty."""


def gaps(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Gap]:
    """The parts in which two sequences differ, in order."""
    start, old_end, new_end = 0, len(old), len(new)
    while start < min(old_end, new_end) and old[start] == new[start]:
        start += 1
    while old_end > start and new_end > start and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    at_old = at_new = start
    anchors = _anchors(old, new, range(start, old_end), range(start, new_end))
    for old_anchor, new_anchor in [*anchors, (old_end, new_end)]:
        yield from _trimmed(old, new, range(at_old, old_anchor), range(at_new, new_anchor))
        at_old, at_new = old_anchor + 1, new_anchor + 1


def _trimmed(old: Sequence[Hashable], new: Sequence[Hashable], before: range, after: range) -> Iterator[Gap]:
    """The items between two anchors, without equal items at both ends."""
    while before and after and old[before[0]] == new[after[0]]:
        before, after = before[1:], after[1:]
    while before and after and old[before[-1]] == new[after[-1]]:
        before, after = before[:-1], after[:-1]
    if before or after:
        yield before, after


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], before: range, after: range) -> list[tuple[int, int]]:
    """The longest run of items, each unique on both sides, that come in the same order on both."""
    places = _unique(new, after)
    pairs = [(number, places[old[number]]) for number in _unique(old, before).values() if old[number] in places]
    return _rising(sorted(pairs))


def _unique(items: Sequence[Hashable], where: range) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    repeated = set()
    for number in where:
        if items[number] in found:
            repeated.add(items[number])
        found[items[number]] = number
    return {item: number for item, number in found.items() if item not in repeated}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise (patience sorting)."""
    tops: list[int] = []  # the smallest number that ends a run of each length
    ends: list[int] = []  # the pair that does
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(tops, number)
        if length == len(tops):
            tops.append(number)
            ends.append(index)
        else:
            tops[length], ends[length] = number, index
        before.append(ends[length - 1] if length else -1)
    chosen = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]
