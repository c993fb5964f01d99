"""`k8sdsl help`: the commands, as text, as data for programs, as a page and as a man page."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_standard_output
from k8sdsl.errors import K8sdslError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import typer

READS: tuple[str, ...] = ()
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ()

_FOLDER = Path(__file__).resolve().parent.parent


def help(  # noqa: A001 - a module and a function have the name of their command
    commands: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="A command, such as build or import yaml.")
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Describe all commands: what each one accepts, reads, writes and runs.")
    ] = False,
    as_man: Annotated[bool, typer.Option("--man", help="Print the man page.")] = False,
) -> int:
    """Show the commands, or the arguments of one."""
    if sum((as_json, as_man, bool(commands))) > 1:
        raise K8sdslError(
            "a command, `--json` and `--man` cannot be combined",
            remedy="keep one of them",
            code="usage/options",
        )
    if as_json:
        write_standard_output((_FOLDER / "commands.json").read_text(encoding="utf-8"))
    elif as_man:
        write_standard_output((_FOLDER / "k8sdsl.1").read_text(encoding="utf-8"))
    elif commands:
        return _one(commands)
    else:
        write_standard_output((_FOLDER / "help.txt").read_text(encoding="utf-8"))
    return 0


def _one(words: list[str]) -> int:
    """The help of one command, as its option `--help` writes it."""
    from contextlib import redirect_stdout
    from io import StringIO

    from k8sdsl.cli.app import run_app

    with redirect_stdout(StringIO()) as text:
        status = run_app([*words, "--help"])
    write_standard_output(text.getvalue())
    return status
