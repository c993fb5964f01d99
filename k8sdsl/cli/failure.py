"""An error that escaped from a command, in words, and the exit status that belongs to it."""

from __future__ import annotations

import errno
import sys

from k8sdsl.errors import CheckError, ErrorGroup, K8sdslError


def tell(error: Exception) -> int:
    """Tells an error on standard error: a paragraph for the user's to mend, a traceback for a bug of ours."""
    if isinstance(error, CheckError):
        from k8sdsl.cli.report import tell_findings

        tell_findings(error.findings)
        return 1
    if isinstance(error, K8sdslError):
        tell_error(error)
        return 2
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        from k8sdsl.cli.output import abandon_standard_output

        abandon_standard_output()
        tell_error(K8sdslError(f"standard output cannot be written: {error.strerror}"))
        return 2
    from k8sdsl.project.user_errors import discreet

    sys.stderr.writelines(discreet(error).format())
    sys.stderr.write("\nThis is a bug in k8sdsl, not in what you wrote. Please report it with the lines above.\n")
    return 70


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def tell_error(error: K8sdslError) -> None:
    """One paragraph for each error: what, where, and how to mend it."""
    if isinstance(error, ErrorGroup):
        for one in error.errors:
            tell_error(one)
        return
    from k8sdsl.cli.report import Painter, excerpt
    from k8sdsl.errors import UserCodeError

    paint = Painter.for_standard_error()
    if isinstance(error, UserCodeError) and error.traceback:
        sys.stderr.write(f"{paint.red('error')}: your Python raised an exception\n{error.traceback}\n")
        return
    lines = [f"{paint.red('error')}: {error.message}"]
    if error.source is not None:
        lines += excerpt(error.source, paint)
    if error.remedy:
        lines.append(f"  {paint.cyan('help')}: {error.remedy}")
    sys.stderr.write("\n".join(lines) + "\n")
