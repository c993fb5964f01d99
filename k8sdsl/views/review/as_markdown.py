"""A review as a comment on a pull request: short enough for GitHub, with the pictures as Mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.forms.markdown import code, cut, html_text, plain, render_markdown
from k8sdsl.views.pictures.forms import mermaid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.finding import Finding
    from k8sdsl.views.review.review import EnvironmentReview, QuotaChange, Review

_MOST_NODES, _MOST_EDGES = 60, 120
"""The largest picture: Mermaid draws more, but nobody can read it in a comment."""


def render_markdown_review(review: Review) -> str:
    """The review as Markdown; parts at the end are left out if it is too long for a comment."""
    parts = [f"## {plain(review.title)}\n\n"]
    if not review.environments:
        parts.append("**No environment changes.**\n")
    for one in review.environments:
        parts += _environment(one)
    if review.unchanged and review.environments:
        parts.append(f"\nUnchanged: {', '.join(map(code, filter(None, review.unchanged)))}\n")
    return cut(parts, "run `k8sdsl report` to see them")


def _environment(one: EnvironmentReview) -> Iterator[str]:
    if one.name:
        yield f"### {plain(one.name)}\n\n"
    yield from _findings("New findings", one.new_findings)
    yield from _findings("Fixed findings", one.fixed_findings)
    yield from _quotas(one.quotas)
    yield f"{render_markdown(one.difference)}\n"
    for view, picture in one.pictures.items():
        if len(picture.nodes) <= _MOST_NODES and len(picture.edges) <= _MOST_EDGES:
            summary = html_text(f"Picture of {view}: {picture.words()}")
            drawn = mermaid.render(picture._replace(title=f"{one.name or 'objects'}: {view}"))
            yield f"<details><summary>{summary}</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n\n"


def _findings(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    lines = [
        f"- {one.severity} {code(one.rule)} in {code(str(one.ref))} {code(one.field) if one.field else ''}: "
        f"{plain(one.message)}{_place(one)}\n"
        for one in findings
    ]
    if lines:
        yield "".join([f"**{title}**\n\n", *lines, "\n"])


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
