"""An edit is never overlooked, however quickly it follows the one before it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]

OVERLAY = """
from k8sdsl import Overlay, k8s
from stacks.values import VALUE

overlay = Overlay(base=[k8s.ConfigMap("web", data={"own": "OWN", "imported": VALUE})])
"""


def _build(folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "k8sdsl", "build", "dev"],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _write(folder: Path, value: str) -> None:
    (folder / "overlays").mkdir(exist_ok=True)
    (folder / "stacks").mkdir(exist_ok=True)
    (folder / "overlays" / "dev.py").write_text(OVERLAY.replace("OWN", f"own {value}"))
    (folder / "stacks" / "values.py").write_text(f"VALUE = 'imported {value}'\n")


def test_edits_of_the_same_length_within_one_second(tmp_path: Path) -> None:
    for value in "abcde":
        _write(tmp_path, value)
        built = _build(tmp_path)
        assert f"own {value}" in built
        assert f"imported {value}" in built


def test_a_compiled_file_that_another_made_in_the_same_second(tmp_path: Path) -> None:
    _write(tmp_path, "a")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(tmp_path)], check=True)
    _write(tmp_path, "b")
    assert "imported b" in _build(tmp_path)


def test_files_that_have_settled_are_compiled_once(tmp_path: Path) -> None:
    _write(tmp_path, "a")
    long_ago = time.time() - 100
    files = [tmp_path / "overlays" / "dev.py", tmp_path / "stacks" / "values.py"]
    for file in files:
        os.utime(file, (long_ago, long_ago))
    assert "imported a" in _build(tmp_path)
    assert len(list(tmp_path.rglob("*.pyc"))) == len(files)
    _write(tmp_path, "b")
    assert "imported b" in _build(tmp_path)
