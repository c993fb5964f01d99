"""Programs are found on PATH, and never in the working directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `bin` and the working directory, which both hold a program `tool`."""
    for folder in ("bin", "here"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tool").write_text("#!/bin/sh\n")
        (tmp_path / folder / "tool").chmod(0o755)
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


@pytest.mark.parametrize("before", ["", ".", "../here", "HERE"])
def test_the_working_directory_is_passed_over(before: str, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = str(programs / "here") if before == "HERE" else before
    monkeypatch.setenv("PATH", os.pathsep.join([first, str(programs / "bin")]))
    assert find_program("tool") == str(programs / "bin" / "tool")
    monkeypatch.setenv("PATH", first)
    assert find_program("tool") is None


def test_only_what_can_be_run_is_a_program(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs / "bin"))
    (programs / "bin" / "tool").chmod(0o644)
    (programs / "bin" / "folder").mkdir()
    assert (find_program("tool"), find_program("folder"), find_program("nothing")) == (None, None, None)


def test_a_path_is_taken_as_it_is(programs: Path) -> None:
    assert programs.is_dir()
    assert find_program("./tool") == "./tool"
