"""Numbers of things in words."""

from __future__ import annotations

import pytest

from k8sdsl.emitters.reports.counted import counted


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_only_one_thing_is_singular(number: int, words: str) -> None:
    assert counted(number, "file") == words
