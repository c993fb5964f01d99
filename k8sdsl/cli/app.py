"""All commands, as Typer reads them."""

from __future__ import annotations

import sys
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from k8sdsl.cli import flags
from k8sdsl.cli.output import user_output_on_standard_error
from k8sdsl.cli.plain import show_version
from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = (
    *("blame", "build", "check", "diff", "explain", "fn"),
    *("forecast", "gitops", "graph", "help", "init", "report", "schema", "serve"),
    *("trace", "upgrade", "vendor", "why"),
)
IMPORTS = ("chart", "cluster", "compose", "crd", "kustomize", "yaml")


def _version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        show_version()
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    directory: Annotated[  # removed from the arguments before Typer parses them; listed here for the help
        str | None, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")
    ] = None,
) -> None:
    del version, directory


def _imports() -> None:
    """Makes each importer a separate command."""


def _command(folder: str, name: str) -> Callable[..., int]:
    """The function of a command with evaluated annotations; output of user code goes to standard error."""
    module = import_module(f"{folder}.{name}")
    vars(module).update({name: getattr(flags, name) for name in flags.__all__})
    function = getattr(module, name)

    @wraps(function)
    def command(*arguments: Any, **options: Any) -> int:
        with user_output_on_standard_error():
            status: int = function(*arguments, **options)
        return status

    return command


def _app(arguments: Sequence[str]) -> typer.Typer:
    """The commands that arguments may mean: one that they name, without loading the modules of the others, or all."""
    app = typer.Typer(
        name="k8sdsl",
        help="Kubernetes infrastructure as typed Python: stacks, overlays, and validated, deterministic manifests.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    words = [word for word in arguments if not word.startswith("-")]
    named = words[0] if words else ""
    for name in _chosen(named, COMMANDS) if named != "import" else ():
        app.command(name)(_command("k8sdsl.cli.commands", name))
    if named not in COMMANDS:
        imports = typer.Typer(name="import", help="Write Python stacks and overlays from the files of other tools.")
        imports.callback()(_imports)
        for name in _chosen(words[1] if named == "import" and len(words) > 1 else "", IMPORTS):
            imports.command(name)(_command("k8sdsl.cli.imports", name))
        app.add_typer(imports)
    return app


def parser() -> Any:
    """The parser of all commands, for what is generated from it."""
    return typer.main.get_command(_app(()))


def _chosen(named: str, names: Sequence[str]) -> Sequence[str]:
    return (named,) if named in names else names


def run_app(arguments: list[str]) -> int:
    """The exit status of a command that Typer parses."""
    command = typer.main.get_command(_app(arguments))
    try:
        status = command.main(arguments, prog_name="k8sdsl", standalone_mode=False)
    except Exception as error:
        status = _usage_error(error)
        if status is None:
            raise
    except SystemExit as left:  # raised by Typer when standard output is closed
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    if status == _INTERRUPTED:  # Typer returns this status for an interrupt, and prints nothing
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0


_INTERRUPTED = 130

# The errors of the parser by the names of their classes, the most special first.
_CODES = {
    "NoSuchOption": "usage/no-such-option",
    "MissingParameter": "usage/missing-argument",
    "BadParameter": "usage/value",
    "UsageError": "usage/arguments",
}


def _usage_error(error: Exception) -> int | None:
    """The status of a usage error, reported with its code; None for any other error."""
    message = getattr(error, "format_message", None)
    if message is None:
        return _INTERRUPTED if type(error).__name__ == "Abort" else None
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(message() + "\n")
        return 2
    from k8sdsl.cli.failure import report_error

    report_error(usage_error(message(), [kind.__name__ for kind in type(error).__mro__], getattr(error, "ctx", None)))
    return 2


def usage_error(message: str, kinds: Sequence[str], context: Any = None) -> K8sdslError:
    """An error of the parser as one of ours: `kinds` are the names of its class and their bases."""
    code = next((_CODES[kind] for kind in kinds if kind in _CODES), "usage/arguments")
    if message.startswith("No such command"):  # which has no class of its own
        code = "usage/no-such-command"
    command = context.command_path if context is not None else "k8sdsl"
    return K8sdslError(message.removesuffix("."), remedy=f"see `{command} --help`", code=code)
