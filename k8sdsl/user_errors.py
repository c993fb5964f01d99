"""An exception of the user's Python, told as the user sees it: with the user's frames alone."""

from __future__ import annotations

import traceback
from pathlib import Path

from k8sdsl.errors import K8sdslError, UserCodeError
from k8sdsl.source import Source

_PACKAGE = Path(__file__).resolve().parent


def as_user_error(error: BaseException, root: Path) -> K8sdslError:
    """The error to report for an exception that escaped from user code; our own errors are told as they are."""
    if isinstance(error, K8sdslError):
        return error
    told = traceback.TracebackException.from_exception(error)
    frames = [frame for frame in told.stack if _is_users(frame.filename)]
    told.stack = traceback.StackSummary.from_list(frames)
    text = "".join(told.format(chain=False)).rstrip()
    if isinstance(error, ImportError) and "circular import" in str(error):
        text += "\n  help: these files import each other; move what both need into a third"
    source = None
    if isinstance(error, SyntaxError) and error.filename:
        source = Source(error.filename, error.lineno or 1, error.offset or 1)
    elif frames:
        source = Source(frames[-1].filename, frames[-1].lineno or 1)
    message = f"{type(error).__name__}: {error}"
    return UserCodeError(message, source=source, traceback=_relative(text, root))


def _is_users(file: str) -> bool:
    return not file.startswith("<") and not Path(file).is_relative_to(_PACKAGE)


def _relative(text: str, root: Path) -> str:
    """Paths below the project as the user would write them."""
    return text.replace(f'File "{root}/', 'File "')
