"""What mypy and pyright say of right and wrong uses: each wrong line is flagged, and no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from k8sdsl import k8s

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MARK = "# wrong"
Flagged = dict[str, set[int]]


def marked(file: Path) -> set[int]:
    """The lines that must be flagged."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if line.endswith(MARK)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Right uses, wrong uses, and every name of the flat namespace."""
    everything = tmp_path_factory.mktemp("typing") / "everything.py"
    lines = [f"{name.lower()}_: type[k8s.{name}] = k8s.{name}" for name in dir(k8s)]
    everything.write_text("\n".join(["from k8sdsl import k8s", *lines]) + "\n", encoding="utf-8")
    return [HERE / "right.py", HERE / "wrong.py", everything]


def flagged_by_mypy(files: list[Path]) -> Flagged:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--no-pretty", "--cache-dir"]
    done = run([*command, str(ROOT / ".mypy_cache" / "typing"), "--config-file", os.devnull, *map(str, files)])
    flagged: Flagged = defaultdict(set)
    for line in done.stdout.splitlines():
        found = re.match(r"(.+?):(\d+): error: ", line)
        if found:
            flagged[Path(found[1]).name].add(int(found[2]))
    assert done.returncode in {0, 1}, done.stderr
    return flagged


def flagged_by_pyright(files: list[Path]) -> Flagged:
    done = run([sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, *map(str, files)])
    flagged: Flagged = defaultdict(set)
    for found in json.loads(done.stdout)["generalDiagnostics"]:
        if found["severity"] == "error":
            flagged[Path(found["file"]).name].add(found["range"]["start"]["line"] + 1)
    return flagged


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module", params=[flagged_by_mypy, flagged_by_pyright], ids=["mypy", "pyright"])
def flagged(request: pytest.FixtureRequest, files: list[Path]) -> Flagged:
    """The lines with an error, by file."""
    answer: Flagged = request.param(files)
    return answer


def test_right_uses_are_passed(flagged: Flagged) -> None:
    assert flagged["right.py"] == set()


def test_every_wrong_use_is_flagged_and_nothing_else(flagged: Flagged) -> None:
    wrong = marked(HERE / "wrong.py")
    assert wrong
    assert {"missed": wrong - flagged["wrong.py"], "too much": flagged["wrong.py"] - wrong} == {
        "missed": set(),
        "too much": set(),
    }


def test_every_name_of_the_flat_namespace_is_a_class(flagged: Flagged) -> None:
    assert flagged["everything.py"] == set()
