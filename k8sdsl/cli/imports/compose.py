"""`k8sdsl import compose`: a Compose file as a stack and an overlay."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.imports.writing import write_modules
from k8sdsl.cli.output import tell
from k8sdsl.importers.compose import import_compose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import Force, ProjectDirectory, typer


READS: tuple[str, ...] = ("a Compose file, and the files that it names",)
WRITES: tuple[str, ...] = (
    "a stack and an overlay below `--to`",
    "values of Secrets as files in `secrets/`",
)
RUNS: tuple[str, ...] = ()


def compose(
    file: Annotated[Path, typer.Argument(help="A Compose file.")],
    *,
    to: ProjectDirectory = Path(),
    profile: Annotated[
        list[str] | None, typer.Option("--profile", help="Also import the services of this profile.")
    ] = None,
    force: Force = False,
) -> int:
    """Write a stack and an overlay for the services of a Compose file, and list what cannot be converted."""
    imported = import_compose(file, profiles=profile or ())
    write_modules(to, imported.files, force=force)
    for note in imported.notes:
        tell(f"note: {note}")
    tell(f"build it with: k8sdsl build {imported.overlay}")
    return 0
