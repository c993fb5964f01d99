"""An exception of the user's Python, reported with only the user's frames."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from k8sdsl.errors import K8sdslError, UserCodeError
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.source import Source
from k8sdsl.project.fresh_import import is_library
from k8sdsl.project.paths import shown

_PACKAGE = Path(__file__).resolve().parents[1]
_STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")  # noqa: PTH118, PTH120 - as frames name it


def as_user_error(error: BaseException, root: Path | None = None) -> K8sdslError:
    """The error to report for an exception from user code; errors of k8sdsl are not changed.

    Paths are relative to `root`, by default the working directory.
    """
    if isinstance(error, K8sdslError):
        return error
    told = discreet(error)
    frames = [frame for frame in told.stack if _is_users(frame.filename)]
    told.stack = traceback.StackSummary.from_list(frames)
    text = "".join(told.format(chain=False)).rstrip()
    if _is_import_cycle(error, frames):
        text += "\n  help: these files import each other; move the code that both need to a third file"
    source = None
    if isinstance(error, SyntaxError) and error.filename:
        source = Source(shown(error.filename), error.lineno or 1, error.offset or 1)
    elif frames:
        # A library that raises was called by the line that can be corrected.
        last = next((frame for frame in reversed(frames) if not _is_of_python(frame.filename)), frames[-1])
        source = Source(shown(last.filename), last.lineno or 1)
    message = f"{type(error).__name__}: {error}"
    reported = UserCodeError(message, source=source)
    reported.traceback = _relative(text, root or Path.cwd())
    return reported


def discreet(error: BaseException) -> traceback.TracebackException:
    """The traceback of an error, without the text of lines that may contain the value of a secret."""
    told = traceback.TracebackException.from_exception(error)
    _make_discreet(told)
    if isinstance(error, SyntaxError) and may_hold_secret(error.filename or "", error.lineno or 1):
        told.text, told.offset = "", 0
    return told


def _make_discreet(told: traceback.TracebackException) -> None:
    told.stack = traceback.StackSummary.from_list([_discreet_frame(frame) for frame in told.stack])
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if other is not None:
            _make_discreet(other)


def _discreet_frame(frame: traceback.FrameSummary) -> traceback.FrameSummary:
    line = frame.lineno or 1
    if not may_hold_secret(frame.filename, line, getattr(frame, "end_lineno", None)):
        return frame
    return traceback.FrameSummary(frame.filename, line, frame.name, lookup_line=False, line="")


def _is_import_cycle(error: BaseException, frames: list[traceback.FrameSummary]) -> bool:
    """Whether a name was missing from a module that is still being imported."""
    running = {frame.filename for frame in frames if frame.name == "<module>"}
    if isinstance(error, ImportError):
        return error.path in running
    return isinstance(error, AttributeError) and getattr(error.obj, "__file__", None) in running


def _is_users(file: str) -> bool:
    return not file.startswith("<") and not Path(file).is_relative_to(_PACKAGE)


def _is_of_python(file: str) -> bool:
    return file.startswith(_STANDARD_LIBRARY) or is_library(file)


def _relative(text: str, root: Path) -> str:
    """Replaces absolute paths below a directory by relative ones."""
    return text.replace(f'File "{root}/', 'File "').replace(f"({root}/", "(")
