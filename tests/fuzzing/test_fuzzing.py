"""A short run over every entry point; `python -m tests.fuzzing` makes long ones."""

from __future__ import annotations

import sys

import pytest

from tests.fuzzing.chance import Chance
from tests.fuzzing.entries import ENTRIES
from tests.fuzzing.entry import Entry, fault_of, tried

COUNTS = {"watches": 3, "projects": 20, "directories": 60, "sets": 100, "clusters": 200, "expressions": 300}
COUNTS |= {"differences": 200, "imports": 150}
SEED = 1


@pytest.mark.parametrize("name", ENTRIES)
def test_no_input_crashes_hangs_or_shows_a_secret(name: str) -> None:
    assert list(tried(name, ENTRIES[name], SEED, range(COUNTS.get(name, 400)))) == []


def test_an_input_depends_on_its_seed_and_number_only(request: pytest.FixtureRequest) -> None:
    limit = sys.get_int_max_str_digits()
    request.addfinalizer(lambda: sys.set_int_max_str_digits(limit))
    sys.set_int_max_str_digits(0)
    for name, entry in ENTRIES.items():
        first, again = (repr(entry.make(Chance(f"{name} 7 {number}"))) for number in (3, 3))
        assert first == again


def test_crashes_hangs_and_leaks_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(_: object) -> None:
        while True:
            pass

    def crash(_: object) -> None:
        raise ValueError

    monkeypatch.setattr("tests.fuzzing.entry.PATIENCE", 0.05)
    assert "hangs" in fault_of(Entry(Chance.text, hang), "")
    assert "ValueError" in fault_of(Entry(Chance.text, crash), "")
    assert fault_of(Entry(Chance.text, lambda _: None), "") == ""
