"""`k8sdsl diff`: what differs between overlays, Git revisions, folders or files, and what that does to a cluster."""

from __future__ import annotations

from typing import Annotated

import typer


def diff(
    before: Annotated[
        str,
        typer.Argument(help="An overlay, a folder or YAML file, REVISION, REVISION:OVERLAY_OR_PATH, or A..B."),
    ],
    after: Annotated[str | None, typer.Argument(help="The other side; the working tree if only one is given.")] = None,
    *,
    overlay: Annotated[
        list[str] | None, typer.Option("--overlay", metavar="NAME", help="Of revisions, only these overlays.")
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json|markdown", help="How to write it.")] = "text",
) -> None:
    """Show what differs, object by object and field by field. Exit status 1 if anything does."""
    from k8sdsl.cli.diff_run import run_diff

    raise typer.Exit(run_diff(before, after, overlays=overlay or [], form=output))
