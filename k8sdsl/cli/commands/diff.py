"""`k8sdsl diff`: the differences between overlays, revisions, files and clusters, and their effects."""

from __future__ import annotations

import sys
from pathlib import Path

from k8sdsl.cli.colours import wants_colours
from k8sdsl.cli.output import data_stream, tell, write_standard_output
from k8sdsl.diff.forms import render_difference
from k8sdsl.diff.sides import compare_sides, side
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.project.names import find_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import typer
    from k8sdsl.diff.difference import Difference


READS: tuple[str, ...] = (
    "two overlays, files, directories, Git revisions or standard input",
    "`pyproject.toml`",
    "with `--cluster` the objects of the cluster",
)
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import",
    "for a revision `git`, and a process that builds the revision",
    "with `--cluster` the program `kubectl`, to read objects and for dry runs",
)


def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="BEFORE", help="An overlay, directory, YAML file, REVISION, REVISION:OVERLAY_OR_PATH, or A..B."
        ),
    ],
    after: Annotated[
        str | None,
        typer.Argument(
            metavar="[AFTER]",
            help="The other side; by default the last commit or the working tree. With --cluster, a context.",
        ),
    ] = None,
    *,
    overlay: Annotated[
        list[str] | None,
        typer.Option(
            "--overlay",
            metavar="NAME",
            help="For revisions: only this overlay or path, or a pattern such as 'clusters/**'. Can be repeated.",
        ),
    ] = None,
    cluster: Annotated[
        bool,
        typer.Option(
            "--cluster", help="Compare with a cluster; OTHER is a kubectl context, by default the current one."
        ),
    ] = False,
    manager: Annotated[
        str | None,
        typer.Option(
            "--field-manager",
            metavar="NAME",
            help="With --cluster, the field manager; by default, the one that last applied the object.",
        ),
    ] = None,
    form: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="Output format.")] = "text",
) -> int:
    """Show the differences of two sides by object and field. Exit status 1 if there are any."""
    root = find_root(Path.cwd())
    if cluster:
        return _diff_cluster(root, before, after or "", manager or "", form)
    compared = compare_sides(root, before, after, overlay or [])
    difference = compared.difference
    if compared.note:
        sys.stderr.write(f"{visible(compared.note)}\n")
    _write(difference, form)
    return 1 if difference else 0


def _diff_cluster(root: Path, target: str, context: str, manager: str, form: str) -> int:
    """Exit status 2 if an object could not be compared; the difference of the others is written all the same."""
    from k8sdsl.cli.failure import report_error
    from k8sdsl.cli.progress import Progress
    from k8sdsl.diff.cluster.comparison import compare_with_cluster

    trees = [tree for objects in side(root, target).values() for tree in objects]
    with Progress(len(trees)) as progress:
        compared = compare_with_cluster(trees, context=context, manager=manager, progress=progress.show)
    for note in compared.notes:
        tell(f"note: {note}")
    if compared.difference or not compared.errors:  # "no difference" would be wrong about what was not compared
        _write(compared.difference, form)
    for error in compared.errors:
        report_error(error)
    return 2 if compared.errors else 1 if compared.difference else 0


def _write(difference: Difference, form: str) -> None:
    write_standard_output(render_difference(difference, form, colour=wants_colours(data_stream())))
