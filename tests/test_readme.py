"""The README's blocks run: its files make a project, its commands work there, its examples of Python hold."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project made of the blocks that begin with the name of a file."""
    for block in blocks("python"):
        named = re.match(r"# (\S+\.py)\n", block)
        if named:
            file = tmp_path / named[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(block, encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "k8sdsl", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_its_commands_work_in_the_project_that_its_files_make(project: Path) -> None:
    commands = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    assert commands
    for command in commands:
        words = shlex.split(command.partition(" > ")[0])
        assert words[0] == "k8sdsl"
        ended = run(project, *words[1:])
        assert (ended.returncode, re.sub(r"[^\n]*no findings\n", "", ended.stderr)) == (0, "")


def test_the_patch_of_its_overlay_is_applied(project: Path) -> None:
    built = run(project, "build", "prod").stdout
    assert "minReadySeconds: 30" in built
    assert "image: nginx:1.22" in built
    assert "namespace: production" in built


def test_its_examples_of_python_hold() -> None:
    examples = [block for block in blocks("python") if not block.startswith("# ")]
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - that is what the test is for


def test_the_commands_that_set_up_name_what_the_project_has() -> None:
    build, test = blocks("sh")
    assert build.rstrip().endswith(".venv/bin/k8sdsl build prod > out.yaml")
    assert test.rstrip().endswith(".venv/bin/pytest")
