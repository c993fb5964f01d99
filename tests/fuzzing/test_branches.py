"""The modules of each fuzz entry exist."""

from __future__ import annotations

from tests.fuzzing.branches import ELSEWHERE, MODULES, OF_PROCESSES
from tests.fuzzing.entries import ENTRIES
from tests.fuzzing.unreachable import PACKAGE


def test_the_modules_of_every_entry_exist() -> None:
    assert set(ENTRIES) - OF_PROCESSES == set(MODULES)
    assert [name for names in MODULES.values() for name in names if not list(PACKAGE.glob(name))] == []
    assert [name for name in ELSEWHERE if not (PACKAGE / name).is_file()] == []
