"""`k8sdsl graph`: a picture of the objects of an overlay, of files, or of a difference."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_file, write_standard_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import typer


def graph(
    overlay: Annotated[str | None, typer.Argument(help="An overlay, or the path of a file or directory.")] = None,
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
        Literal["traffic", "config", "storage", "access", "network", "deploy", "all"],
        typer.Option("--view", help="What to show."),
    ] = "traffic",
    files: Annotated[
        list[str] | None,
        typer.Option("--file", "-f", metavar="FILE|DIR", help="Show YAML files instead."),
    ] = None,
) -> int:
    """Draw the objects of an overlay: traffic, configuration, storage, access, network, or the order of deployment."""
    from k8sdsl.errors import K8sdslError
    from k8sdsl.views.pictures.forms.suffixes import form_of, render_picture
    from k8sdsl.views.pictures.targets import picture_of_files, picture_of_target

    if (overlay is None) == (not files):
        raise K8sdslError(
            "graph needs an overlay, or files", remedy="run `k8sdsl graph prod -o prod.svg`", code="usage/options"
        )
    form = form_of(output) if output is not None else "mermaid"
    picture = picture_of_target(overlay, view) if overlay is not None else picture_of_files(files or [], view)
    made = render_picture(picture, form)
    if output is not None:
        write_file(Path(output), made)
    else:
        write_standard_output(str(made))
    return 0
