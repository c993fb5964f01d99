"""Runs mypy and pyright, both strict, and says which lines they flag."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
MYPY = (
    *("--strict", "--no-error-summary", "--config-file", os.devnull),
    *("--cache-dir", str(ROOT / ".mypy_cache" / "typing")),
)
Flagged = dict[str, set[int]]


def flagged_by_mypy(files: list[Path]) -> Flagged:
    """The lines that mypy --strict flags, by the name of the file."""
    done = run(["mypy", "--no-pretty", *MYPY, *map(str, files)])
    flagged: Flagged = defaultdict(set)
    for line in done.stdout.splitlines():
        found = re.match(r"(.+?):(\d+): error: ", line)
        if found:
            flagged[Path(found[1]).name].add(int(found[2]))
    assert done.returncode in {0, 1}, done.stderr
    return flagged


def flagged_by_pyright(files: list[Path]) -> Flagged:
    """The lines that pyright flags, by the name of the file."""
    done = run(["pyright", "--outputjson", "--pythonpath", sys.executable, *map(str, files)])
    flagged: Flagged = defaultdict(set)
    for found in json.loads(done.stdout)["generalDiagnostics"]:
        if found["severity"] == "error":
            flagged[Path(found["file"]).name].add(found["range"]["start"]["line"] + 1)
    return flagged


def run(command: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One of the checkers, in a folder."""
    command = [sys.executable, "-m", *command]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)


def faults_in(folder: Path) -> list[str]:
    """What mypy --strict and pyright strict find in a folder of modules."""
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict", "pythonVersion": "3.11"}', "utf-8")
    mypy = run(["mypy", *MYPY, "."], folder)
    pyright = run(["pyright", "--outputjson", "--pythonpath", sys.executable], folder)
    found = [f"{d['file']}: {d['message']}" for d in json.loads(pyright.stdout)["generalDiagnostics"]]
    return [*mypy.stdout.splitlines(), *found]
