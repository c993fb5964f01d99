"""The modules of each fuzz entry exist."""

from __future__ import annotations

from tests.fuzzing.branches import ELSEWHERE, MODULES
from tests.fuzzing.entries import ENTRIES
from tests.fuzzing.unreachable import PACKAGE


def test_the_modules_of_every_entry_exist() -> None:
    assert set(ENTRIES) == set(MODULES)
    assert [name for names in MODULES.values() for name in names if not list(PACKAGE.glob(name))] == []
    assert [name for name in ELSEWHERE if not (PACKAGE / name).is_file()] == []
