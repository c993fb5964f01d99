"""Colours for terminals: the one place that decides whether to use them."""

from __future__ import annotations

import os
from typing import TextIO


def wants_colours(stream: TextIO) -> bool:
    """Whether the stream is a terminal; NO_COLOR and FORCE_COLOR, if they are not empty, override that."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


class Painter:
    """Colours for a terminal, plain text for anything else."""

    __slots__ = ("on",)

    def __init__(self, *, on: bool) -> None:
        self.on = on

    @classmethod
    def for_stream(cls, stream: TextIO) -> Painter:
        """Colours if the stream supports them."""
        return cls(on=wants_colours(stream))

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text

    def red(self, text: str) -> str:
        """For errors."""
        return self._paint("1;31", text)

    def yellow(self, text: str) -> str:
        """For warnings."""
        return self._paint("1;33", text)

    def cyan(self, text: str) -> str:
        """For notes and help."""
        return self._paint("36", text)

    def bold(self, text: str) -> str:
        """For names."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """For the frame around source lines."""
        return self._paint("2", text)
