"""All commands, as Typer reads them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from k8sdsl.cli.build import build
from k8sdsl.cli.check import check
from k8sdsl.cli.diff import diff
from k8sdsl.cli.explain import explain
from k8sdsl.cli.gitops import gitops
from k8sdsl.cli.import_ import imports

app = typer.Typer(
    name="k8sdsl",
    help="Kubernetes infrastructure as typed Python: stacks, overlays, validated deterministic manifests.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"k8sdsl {version('k8sdsl')}\n")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


for command in (build, check, diff, explain, gitops):
    app.command()(command)
app.add_typer(imports)


def run_app(arguments: list[str]) -> int:
    """The exit status of a command that Typer reads."""
    command = typer.main.get_command(app)
    try:
        status = command.main(arguments, prog_name="k8sdsl", standalone_mode=False)
    except Exception as error:
        told = _usage_error(error)
        if told is None:
            raise
        return told
    except SystemExit as left:  # so Typer leaves when standard output is closed
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    return status if isinstance(status, int) else 0


def _usage_error(error: Exception) -> int | None:
    """The status of a mistake in the arguments, told as Typer tells it; None for any other error."""
    show = getattr(error, "show", None)
    if show is None:
        return 130 if type(error).__name__ == "Abort" else None
    show(file=sys.stderr)
    return 2
