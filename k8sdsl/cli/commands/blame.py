"""`k8sdsl blame`: the file and line that set each field."""

from __future__ import annotations

from k8sdsl.cli.output import write_standard_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import LoadRestrictor, OneOverlay, typer
    from k8sdsl.views.blame.histories import ObjectHistory


READS: tuple[str, ...] = (
    "overlays, or files and directories with YAML",
    "`pyproject.toml`",
)
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ("Python code of the project: overlays, stacks and what they import",)


def blame(
    overlay: OneOverlay,
    subject: Annotated[
        str, typer.Argument(metavar="[KIND/NAME]", help="The object, such as Deployment/web; by default all of them.")
    ] = "",
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="The field, such as spec.replicas.")] = "",
    *,
    form: Annotated[Literal["text", "json", "html"], typer.Option("--format", help="Output format.")] = "text",
    load_restrictor: LoadRestrictor = "root",
) -> int:
    """Show the file and line that set each field of an object, or every step that set one field."""
    from k8sdsl.gitops.secrets.values import placeholders
    from k8sdsl.pipeline import build_manifests
    from k8sdsl.views.blame.histories import histories

    with placeholders():
        found = histories(build_manifests(overlay, check=False, load_restrictor=load_restrictor), subject)
    write_standard_output(_rendered(found, path, form, " ".join(filter(None, (overlay, subject)))))
    return 0


def _rendered(found: list[ObjectHistory], path: str, form: str, title: str) -> str:
    from k8sdsl.views.blame.as_html import render_html
    from k8sdsl.views.blame.as_json import render_json
    from k8sdsl.views.blame.lines import fields_at
    from k8sdsl.views.blame.text import render_fields, render_objects

    if form == "text":
        return render_fields(found, path) if path else render_objects(found)
    chosen = fields_at(found, path) if path else found
    return render_json(chosen) if form == "json" else render_html(chosen, title=f"{title}: where it comes from")
