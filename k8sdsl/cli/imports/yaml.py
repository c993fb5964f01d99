"""`k8sdsl import yaml`: YAML files as typed Python, with a proof that it builds the same objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cli.imports.reading import SourceReader
from k8sdsl.cli.imports.writing import write_proven
from k8sdsl.cli.output import tell
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.manifests import import_environments, import_objects

if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import Force, ProjectDirectory, typer


READS: tuple[str, ...] = ("YAML files, directories or standard input",)
WRITES: tuple[str, ...] = (
    "stacks and overlays below `--to`",
    "values of Secrets as files in `secrets/`",
)
RUNS: tuple[str, ...] = ("the Python code that it wrote, in a separate process",)


def yaml(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE|DIR|-...", help="Files or directories with manifests; - reads standard input."),
    ] = None,
    *,
    to: ProjectDirectory,
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env",
            metavar="NAME=DIR",
            help="The manifests of one environment. Repeat the option for each environment.",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", help="The name of the stack; by default that of the file or directory.")
    ] = "",
    force: Force = False,
) -> int:
    """Write stacks and overlays for YAML manifests, and prove that both are the same objects.

    With --env, one stack has what the environments share: their differences are parameters and patches.
    """
    if bool(sources) == bool(env):
        raise K8sdslError(
            "there is nothing to import" if not sources else "pass files or `--env`, not both",
            remedy=_REMEDY,
            code="usage/options",
        )
    reader = SourceReader()
    if env:
        environments = {}
        for entry in env:
            key, equals, path = entry.partition("=")
            if not equals or not key or not path:
                raise K8sdslError(
                    f"`--env {entry}` does not name an environment and its directory",
                    remedy=_REMEDY,
                    code="usage/value",
                )
            environments[key] = reader.read([path])
        imported = import_environments(name or "application", environments)
    else:
        found = reader.read(sources or [])
        imported = import_objects(name or reader.name, found)
    for note in reader.notes:
        tell(f"note: {note}")
    return write_proven(to, imported, force=force)


_REMEDY = "write `k8sdsl import yaml FILE... --to DIR`, or `--env dev=DIR --env prod=DIR` instead of the files"
