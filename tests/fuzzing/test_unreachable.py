"""The table of branches that no input reaches holds lines that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzzing.unreachable import PACKAGE, UNREACHABLE, left_out, lines_of

if TYPE_CHECKING:
    import pytest


def test_every_row_names_a_line_of_its_file() -> None:
    assert [row for row in UNREACHABLE if not lines_of(PACKAGE / row[0], row[1])] == []


def test_no_row_is_there_twice_or_without_a_reason() -> None:
    assert len({row[:2] for row in UNREACHABLE}) == len(UNREACHABLE)
    assert all(reason for *_, reason in UNREACHABLE)


def test_a_row_that_does_not_match_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("tree.py", "def size_of", "tried"), ("tree.py", "if nobody:", "gone")]
    monkeypatch.setattr("tests.fuzzing.unreachable.UNREACHABLE", rows)
    lines = lines_of(PACKAGE / "tree.py", "def size_of")
    assert left_out("tree.py", lines) == (lines, ["tree.py: if nobody:: there is no such line"])
    assert "tree.py: def size_of: all branches were reached" in left_out("tree.py", set())[1]
