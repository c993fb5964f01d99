"""Long work shows a bar on a terminal, and nothing in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

from k8sdsl.cli.progress import bar
from tests.cli.running import CONFIG, environment, project, run

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


def test_a_pipe_gets_none(tmp_path: Path) -> None:
    project(tmp_path, FILES)
    done = run(tmp_path, "gitops")
    assert "3 of 3" not in done.stderr
    assert "\x1b" not in done.stderr
