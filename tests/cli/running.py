"""Runs the command line as a process, in a project made for the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "k8sdsl")
CONFIG = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("settings", data={"level": "info"}))\n'
CONFIG_YAML = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n"
WRONG = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B", data={"level": 1}))\n'


def environment(**changes: str) -> dict[str, str]:
    """The environment of the tests, without what decides about colours."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "CI"}}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **changes}


def run(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """One command in a folder; `changes` are variables of its environment."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A shell's line in which `k8sdsl` is the command."""
    function = f'k8sdsl() {{ "{sys.executable}" -m k8sdsl "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", function + script],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def project(folder: Path, files: Mapping[str, str]) -> Path:
    """A project with these files."""
    write_project(folder, files)
    (folder / "overlays").mkdir(exist_ok=True)
    return folder
