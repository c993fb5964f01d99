"""Differences for people, programs and pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from k8sdsl.diff.difference import Difference

FORMS = ("text", "json", "markdown")


def render_difference(difference: Difference, form: str, *, colour: bool = False) -> str:
    """The difference in a form; K8sdslError that lists the forms if there is no such form."""
    if form == "text":
        from k8sdsl.diff.forms.text import render_text

        return render_text(difference, colour=colour)
    if form == "json":
        from k8sdsl.diff.forms.json import render_json

        return render_json(difference)
    if form == "markdown":
        from k8sdsl.diff.forms.markdown import render_markdown

        return render_markdown(difference)
    raise K8sdslError(f"unknown format {form!r}; the formats are: {', '.join(FORMS)}", code="usage/value")
