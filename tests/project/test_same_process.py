"""The working directory, the streams and the handler of interrupts are kept."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.project.modules import same_process
from tests.cli.running import CONFIG, project, run

if TYPE_CHECKING:
    import pytest


def test_what_a_block_changes_is_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    before = sys.stdout, sys.stderr, signal.getsignal(signal.SIGINT)
    with same_process():
        os.chdir(os.sep)
        sys.stdout = sys.stderr
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert (sys.stdout, sys.stderr, signal.getsignal(signal.SIGINT)) == before
    assert Path.cwd() == tmp_path


def test_findings_are_reported_after_a_project_has_closed_its_output(tmp_path: Path) -> None:
    wrong = CONFIG.replace('"settings"', '"A_B"')
    folder = project(tmp_path, {"overlays/prod.py": f"import sys\nsys.stdout.close()\n{wrong}"})
    ended = run(folder, "build", "prod")
    assert ended.returncode == 1
    assert "error[meta/name]" in ended.stderr


def test_an_error_that_cannot_be_reported_does_not_have_the_status_of_findings(tmp_path: Path) -> None:
    breaking = "import sys\nsys.path.clear()\nsys.modules = {}\nsys.meta_path.clear()\nraise ValueError\n"
    ended = run(project(tmp_path, {"overlays/prod.py": breaking}), "build", "prod")
    assert ended.returncode == 70
