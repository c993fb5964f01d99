"""What is on disk at a path of a tree: links are never followed, and only regular files are opened."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILE = 1_000_000_000
"""The maximum size of one file of a tree in bytes; what is larger was not written by a build."""


class Obstacle:
    """Something that is not a regular file, at `path` below the root: a directory, a link, a device, a pipe."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


def read_state(root: Path, path: str) -> bytes | Obstacle | None:
    """What is at a path below the root: a file's content, nothing, or an obstacle there or on the way."""
    steps = path.split("/")
    at = str(root)
    for number, step in enumerate(steps[:-1], start=1):
        at = os.path.join(at, step)  # noqa: PTH118 - ten thousand times a run
        if os.path.islink(at):  # noqa: PTH114
            return Obstacle("/".join(steps[:number]))
    at = os.path.join(at, steps[-1])  # noqa: PTH118
    try:
        descriptor = os.open(at, _FLAGS)
    except FileNotFoundError:
        return None
    except OSError:
        return Obstacle(path)
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_FILE:
        os.close(descriptor)
        return Obstacle(path)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)


def content(state: bytes | Obstacle | None) -> bytes | None:
    """The content of a file; None if it is not a regular file."""
    return None if isinstance(state, Obstacle) else state


def hash_of(data: bytes) -> str:
    """The SHA-256 of a file's content."""
    return sha256(data).hexdigest()
