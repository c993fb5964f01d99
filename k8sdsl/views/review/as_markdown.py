"""A review as a comment on a pull request: short enough for GitHub, with the pictures as Mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.forms.markdown import CommentPart, code, difference_parts, fitted, html_text, plain
from k8sdsl.diff.forms.words import summary
from k8sdsl.views.pictures.forms import mermaid
from k8sdsl.views.review.review import count_by_severity
from k8sdsl.views.review.sections import sections_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.finding import Finding
    from k8sdsl.views.review.review import QuotaChange, Review
    from k8sdsl.views.review.sections import Section

_MOST_NODES, _MOST_EDGES = 60, 120
"""The largest picture: Mermaid draws more, but nobody can read it in a comment."""


def render_markdown_review(review: Review) -> str:
    """The review as Markdown; if it is too long for a comment, first pictures and then details are omitted."""
    parts = [CommentPart(f"## {plain(review.title)}\n\n"), *map(CommentPart, _overview(review))]
    if not review.environments:
        parts.append(CommentPart("**No environment changes.**\n"))
    for section in sections_of(review.environments):
        parts += _section(section)
    if review.unchanged and review.environments:
        parts.append(CommentPart(f"\nUnchanged: {', '.join(map(code, filter(None, review.unchanged)))}\n"))
    return fitted(parts, "run `k8sdsl report -o report.html` to see everything")


def _overview(review: Review) -> Iterator[str]:
    """What happens in each of several environments, on a line each."""
    if len(review.environments) > 1:
        yield "| environment | changes | new findings |\n|---|---|---|\n"
        for one in review.environments:
            cells = code(one.name), plain(summary(one.difference)), count_by_severity(one.new_findings)
            yield f"| {' | '.join(cells)} |\n"
        yield "\n"


def _section(one: Section) -> Iterator[CommentPart]:
    if one.title:
        yield CommentPart(f"### {plain(one.title)}\n\n")
    yield from map(CommentPart, _findings("New findings", one.new_findings))
    yield from map(CommentPart, _findings("Fixed findings", one.fixed_findings))
    yield from map(CommentPart, _quotas(one.quotas))
    if one.difference:
        yield from difference_parts(one.difference)
        yield CommentPart("\n")
    for shown in one.pictures:
        picture = shown.picture
        if len(picture.nodes) <= _MOST_NODES and len(picture.edges) <= _MOST_EDGES:
            subject = shown.title if len(one.names) > 1 else shown.view
            heading = html_text(f"Picture of {subject}: {picture.words()}")
            drawn = mermaid.render(picture._replace(title=shown.title))
            text = f"<details><summary>{heading}</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n\n"
            yield CommentPart(text, 2)


def _findings(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    lines = [
        f"- {one.severity} {code(one.rule)} in {code(str(one.ref))} {code(one.field) if one.field else ''}: "
        f"{plain(one.message)}{_place(one)}\n"
        for one in findings
    ]
    if lines:
        yield f"**{title}**\n\n"
        yield from lines
        yield "\n"


def _place(finding: Finding) -> str:
    source = finding.source
    return f" ({code(f'{source.file}:{source.line}')})" if source is not None else ""


def _quotas(quotas: Iterable[QuotaChange]) -> Iterator[str]:
    rows = [
        f"| {code(one.quota)} | {code(one.resource)} | {' | '.join(map(plain, one[2:]))} |\n"
        for one in quotas
        if one.before != one.after
    ]
    if rows:
        yield "".join(["| quota | resource | before | after | limit |\n|---|---|---|---|---|\n", *rows, "\n"])
