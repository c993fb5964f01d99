"""What `k8sdsl check` finds, with the place and the remedy of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import NOWHERE, Finding, Severity
from k8sdsl.serve.forms import address, text_filter
from k8sdsl.serve.places import place
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.identity import ObjectRef
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest

TITLE = "Findings"


def show(project: ServedProject, request: TabRequest) -> str:
    """The findings by severity."""
    found = project.findings(request.target)
    if not found:
        return f"<p>Nothing is wrong with {escaped(request.target)}.</p>"
    return "\n".join([text_filter("Filter", "finding"), *_sections(found, request.target)])


def _sections(found: Sequence[Finding], target: str) -> Iterator[str]:
    for severity in Severity:
        chosen = [one for one in found if one.severity is severity]
        if chosen:
            yield f'<section><h3>{severity.value.capitalize()}s ({len(chosen)})</h3><ul class="findings">'
            yield from (_finding(one, target) for one in chosen)
            yield "</ul></section>"


def _finding(one: Finding, target: str) -> str:
    name = "" if one.ref == NOWHERE else f"<strong>{_link(one.ref, target)}</strong> "
    field = f"<code>{escaped(one.field)}</code>" if one.field else ""
    hidden = one.ref.kind == "Secret"
    parts = [
        f'<li class="finding {one.severity.value}"><p>{name}{field} <code class="rule">{escaped(one.rule)}</code></p>',
        f"<p>{escaped(one.message)}</p>",
        f'<p class="place">{place(one.source, hidden=hidden)}</p>' if one.source is not None else "",
        f'<p class="place">used at {place(one.used_at)}</p>' if one.used_at is not None else "",
        f'<p class="remedy">{escaped(one.remedy)}</p>' if one.remedy else "",
        "</li>",
    ]
    return "".join(parts)


def _link(ref: ObjectRef, target: str) -> str:
    """An object that leads to its YAML."""
    link = address(tab="yaml", target=target, object=f"{ref.kind}/{ref.namespace}/{ref.name}")
    return f'<a href="{link}">{escaped(str(ref))}</a>'
