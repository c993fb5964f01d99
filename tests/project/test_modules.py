"""Modules of a project beside those of other projects."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from k8sdsl.project.modules import importable

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Importing(str):
    """The name of a module; another thread imports one while this name is read."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        sys.modules.setdefault("imported_meanwhile", ModuleType("imported_meanwhile"))
        return False


def test_another_thread_may_import_while_a_project_is_made_importable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, Importing("reading"), ModuleType("reading"))
    with importable(tmp_path):
        assert str(tmp_path) in sys.path
    monkeypatch.delitem(sys.modules, "imported_meanwhile")
