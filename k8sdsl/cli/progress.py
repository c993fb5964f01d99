"""A line on a terminal that counts what is done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import wants_colours
from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from typing import Self


class Progress:
    """While it is active, a line on standard error with the number of targets that are done; only on a terminal."""

    def __init__(self, total: int | None = None) -> None:
        self._done = 0
        self._of = "" if total is None else f" of {total}"
        self._shown = sys.stderr.isatty() and wants_colours(sys.stderr)

    def expect(self, total: int) -> None:
        """Sets the number of targets, once it is known."""
        self._of = f" of {total}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")

    def show(self, target: str) -> None:
        """Counts one more target."""
        self._done += 1
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{self._done}{self._of} done, the last is {visible(target)}")
            sys.stderr.flush()
