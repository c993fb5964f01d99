"""A bar on a terminal for work that takes long."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import wants_colours
from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from typing import Self

_WIDTH = 20
_BETWEEN = 0.05
"""Seconds between two drawings: a terminal is slower than ten thousand targets a second."""
_LONGEST = 50


class Progress:
    """While it is active, a bar on standard error with the number of targets that are done; only on a terminal."""

    def __init__(self, total: int | None = None) -> None:
        self._done = 0
        self._total = total
        self._drawn = 0.0
        self._shown = sys.stderr.isatty() and wants_colours(sys.stderr)

    def expect(self, total: int) -> None:
        """Sets the number of targets, once it is known."""
        self._total = total

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")

    def show(self, target: str) -> None:
        """Counts one more target."""
        self._done += 1
        now = time.monotonic()
        if self._shown and (now - self._drawn >= _BETWEEN or self._done == self._total):
            self._drawn = now
            sys.stderr.write(f"\r\x1b[K{bar(self._done, self._total)} {visible(target)[:_LONGEST]}")
            sys.stderr.flush()


def bar(done: int, total: int | None) -> str:
    """`[#####---------------] 25 of 100`, or only the number if the total is not known."""
    if not total:
        return f"{done} done"
    filled = min(done, total) * _WIDTH // total
    return f"[{'#' * filled}{'-' * (_WIDTH - filled)}] {done} of {total}"
