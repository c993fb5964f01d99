"""`k8sdsl diff`: the differences between overlays, Git revisions, directories or files, and their effects."""

from __future__ import annotations

import sys
from pathlib import Path

from k8sdsl.cli.colours import wants_colours
from k8sdsl.cli.output import data_stream, write_standard_output
from k8sdsl.diff.forms import render_difference
from k8sdsl.diff.sides import compare_sides
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.project.names import find_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import typer


def diff(
    before: Annotated[
        str,
        typer.Argument(help="An overlay, directory, YAML file, REVISION, REVISION:OVERLAY_OR_PATH, or A..B."),
    ],
    after: Annotated[
        str | None,
        typer.Argument(help="The other side; by default the last commit or the working tree."),
    ] = None,
    *,
    overlay: Annotated[
        list[str] | None, typer.Option("--overlay", metavar="NAME", help="For revisions, only these overlays.")
    ] = None,
    form: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="Output format.")] = "text",
) -> int:
    """Show the differences of two sides by object and field. Exit status 1 if there are any."""
    compared = compare_sides(find_root(Path.cwd()), before, after, overlay or [])
    difference = compared.difference
    if compared.note:
        sys.stderr.write(f"{visible(compared.note)}\n")
    write_standard_output(render_difference(difference, form, colour=wants_colours(data_stream())))
    return 1 if difference else 0
