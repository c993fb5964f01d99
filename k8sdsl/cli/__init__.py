"""The command line: one file a command, each of flags, one call and one rendering.

Exit statuses: 0 done; 1 findings of severity error, or a difference where one was asked about; 2 usage, or an error
that is the user's to mend; 70 a bug in k8sdsl; 130 interrupted. Standard output carries data alone.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FOUND, USER, BUG, INTERRUPTED = 0, 1, 2, 70, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command, and ends the process with its exit status."""
    import gc

    # A command lives for a second and drops everything at its end: looking for cycles only costs time.
    gc.disable()
    if sys.stdout is None or sys.stderr is None:
        _replace_closed_streams()
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """The exit status of one command; whatever escapes from it is told on standard error."""
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()  # now, while there is still someone to tell that it cannot be
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        from k8sdsl.cli.output import abandon_standard_output

        abandon_standard_output()
        sys.stderr.write("error: standard output was closed before everything was written\n")
        return USER
    except Exception as error:  # noqa: BLE001 - the one place where errors become words and a status
        from k8sdsl.cli.failure import tell

        return tell(error)
    return status


def _replace_closed_streams() -> None:
    """Puts pipes that nobody reads in the place of streams that were closed before the process began."""
    import os

    if sys.stderr is None:  # then nobody wants to be told
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end of the process
    if sys.stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
        sys.stdout = open(writer, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as above


def _dispatch(arguments: list[str]) -> int:
    # Typer takes longer to load than a small build takes: what can be answered without it is.
    from k8sdsl.cli.plain import plain_command

    status = plain_command(arguments)
    if status is not None:
        return status
    from k8sdsl.cli.app import run_app

    return run_app(arguments)
