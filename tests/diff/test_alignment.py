"""Two sequences are aligned completely, and in a number of steps that grows as their length does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.diff.alignment import gaps

SEQUENCES = st.lists(st.integers(0, 6), max_size=14)


@given(SEQUENCES, SEQUENCES)
def test_the_new_sequence_is_the_old_one_with_the_gaps_put_in(old: list[int], new: list[int]) -> None:
    built: list[int] = []
    at = 0
    for before, after in gaps(old, new):
        built += old[at : before.start] + [new[number] for number in after]
        at = before.stop
    assert built + old[at:] == new


@given(SEQUENCES)
def test_equal_sequences_have_no_gap(items: list[int]) -> None:
    assert list(gaps(items, list(items))) == []


class Counted:
    """An item that counts how often it is compared."""

    compared = 0

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return isinstance(other, Counted) and self.value == other.value


def comparisons(old: list[int], new: list[int]) -> int:
    Counted.compared = 0
    list(gaps([Counted(value) for value in old], [Counted(value) for value in new]))
    return Counted.compared


@pytest.mark.parametrize("shape", ["reversed", "shuffled", "rewritten", "repeated"])
def test_the_work_grows_with_the_length(shape: str) -> None:
    counts = []
    for size in (1000, 2000):
        old = list(range(size))
        new = {
            "reversed": old[::-1],
            "shuffled": [(number * 617) % size for number in old],
            "rewritten": [number + size for number in old],
            "repeated": [number % 10 for number in old],
        }[shape]
        counts.append(comparisons(old, new))
    assert counts[1] < 3 * counts[0] + 100
