"""The minimum and maximum of a cost or a size; all arithmetic saturates at 2**64 - 1."""

from __future__ import annotations

import math
from typing import NamedTuple

MOST = 2**64 - 1
TEXT_FACTOR, PATTERN_FACTOR = 0.1, 0.25


class Range(NamedTuple):
    """The minimum and maximum of a cost or a size."""

    least: int
    most: int

    def plus(self, other: Range) -> Range:
        """The sum."""
        return Range(min(self.least + other.least, MOST), min(self.most + other.most, MOST))

    def times(self, other: Range) -> Range:
        """The product."""
        return Range(min(self.least * other.least, MOST), min(self.most * other.most, MOST))

    def scaled(self, factor: float) -> Range:
        """A multiple."""
        return Range(_scaled(self.least, factor), _scaled(self.most, factor))

    def union(self, other: Range) -> Range:
        """The range that covers both."""
        return Range(min(self.least, other.least), max(self.most, other.most))


def _scaled(value: int, factor: float) -> int:
    return min(math.ceil(float(value) * factor), MOST)


def exactly(value: int) -> Range:
    """A range with one value."""
    return Range(value, value)


ZERO, ONE, ANY = exactly(0), exactly(1), Range(0, MOST)
