"""Writing what a command made: files whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from k8sdsl.errors import K8sdslError


def write_standard_output(text: str) -> None:
    """Writes data to standard output, as UTF-8 whatever the terminal's setting."""
    try:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(text)
        else:
            left = memoryview(text.encode("utf-8"))
            while left:  # a stream without a buffer (PYTHONUNBUFFERED) takes as much as fits into a pipe
                left = left[stream.write(left) or 0 :]
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_standard_output()
        raise K8sdslError(f"standard output cannot be written: {error.strerror}") from None


def abandon_standard_output() -> None:
    """Keeps the interpreter from flushing a broken standard output once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(path: Path, text: str) -> None:
    """Replaces a file by one whose content is `text`, or leaves it as it was and raises K8sdslError.

    The text is written beside the file and moved over it when it is safe on the disk. What is no ordinary file (a
    pipe, a device) is written to as it is.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise K8sdslError(f"{path} cannot be written: {error.strerror}") from None


def _replace(target: Path, text: str) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
