"""The content of a file of input: the one way to read what somebody else may have written.

Only a regular file or a pipe is read, and only as much as is ever parsed: a device has no end, and a pipe that nothing
writes into would never begin.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

MAX_SIZE = 100_000_000
"""The maximum size of one text in bytes; a whole cluster's manifests have a tenth of that."""

PATIENCE = 3.0
"""Seconds that a pipe may be without a writer: a shell starts both sides of `diff <(kubectl get ...) FILE` at once."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PART = 1 << 20


def read_content(path: str | Path, limit: int = MAX_SIZE) -> bytes:
    """The bytes of a regular file or a pipe; OSError with the reason, also if there are more than `limit`."""
    if _HELD and (content := held(path)) is not None:
        return content
    descriptor = os.open(path, _FLAGS)
    try:
        state = os.fstat(descriptor)
        if stat.S_ISREG(state.st_mode):
            if state.st_size > limit:
                raise _too_large(limit)
            return _all(descriptor, limit)
        if stat.S_ISFIFO(state.st_mode):
            return _of_pipe(descriptor, limit)
        if stat.S_ISCHR(state.st_mode) and os.path.samestat(state, os.stat(os.devnull)):  # noqa: PTH116
            return b""
        import errno

        raise OSError(errno.EINVAL, "it is a directory" if stat.S_ISDIR(state.st_mode) else "it is not a regular file")
    finally:
        os.close(descriptor)


def hold(path: str | Path, content: bytes) -> None:
    """Reads a content instead of the file at a path from now on, such as that of an editor before it is saved."""
    _HELD[os.path.realpath(path)] = content


def held(path: str | Path) -> bytes | None:
    """The content that is read instead of a file; None if it is the file's own."""
    return _HELD.get(os.path.realpath(path)) if _HELD else None


_HELD: dict[str, bytes] = {}


def read_text(path: str | Path, limit: int = MAX_SIZE) -> str:
    """As `read_content`, as text; bytes that are not valid UTF-8 are replaced."""
    return read_content(path, limit).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def lines_of(file: str) -> list[str]:
    """The lines of a regular file, for many places in it; none if it cannot be read."""
    try:
        if held(file) is not None:
            return read_text(file).split("\n")
        state = os.stat(file)  # noqa: PTH116
        return _lines(file, state.st_mtime_ns, state.st_size) if stat.S_ISREG(state.st_mode) else []
    except (OSError, ValueError):
        return []


def _lines(file: str, written: int, size: int) -> list[str]:
    lines = _LINES.get((file, written, size))
    if lines is None:
        while len(_LINES) >= _MOST_FILES:
            del _LINES[next(iter(_LINES))]
        lines = _LINES[file, written, size] = read_text(file).split("\n")
    return lines


_LINES: dict[tuple[str, int, int], list[str]] = {}
_MOST_FILES = 4


def _all(descriptor: int, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    while left > 0:
        part = os.read(descriptor, min(left, _PART))
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    raise _too_large(limit)


def _of_pipe(descriptor: int, limit: int) -> bytes:
    import select

    first = b""
    if hasattr(select, "poll"):
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN | select.POLLHUP)
        if not waiting.poll(PATIENCE * 1000):
            try:
                first = os.read(descriptor, _PART)
            except BlockingIOError:
                pass  # a program has opened it for writing, and takes its time
            else:
                if not first:
                    import errno

                    raise OSError(errno.EPIPE, "it is a pipe, and no program writes to it")
        os.set_blocking(descriptor, True)
    return first + _all(descriptor, limit)


def _too_large(limit: int) -> OSError:
    import errno

    return OSError(errno.EFBIG, f"it is larger than {limit:,} bytes; split it into several files")
