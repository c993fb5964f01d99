"""Directories of installed packages, compiled files and files of editors do not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl.watching.folders import counts, files_below, folders_below


def test_environments_hidden_directories_and_packages_are_not_watched(tmp_path: Path) -> None:
    for name in ("stacks/eu", ".git/objects", "venv/lib", "node_modules/a", "stacks/__pycache__"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "venv/pyvenv.cfg").touch()
    (tmp_path / "stacks/eu/web.py").touch()
    assert {Path(folder).relative_to(tmp_path).as_posix() for folder in folders_below(str(tmp_path))} == {
        ".",
        "stacks",
        "stacks/eu",
    }
    assert list(files_below(str(tmp_path))) == [str(tmp_path / "stacks/eu/web.py")]


@pytest.mark.parametrize("name", ["web.py", "values.yaml", ".env", "a/b/c.txt", "Makefile"])
def test_files_that_somebody_edits_count(name: str, tmp_path: Path) -> None:
    assert counts(str(tmp_path / name), str(tmp_path))


@pytest.mark.parametrize("name", ["web.pyc", "web.py~", ".#web.py", "#web.py#", ".web.py.swx", "4913", ".git/HEAD"])
def test_files_that_programs_write_do_not(name: str, tmp_path: Path) -> None:
    assert not counts(str(tmp_path / name), str(tmp_path))
