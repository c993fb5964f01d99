"""The state of what was read: two equal states give the same environment."""

from __future__ import annotations

import os
import stat
import sys
from hashlib import sha256

from k8sdsl.locations.content import read_content

ABSENT, DIRECTORY, UNREADABLE = "", "directory", "unreadable"

_COMPILED = "__pycache__"
CLOCK_STEP = 10_000_000
"""Nanoseconds by which the clock of a file system can be late: it moves on with each tick of the kernel's timer."""


class States:
    """The states of files, listings and variables during one run; each is looked up once.

    Paths are relative to `root`, or absolute.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._files: dict[str, str] = {}
        self._listings: dict[str, str] = {}

    def doubt(self, path: str, since: int) -> str:
        """Why the state of a file may not be that of what was read since a time in nanoseconds; empty if it is."""
        try:
            state = os.stat(os.path.join(self._root, path))  # noqa: PTH116, PTH118
        except (OSError, ValueError):
            return ""
        if stat.S_ISDIR(state.st_mode):
            return ""
        if not stat.S_ISREG(state.st_mode):
            return "is not a regular file"
        if max(state.st_mtime_ns, state.st_ctime_ns) >= since - CLOCK_STEP:
            return "was changed during the run"
        return "cannot be read" if self.of_file(path) == UNREADABLE else ""

    def of_file(self, path: str) -> str:
        """The SHA-256 of a file's content, or what else is at the path."""
        state = self._files.get(path)
        if state is None:
            state = self._files[path] = _state_of(os.path.join(self._root, path))  # noqa: PTH118
        return state

    def of_listing(self, path: str) -> str:
        """A hash of the names in a directory, and of which of them are directories; not of compiled modules."""
        state = self._listings.get(path)
        if state is None:
            state = self._listings[path] = _listing_of(os.path.join(self._root, path))  # noqa: PTH118
        return state

    @staticmethod
    def of_variable(name: str) -> str:
        """A hash of the value of an environment variable."""
        value = os.environ.get(name)
        return ABSENT if value is None else sha256(value.encode("utf-8", "surrogateescape")).hexdigest()


def _state_of(path: str) -> str:
    try:
        return sha256(read_content(path, sys.maxsize)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except (OSError, ValueError):
        return DIRECTORY if os.path.isdir(path) else UNREADABLE  # noqa: PTH112


def _listing_of(path: str) -> str:
    try:
        with os.scandir(path) as entries:
            names = sorted(
                f"{entry.name}{os.sep if os.path.isdir(entry) else ''}"  # noqa: PTH112 - for a link to itself too
                for entry in entries
                if entry.name != _COMPILED
            )
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return UNREADABLE
    return sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()
