"""Runs a command with `--watch` in a folder, and waits for what it makes of each edit."""

from __future__ import annotations

import re
import signal
import subprocess
from typing import TYPE_CHECKING, Self

from tests.cli.running import COMMAND, environment

if TYPE_CHECKING:
    from pathlib import Path

STATUS = re.compile(r"^(?P<what>.*): (?P<outcome>[^:]*) \(\d+ ms\)$")


class Watching:
    """A command that watches: `next` is what it tells until the line of its status; its data is in a file.

    `before` is a program that runs the command.
    """

    def __init__(self, folder: Path, *words: str, before: tuple[str, ...] = ()) -> None:
        self._data = folder.parent / f"data-{id(self)}"
        self._read = 0
        with self._data.open("wb") as data:
            self.process = subprocess.Popen(
                [*before, *COMMAND, *words, "--watch"],
                cwd=folder,
                env=environment(),
                stdout=data,
                stderr=subprocess.PIPE,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def next(self) -> tuple[str, list[str]]:
        """The outcome of the next run, and the lines on standard error before it."""
        lines: list[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            status = STATUS.match(line)
            if status is not None:
                return status["outcome"], lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"ended with {self.process.wait()}: {lines}")

    def until(self, file: str) -> str:
        """All that is told until the end of a run after a change of this file, which sorts before the others."""
        told = ""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            told += line
            status = STATUS.match(line)
            if status is not None and file in re.split(", | and ", status["what"]):
                return told
        raise AssertionError(f"ended with {self.process.wait()}: {told[-3000:]}")

    def data(self) -> str:
        """What was written to standard output since the last call."""
        text = self._data.read_text(encoding="utf-8")
        new, self._read = text[self._read :], len(text)
        return new

    def interrupt(self) -> tuple[int, str]:
        """The exit status after Ctrl-C, and what was told then."""
        self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=30)
        return self.process.returncode, told
