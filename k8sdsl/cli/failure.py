"""Reports an error of a command, and returns its exit status."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from k8sdsl.errors import CheckError, ErrorGroup, K8sdslError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from k8sdsl.cli.colours import Painter


def report_failure(error: Exception) -> int:
    """Reports an error on standard error: a paragraph if the user can fix it, a traceback for a bug in k8sdsl."""
    if isinstance(error, CheckError):
        from k8sdsl.cli.report import write_findings

        write_findings(error.findings)
        return 1
    known = _of_output(error) or _for_the_user(error)
    if known is not None:
        report_error(known)
        return 2
    sys.stderr.write(failure_text(error))
    return 70


def _for_the_user(error: Exception) -> K8sdslError | None:
    """The error that the user can fix: one of ours, or what the operating system refuses."""
    if isinstance(error, K8sdslError):
        return error
    if isinstance(error, MemoryError):
        return _exhausted("memory is used up")
    if not isinstance(error, OSError):
        return None
    if isinstance(error, FileNotFoundError) and not _working_directory_exists():
        return K8sdslError(
            "the working directory no longer exists",
            remedy="change to another directory",
            code="file/no-working-directory",
        )
    if error.filename is not None and error.errno in _FULL:
        return K8sdslError(
            f"{os.fsdecode(error.filename)[:200]} cannot be written: {error.strerror}",
            remedy="free some space, or write to another place",
            code="file/not-written",
        )
    if error.filename is not None:
        return K8sdslError(f"{os.fsdecode(error.filename)[:200]}: {error.strerror}", code="file/unreadable")
    return _exhausted(str(error.strerror)) if error.errno in _LIMITS else None


def _of_output(error: Exception) -> K8sdslError | None:
    """The error of a standard output that cannot be written, from a command that writes to it.

    All else that writes to a disk names its file.
    """
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        from k8sdsl.cli.output import unwritten_output

        return unwritten_output(error)
    return None


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_LIMITS = (
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ENOSPC, errno.EDQUOT),
    errno.ENOENT,  # without the name of a file: `tempfile` finds no directory that it can write to
)
"""What the system answers if it has no more open files, memory, processes or space for a command."""


def _exhausted(reason: str) -> K8sdslError:
    return K8sdslError(
        f"the system allows no more: {reason}",
        remedy="free space on the disk and in `TMPDIR`, or raise the limits that `ulimit -a` shows",
        code="system/limit",
    )


def _working_directory_exists() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def report_error(error: K8sdslError) -> None:
    """One paragraph for each error: what, where, and how to fix it."""
    from k8sdsl.cli.colours import Painter

    sys.stderr.write(_error_text(error, Painter.for_stream(sys.stderr)))


def failure_text(error: Exception) -> str:
    """An error as it is reported, without colours; of a bug in k8sdsl, its traceback."""
    known = _for_the_user(error)
    if known is not None:
        from k8sdsl.cli.colours import Painter

        return _error_text(known, Painter(on=False))
    from k8sdsl.emitters.reports.visible import visible_lines
    from k8sdsl.locations.address import credentials_hidden
    from k8sdsl.project.user_errors import discreet

    told = visible_lines(credentials_hidden("".join(discreet(error).format())))
    return f"{told}\nThis is a bug in k8sdsl, not in your files. Please report it with the lines above.\n"


def _error_text(error: K8sdslError, paint: Painter) -> str:
    if isinstance(error, ErrorGroup):
        return "".join([_error_text(one, paint) for one in error.errors])
    from k8sdsl.cli.report import render_error
    from k8sdsl.emitters.reports.visible import visible_lines
    from k8sdsl.errors import UserCodeError
    from k8sdsl.locations.address import credentials_hidden

    head = paint.red("error")
    if isinstance(error, UserCodeError) and error.traceback:
        code = paint.dim(f"[{error.code}]")
        shown = visible_lines(credentials_hidden(error.traceback))
        return f"{head}{code}: your Python raised an exception\n{shown}\n"
    return render_error(error, paint, head)
