"""`k8sdsl report`: what a change does in each environment, for reviewers."""

from __future__ import annotations

from pathlib import Path, PurePath

from k8sdsl.cli.output import write_file, write_standard_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import ClusterFiles, typer

READS: tuple[str, ...] = ("the Git revisions", "with `--cluster` YAML files", "`pyproject.toml`")
WRITES: tuple[str, ...] = ("standard output, or with `--output` a file",)
RUNS: tuple[str, ...] = (
    "`git`",
    "a process that builds each revision, with the Python code of the project: overlays, stacks and what they import",
)


def report(
    revisions: Annotated[str, typer.Argument(metavar="A..B", help="Two Git revisions, such as main..HEAD.")],
    overlays: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OVERLAY]...", help="Only these overlays or paths, or patterns such as 'clusters/**'."),
    ] = None,
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help=".html or .md; by default Markdown on standard output."),
    ] = None,
    cluster: ClusterFiles = None,
) -> int:
    """Show what a change does in each environment: effects, new findings, quotas, and a picture."""
    from k8sdsl.errors import K8sdslError
    from k8sdsl.views.review.as_html import render_html_review
    from k8sdsl.views.review.as_markdown import render_markdown_review
    from k8sdsl.views.review.review import review_of

    suffix = PurePath(output).suffix.lower() if output is not None else ".md"
    if suffix not in {".html", ".md"}:
        raise K8sdslError(
            f"a report cannot be written as {output}",
            remedy="use `-o report.html` or `-o report.md`",
            code="usage/value",
        )
    review = review_of(revisions, overlays or [], cluster=cluster)
    text = render_html_review(review) if suffix == ".html" else render_markdown_review(review)
    if output is not None:
        write_file(Path(output), text)
    else:
        write_standard_output(text)
    return 0
