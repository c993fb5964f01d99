"""A finding in a stack of another package also names the line of the project that used it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl import check
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARY = """
from k8sdsl import Stack, k8s

def settings(name):
    return Stack("inner", [Stack("settings", [k8s.ConfigMap(name)])])
"""
OVERLAY = """
from platform_library import settings
overlay = Overlay(base=[k8s.ConfigMap("A_B"), «settings("C_D")»])
"""
WRAPPED = {
    "stacks/shop.py": "from k8sdsl import Stack\nfrom platform_library import settings\n"
    'def shop(name):\n    return Stack("shop", [«settings(name)»])\n',
    "overlays/prod.py": f'{HEAD}from stacks.shop import shop\noverlay = Overlay(base=[shop("C_D")])\n',
}


@pytest.fixture(autouse=True)
def _library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "platform_library.py").write_text(LIBRARY)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.syspath_prepend(tmp_path / "library")
    yield
    sys.modules.pop("platform_library", None)


@pytest.mark.parametrize("files", [{"overlays/prod.py": HEAD + OVERLAY}, WRAPPED])
def test_the_innermost_line_of_the_project_is_named(tmp_path: Path, files: dict[str, str]) -> None:
    project = write_project(tmp_path / "project", files)
    by_name = {finding.ref.name: finding for finding in check("prod")}
    library = by_name["C_D"]
    assert library.source is not None
    assert library.source.file.endswith("platform_library.py")
    assert library.used_at is not None
    assert [(library.used_at.file, library.used_at.line, library.used_at.column)] == project.places
    assert [finding.used_at for name, finding in by_name.items() if name != "C_D"] == [None] * (len(by_name) - 1)
