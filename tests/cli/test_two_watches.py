"""Two watches in one project start no run of each other without end, also if they write to the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import project, run
from tests.cli.watching import Watching
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")

OVERLAY = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("NAME", data={"level": "info"}))\n'
ROUNDS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "project", {f"overlays/{name}.py": OVERLAY.replace("NAME", name) for name in ("a", "b")})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("build a -o out.yaml", "build a -o out.yaml"),
        ("build a -o out.yaml", "build a -o other.yaml"),
        ("build a b --into out", "build a b --into out"),
        ("check a --format json=out.json", "check b --format json=other.json"),
        ("check a --format junit=out.xml", "build b -o other.yaml"),
    ],
)
def test_an_edit_starts_few_runs(first: str, second: str, folder: Path) -> None:
    with Watching(folder, *first.split()) as one, Watching(folder, *second.split()) as two:
        one.next()
        two.next()
        (folder / "overlays/a.py").write_text(OVERLAY.replace("NAME", "a").replace("info", "debug"))
        told = ""
        for number in range(ROUNDS):
            (folder / f"!pulse-{number}").touch()
            told += one.until(f"!pulse-{number}") + two.until(f"!pulse-{number}")
        runs = [line for line in told.splitlines() if line.endswith(" ms)")]
        assert [line for line in runs if ".part" in line] == []
        assert (
            len([line for line in runs if line.startswith(("out", "other"))]) <= 4
        )  # of the first build, and the edit
        assert "another program" not in told


def test_an_output_that_two_targets_have_is_reported(folder: Path) -> None:
    words = [("build", name, "-o", "out.yaml") for name in ("a", "b")]
    with Watching(folder, *words[0]) as one, Watching(folder, *words[1]) as two:
        one.next()
        two.next()
        (folder / "!pulse").touch()
        assert "out.yaml was changed by another program" in one.until("!pulse") + two.until("!pulse")
        outputs = {run(folder, "build", name).stdout for name in ("a", "b")}
        assert (folder / "out.yaml").read_text() in outputs
