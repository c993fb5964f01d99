"""A review as one HTML page that opens anywhere: tables, details of every object, and the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.effects import RESTARTS, SCALES_DOWN
from k8sdsl.diff.forms.words import MARKS, effect_text, field_lines, summary, title
from k8sdsl.views.escaped import escaped
from k8sdsl.views.page import page
from k8sdsl.views.pictures.forms.svg import STYLE_SHEET, drawing
from k8sdsl.views.pictures.layout.placed import lay_out
from k8sdsl.views.review.review import count_by_severity
from k8sdsl.views.review.sections import section_of, sections_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.diff.difference import Difference, ObjectChange
    from k8sdsl.diff.effects import Effect
    from k8sdsl.finding import Finding
    from k8sdsl.views.review.review import EnvironmentReview, QuotaChange, Review
    from k8sdsl.views.review.sections import Section

STYLE = """
header{padding:.6rem 1rem;border-bottom:1px solid #c3ccd8}
h2{font-size:1.1rem;border-bottom:1px solid #c3ccd8}
h3{font-size:1rem;margin-bottom:.3rem}
table{border-collapse:collapse;margin:.5rem 0}
th,td{text-align:left;padding:.15rem .8rem .15rem 0;vertical-align:top;border-bottom:1px solid #e1e6ee}
code,pre{font:13px/1.45 'DejaVu Sans Mono',Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{margin:.3rem 0 .3rem 1rem;white-space:pre-wrap}
.came{color:#1a7f37}.gone{color:#b3261e}.grave{color:#b3261e;font-weight:bold}
.wide code{overflow-wrap:normal}
td:first-child{white-space:nowrap}
td a{color:inherit}
.picture,.wide{overflow:auto}
@media (prefers-color-scheme:dark){.came{color:#6fd08c}.gone,.grave{color:#ff9a92}th,td{border-color:#333d4b}}
"""


def render_html_review(review: Review) -> str:
    """The review as a page that loads nothing."""
    body = [f"<header><h1>{escaped(review.title)}</h1></header><main>"]
    if not review.environments:
        body.append("<p>No environment changes.</p>")
    sections = sections_of(review.environments)
    body += _overview(review, sections)
    for number, one in enumerate(sections):
        body += section_html(one, f"e{number}-")
    names = [name for name in review.unchanged if name]
    if names and review.environments:
        body.append(f"<p>Unchanged: {escaped(', '.join(names))}</p>")
    return page(review.title, "\n".join([*body, "</main>"]), style=STYLE, inner_styles=[STYLE_SHEET])


def _overview(review: Review, sections: Sequence[Section]) -> Iterator[str]:
    """What happens in each of several environments, with links to its sections."""
    if len(review.environments) > 1:
        head = "".join(f"<th>{word}</th>" for word in ("environment", "changes", "new findings"))
        yield f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        for one in review.environments:
            cells = escaped(summary(one.difference)), escaped(count_by_severity(one.new_findings))
            yield f"<tr><td>{_links(one.name, sections)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        yield "</table></div>"


def _links(name: str, sections: Sequence[Section]) -> str:
    """The name of an environment as a link to its section of the fewest, and links to the others."""
    own = [(number, one.title) for number, one in enumerate(sections) if name in one.names]
    links = [f'<a href="#e{number}-environment">{escaped(title)}</a>' for number, title in own[:-1]]
    also = f" (and {'; '.join(links)})" if links else ""
    return "".join(f'<a href="#e{number}-environment">{escaped(name)}</a>{also}' for number, _ in own[-1:])


def environment_html(one: EnvironmentReview, prefix: str) -> Iterator[str]:
    """What changes in one environment; `prefix` makes its ids unique."""
    return section_html(section_of(one), prefix)


def section_html(one: Section, prefix: str) -> Iterator[str]:
    """What environments have in common; `prefix` makes its ids unique."""
    words = f"<p>{escaped(summary(one.difference))}</p>" if one.difference else ""
    yield f'<section><h2 id="{prefix}environment">{escaped(one.title or "objects")}</h2>{words}'
    yield from _findings("New findings", one.new_findings)
    yield from _findings("Fixed findings", one.fixed_findings)
    yield from _quotas(one.quotas)
    yield from _objects(one.difference)
    if one.pictures:
        yield "<h3>Pictures</h3>"
    for number, shown in enumerate(one.pictures):
        heading, picture = shown.title, shown.picture
        drawn = drawing(lay_out(picture._replace(title=heading)), prefix=f"{prefix}{number}-")
        summed = f"{heading if len(one.names) > 1 else shown.view}: {picture.words()}"
        yield (
            f'<details data-key="{escaped(heading)}"{" open" if number == 0 else ""}>'
            f"<summary>{escaped(summed)}</summary>"
            f'<div class="picture" tabindex="0" role="region" aria-label="{escaped(heading)}">{drawn}</div></details>'
        )
    yield "</section>"


def _objects(difference: Difference) -> Iterator[str]:
    if not difference:
        return
    head = "<thead><tr><th>change</th><th>object</th><th>effects</th></tr></thead>"
    yield f'<h3>Objects</h3><div class="wide"><table>{head}<tbody>'
    for change in difference.objects:
        yield (
            f"<tr><td>{MARKS[change.action]} {change.action}</td><td>{escaped(title(change))}</td>"
            f"<td>{'<br>'.join(map(_effect, change.effects))}</td></tr>"
        )
    yield "</tbody></table></div>"
    for change in difference.objects:
        yield from _details(change)


def _findings(heading: str, findings: Iterable[Finding]) -> Iterator[str]:
    rows = [
        f"<tr><td>{escaped(str(one.severity))}</td><td><code>{escaped(one.rule)}</code></td>"
        f"<td>{escaped(str(one.ref))} {escaped(one.field)}</td><td>{escaped(one.message)}</td>"
        f"<td>{_place(one)}</td></tr>"
        for one in findings
    ]
    if rows:
        head = "<thead><tr><th>severity</th><th>rule</th><th>object</th><th>message</th><th>place</th></tr></thead>"
        yield f'<h3>{heading}</h3><div class="wide"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _place(finding: Finding) -> str:
    source = finding.source
    return f"<code>{escaped(f'{source.file}:{source.line}')}</code>" if source is not None else ""


def _quotas(quotas: Iterable[QuotaChange]) -> Iterator[str]:
    rows = ["".join(f"<td>{escaped(cell)}</td>" for cell in one) for one in quotas if one.before != one.after]
    if rows:
        head = "".join(f"<th>{word}</th>" for word in ("quota", "resource", "before", "after", "limit"))
        lines = "".join(f"<tr>{row}</tr>" for row in rows)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        yield f'<h3>Quotas</h3><div class="wide">{table}</div>'


def _effect(effect: Effect) -> str:
    text = escaped(effect_text(effect))
    return text if effect.kind in _ROUTINE else f'<span class="grave">{text}</span>'


_ROUTINE = frozenset((RESTARTS, SCALES_DOWN))
"""Effects that an ordinary change has; the others are shown in red."""


def _details(change: ObjectChange) -> Iterator[str]:
    if not change.fields:
        return
    name = escaped(title(change))
    yield f'<details data-key="{name}"><summary>{name}</summary>'
    lines = [_coloured(line) for field in change.fields for line in field_lines(field)]
    yield f"<pre>{chr(10).join(lines)}</pre></details>"


def _coloured(line: str) -> str:
    name = {"+": "came", "-": "gone"}.get(line[:1])
    return f'<span class="{name}">{escaped(line)}</span>' if name else escaped(line)
