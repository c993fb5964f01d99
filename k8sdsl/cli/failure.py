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
    if isinstance(error, K8sdslError):
        report_error(error)
        return 2
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        from k8sdsl.cli.output import abandon_standard_output

        abandon_standard_output()
        report_error(K8sdslError(f"standard output cannot be written: {error.strerror}", code="file/standard-output"))
        return 2
    if isinstance(error, FileNotFoundError) and not _working_directory_exists():
        report_error(
            K8sdslError(
                "the working directory no longer exists",
                remedy="change to another directory",
                code="file/no-working-directory",
            )
        )
        return 2
    if isinstance(error, OSError) and error.filename is not None:
        report_error(_unreadable(error))
        return 2
    sys.stderr.write(failure_text(error))
    return 70


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def _working_directory_exists() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _unreadable(error: OSError) -> K8sdslError:
    return K8sdslError(f"{os.fsdecode(error.filename)[:200]}: {error.strerror}", code="file/unreadable")


def report_error(error: K8sdslError) -> None:
    """One paragraph for each error: what, where, and how to fix it."""
    from k8sdsl.cli.colours import Painter

    sys.stderr.write(_error_text(error, Painter.for_stream(sys.stderr)))


def failure_text(error: Exception) -> str:
    """An error as it is reported, without colours; of a bug in k8sdsl, its traceback."""
    if isinstance(error, OSError) and error.filename is not None:
        error = _unreadable(error)
    if isinstance(error, K8sdslError):
        from k8sdsl.cli.colours import Painter

        return _error_text(error, Painter(on=False))
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
