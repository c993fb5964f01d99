"""`k8sdsl graph`: a picture of the objects of an overlay, of files, or of a difference."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_file, write_standard_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import typer
    from k8sdsl.views.pictures.picture import Picture

READS: tuple[str, ...] = ("an overlay, or with `--file` YAML files", "for A..B the Git revisions", "`pyproject.toml`")
WRITES: tuple[str, ...] = ("standard output", "with `--output` a file")
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import",
    "for A..B `git`, and a process that builds each revision",
    "for `.png` the program `rsvg-convert`",
)


def graph(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[OVERLAY|A..B]",
            help="An overlay, the path of a Python file or kustomization directory, or two Git revisions.",
        ),
    ] = None,
    overlays: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OVERLAY]...",
            help="For revisions: only these overlays, paths or patterns such as 'clusters/**'.",
        ),
    ] = None,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=".svg, .html, .mermaid, .dot, .json or .png; by default Mermaid on standard output.",
        ),
    ] = None,
    view: Annotated[
        Literal["traffic", "config", "storage", "access", "network", "deploy", "all"] | None,
        typer.Option("--view", help="What to show; by default, traffic, and in .html every view that is not empty."),
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", "-f", metavar="FILE|DIR", help="Show YAML files instead."),
    ] = None,
) -> int:
    """Draw the objects of an overlay: traffic, configuration, storage, access, network, or the order of deployment."""
    from k8sdsl.views.pictures import VIEWS
    from k8sdsl.views.pictures.forms.suffixes import form_of, render_picture

    form = form_of(output) if output is not None else "mermaid"
    views = [view] if view is not None else VIEWS if form == "html" else VIEWS[:1]
    pictures = _pictures(target, overlays or [], views, files or [])
    if len(views) > 1:
        from k8sdsl.views.pictures.forms.html import render_views

        made: str | bytes = render_views(pictures)
    else:
        made = render_picture(pictures[views[0]], form)
    if output is not None:
        write_file(Path(output), made)
    else:
        write_standard_output(str(made))
    return 0


def _pictures(target: str | None, overlays: list[str], views: Sequence[str], files: list[str]) -> dict[str, Picture]:
    from k8sdsl.diff.sides import revisions_of
    from k8sdsl.errors import K8sdslError
    from k8sdsl.views.pictures.changes import pictures_of_revisions
    from k8sdsl.views.pictures.targets import pictures_of_files, pictures_of_target

    if target is not None and not files and revisions_of(target) is not None:
        return pictures_of_revisions(target, overlays, views)
    if (target is None) == (not files) or overlays:
        raise K8sdslError(
            "`graph` requires one overlay, two revisions, or files",
            remedy="run `k8sdsl graph prod -o prod.svg`, or `k8sdsl graph main..HEAD prod -o change.svg`",
            code="usage/options",
        )
    return pictures_of_target(target, views) if target is not None else pictures_of_files(files, views)
