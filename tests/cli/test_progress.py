"""Long work shows a bar on a terminal, and nothing in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli.progress import bar
from tests.cli.running import CONFIG, CONFIG_YAML, environment, project, run

if TYPE_CHECKING:
    from pathlib import Path

FILES = {f"overlays/a{number}.py": CONFIG for number in range(3)}


def on_terminal(folder: Path, *words: str) -> str:
    """What a command writes to a terminal as its standard error."""
    controlling, terminal = pty.openpty()
    command = [sys.executable, "-m", "k8sdsl", *words]
    with subprocess.Popen(
        command, cwd=folder, env=environment(TERM="xterm"), stdout=subprocess.DEVNULL, stderr=terminal
    ) as process:
        os.close(terminal)
        process.wait(60)
    text = os.read(controlling, 100_000).decode()
    os.close(controlling)
    return text


def test_a_bar_shows_how_much_is_done() -> None:
    assert bar(0, 40) == "[--------------------] 0 of 40"
    assert bar(10, 40) == "[#####---------------] 10 of 40"
    assert bar(40, 40) == "[####################] 40 of 40"
    assert bar(7, None) == "7 done"


def test_a_terminal_gets_a_bar_that_is_removed_at_the_end(tmp_path: Path) -> None:
    project(tmp_path, FILES)
    text = on_terminal(tmp_path, "gitops")
    assert "3 of 3" in text
    assert "[####" in text.rpartition("\r\x1b[K")[0]
    assert "[####" not in text.rpartition("\r\x1b[K")[2]


LONG = [
    ("build", "*", "--into", "built"),
    ("check",),
    ("check", "-f", "manifests"),
    ("gitops",),
    ("import", "yaml", "manifests", "--to", "new"),
    ("import", "cluster", "manifests", "--to", "new"),
    ("import", "kustomize", "k/a", "k/b", "k/c", "--to", "new"),
]


def large(folder: Path) -> Path:
    manifests = {f"manifests/{n}.yaml": CONFIG_YAML.replace("settings", f"settings-{n}") for n in range(3)}
    directories = {f"k/{n}/kustomization.yaml": "resources: [a.yaml]\n" for n in "abc"}
    return project(folder, {**FILES, **manifests, **directories, **{f"k/{n}/a.yaml": CONFIG_YAML for n in "abc"}})


@pytest.mark.parametrize("words", LONG)
def test_long_work_shows_a_bar_on_a_terminal_and_none_in_a_pipe(words: tuple[str, ...], tmp_path: Path) -> None:
    text = on_terminal(large(tmp_path / "terminal"), *words)
    assert "3 of 3" in text
    done = run(large(tmp_path / "pipe"), *words)
    assert done.returncode == 0, done.stderr
    assert "3 of 3" not in done.stderr
    assert "\x1b" not in done.stderr
