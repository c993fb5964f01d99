"""`k8sdsl import`: what other tools have, as Python."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from k8sdsl.cli.import_crd import crd
from k8sdsl.cli.options import LoadRestrictor

imports = typer.Typer(name="import", help="Write Python stacks and overlays from what other tools have.")


@imports.callback()
def _imports() -> None:
    """Keeps `kustomize` a command of its own."""


imports.command()(crd)


@imports.command()
def kustomize(
    directory: Annotated[Path, typer.Argument(help="A directory with a kustomization file.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The project to write into.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite modules that exist.")] = False,
    load_restrictor: LoadRestrictor = "root",
) -> None:
    """Write stacks and overlays with the structure of a kustomization, and prove that both build equal."""
    from k8sdsl.cli.importing import run_import

    raise typer.Exit(run_import(directory, output, force=force, load_restrictor=load_restrictor))
