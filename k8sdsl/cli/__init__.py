"""The command line: `commands` has one file per command, `imports` one per importer.

Exit statuses: 0 success; 1 findings of severity error, or a difference (`diff`, `--check`); 2 usage, or an error for
the user to fix; 70 a bug in k8sdsl; 130 interrupted; 141, silently, if the reader of standard output leaves
early (`| head`). Standard output has only data.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

DONE, FOUND, USER, BUG, INTERRUPTED, UNREAD = 0, 1, 2, 70, 130, 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command, and ends the process with its exit status."""
    import _signal  # type: ignore[import-not-found] # `signal` would load `enum`

    # An interrupt before a command has begun, or after its end, must not show a traceback.
    _signal.signal(_signal.SIGINT, _leave)
    sys.unraisablehook = _leave_if_interrupted
    import gc

    # A command runs for a second and frees everything at its end: collecting cycles only costs time.
    gc.disable()
    if sys.stdout is None or sys.stderr is None:
        _replace_closed_streams()
    words = sys.argv[1:] if arguments is None else list(arguments)
    status = INTERRUPTED
    try:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        status = run(words)
    finally:
        # The status is known, and does not change. Threads of the project may still run, and Python waits for them.
        _signal.signal(_signal.SIGINT, lambda *_: _end(status))
    UNFREED.append(UNFREED)  # a cycle that is frozen is not freed
    gc.freeze()
    sys.exit(status)


UNFREED: list[object] = []
"""What a command leaves to the end of its process: freeing the objects of a large build takes longer than writing them.

A command replaces what another one left, in case that one process runs several.
"""


def _leave(number: int, frame: FrameType | None) -> None:
    """Ends the process immediately: nothing has begun yet."""
    del number, frame
    _end(INTERRUPTED)


def _end(status: int) -> None:
    import os

    os._exit(status)


def _leave_if_interrupted(unraisable: sys.UnraisableHookArgs) -> None:
    """Ends the process for an interrupt during a callback of the interpreter, which would print and ignore it."""
    if unraisable.exc_type is KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        _leave(0, None)
    sys.__unraisablehook__(unraisable)


def run(arguments: list[str]) -> int:
    """The exit status of one command; an error that escapes from it is reported on standard error."""
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()  # here, so that a failure can still be reported
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        from k8sdsl.cli.output import abandon_standard_output

        abandon_standard_output()
        if _CLOSED:
            from k8sdsl.cli.failure import report_error
            from k8sdsl.errors import K8sdslError

            report_error(K8sdslError("standard output is closed", code="file/standard-output"))
            return USER
        return UNREAD  # as of a program that the signal SIGPIPE ends: the reader has enough, and nobody must be told
    except MemoryError:
        status = None
    except Exception as error:  # noqa: BLE001 - the one place where errors become words and a status
        return _reported(error)
    if status is None:  # reported here, where what the frames of the error held is freed
        return _reported(MemoryError())
    return status


def _reported(error: Exception) -> int:
    """Reports an error and returns its status; if Python of the project prevents the report, that of a bug."""
    try:
        from k8sdsl.cli.failure import report_failure

        return report_failure(error)
    except Exception as another:  # noqa: BLE001 - such as a module that cannot be found any more
        try:
            sys.stderr.write(f"{type(error).__name__}, which cannot be reported: {type(another).__name__}\n")
        except (AttributeError, OSError, ValueError):  # it is closed
            return BUG
        return BUG


_CLOSED: list[object] = []
"""The stream that stands for a standard output that was closed before the process began."""


def _replace_closed_streams() -> None:
    """Replaces streams that were closed before the process began by pipes that nobody reads."""
    import os

    if sys.stderr is None:  # then there is no place for a report
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end of the process
    if sys.stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
        sys.stdout = open(writer, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as above
        _CLOSED.append(sys.stdout)


def _dispatch(arguments: list[str]) -> int:
    import os

    if "_K8SDSL_COMPLETE" in os.environ:
        from k8sdsl.cli.completion.shells import complete

        answer = complete(os.environ)
        if answer is not None:
            return answer
    if "" in arguments or any(word.startswith("--") and word.endswith("=") for word in arguments):
        from k8sdsl.cli.directory import refuse_empty

        refuse_empty(arguments)
    if "-C" in arguments:
        from k8sdsl.cli.directory import change_directory

        arguments = change_directory(arguments)
    # Loading Typer takes longer than a small build: it is not loaded if the arguments can be parsed without it.
    from k8sdsl.cli.plain import plain_command

    status = plain_command(arguments)
    if status is not None:
        return status
    from k8sdsl.cli.app import run_app

    return run_app(arguments)
