"""The examples of docs/cluster.md run; its commands run in `tests/documentation`."""

from __future__ import annotations

import re

import pytest

from tests.cli.running import ROOT, run

TEXT = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
PROGRAMS = [block for language, block in BLOCKS if language == "python"]


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_its_programs_hold(program: str) -> None:
    assert "assert" in program
    exec(compile(program, "docs/cluster.md", "exec"), {})  # noqa: S102 - the page is ours


def test_the_overlays_of_the_project_fit_the_cluster_that_they_name() -> None:
    done = run(ROOT, "check", "--format", "json")
    assert (done.returncode, done.stdout.strip()) == (0, "[]")
