"""One run at a time in a rendered tree, or in the directory of vendored sources.

The lock is on the directory itself, so that nothing is left in the tree, and the system releases it when the process
ends. If directories cannot be locked (Windows), a file beside the directory is locked.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from k8sdsl.errors import TreeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.05
_REMEDY = "wait until it has finished, or let this run wait longer with `--wait SECONDS`"


@contextmanager
def locked(root: Path, *, wait: float = 60.0, remedy: str = _REMEDY) -> Iterator[None]:
    """Holds the lock of a tree, whose directory is created if it is missing; TreeError after `wait` seconds."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = _open(root)
    try:
        deadline = time.monotonic() + wait
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise TreeError(
                    f"another run is writing to {root}",
                    remedy=remedy,
                    code="gitops/locked",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _open(root: Path) -> int:
        return os.open(root.with_name(f".{root.name}.lock"), os.O_RDWR | os.O_CREAT)

    def _try_lock(descriptor: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _open(root: Path) -> int:
        return os.open(root, os.O_RDONLY)

    def _try_lock(descriptor: int) -> bool:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
