"""Writes the output of a command: only data on standard output, files completely or not at all."""

from __future__ import annotations

import os
import sys

from k8sdsl.errors import K8sdslError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

_DATA: list[TextIO] = []
"""The real standard output, while `sys.stdout` is something else."""


class user_output_on_standard_error:  # noqa: N801 - reads as a word in a `with` statement
    """Redirects the output of user code to standard error: a `print` in a stack is not a manifest."""

    def __enter__(self) -> None:
        _DATA.append(sys.stdout)
        sys.stdout = sys.stderr

    def __exit__(self, *_: object) -> None:
        sys.stdout = _DATA.pop()


def data_stream() -> TextIO:
    """The stream for data: the real standard output, even if `sys.stdout` is redirected."""
    return _DATA[-1] if _DATA else sys.stdout


def write_standard_output(text: str) -> None:
    """Writes data to standard output, always as UTF-8."""
    data = data_stream()
    try:
        stream = getattr(data, "buffer", None)
        if stream is None:
            data.write(text)
        else:
            left = memoryview(text.encode("utf-8"))
            while left:  # a stream without a buffer (PYTHONUNBUFFERED) writes only what fits into a pipe
                left = left[stream.write(left) or 0 :]
        data.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_standard_output()
        raise K8sdslError(f"standard output cannot be written: {error.strerror}", code="file/standard-output") from None


def tell(line: str) -> None:
    """Writes one line to standard error; names from input in it cannot begin another."""
    from k8sdsl.emitters.reports.visible import visible

    sys.stderr.write(f"{visible(line)}\n")


def abandon_standard_output() -> None:
    """Prevents the interpreter from flushing a broken standard output again at its end."""
    from contextlib import suppress

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), data_stream().fileno())


def write_file(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Replaces the content of a file, or does not change it and raises K8sdslError.

    A `private` file can only be read by the user. The content is written to a temporary file beside it, flushed to
    disk, and moved over the file. Anything but a regular file (a pipe, a device) is written to directly.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data, private=private)
    except OSError as error:
        raise K8sdslError(f"{path} cannot be written: {error.strerror}", code="file/not-written") from None


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            if private:
                beside.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists() and not private:
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
