"""Blame as one HTML page: every object as YAML, each line with the place of its value and all steps that set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import format_path
from k8sdsl.views.blame.lines import excerpt, lines_with_fields, short
from k8sdsl.views.escaped import escaped
from k8sdsl.views.page import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.locations.source import Source
    from k8sdsl.views.blame.histories import FieldHistory, ObjectHistory

STYLE = """
header{padding:.6rem 1rem;border-bottom:1px solid #c3ccd8}
table{border-collapse:collapse;font:13px/1.45 'DejaVu Sans Mono',Menlo,Consolas,monospace}
td{padding:0 .8rem 0 0;vertical-align:top}
td.number{color:#5a6675;text-align:right;user-select:none}
td.yaml{white-space:pre-wrap;overflow-wrap:anywhere}
td.place{white-space:nowrap}
td.place,td.place summary{color:#46536a}
tr:hover{background:#eef3fb}
h2{font-size:1rem}
@media (prefers-color-scheme:dark){
td.number,td.place,td.place summary{color:#a9b5c4}tr:hover{background:#1d2632}}
"""


def render_html(found: Sequence[ObjectHistory], *, title: str) -> str:
    """The page; values of Secrets are hidden."""
    body = [f"<header><h1>{escaped(title)}</h1></header><main>"]
    for history in found:
        body += object_table(history)
    return page(title, "\n".join([*body, "</main>"]), style=STYLE)


def object_table(history: ObjectHistory) -> Iterator[str]:
    """The object with its lines and their places; values of Secrets are hidden."""
    name = escaped(str(history.manifest.ref))
    yield f"<section><h2>{name}</h2><table><caption hidden>{name}</caption>"
    yield "<thead hidden><tr><th>line</th><th>YAML</th><th>set by</th></tr></thead><tbody>"
    for number, (line, field) in enumerate(lines_with_fields(history), 1):
        place = "" if field is None else _places(field)
        yield (
            f'<tr><td class="number">{number}</td><td class="yaml">{escaped(line)}</td>'
            f'<td class="place">{place}</td></tr>'
        )
    yield "</tbody></table></section>"


def _places(field: FieldHistory) -> str:
    """The last step; the earlier ones are in an element that opens."""
    sources = list(dict.fromkeys(field.places))
    path = escaped(format_path(field.path))
    label = f'title="{path}"'
    if len(sources) == 1:
        return f"<span {label}>{_place(sources[0])}</span>"
    steps = "".join(f"<li>{_place(one)} {escaped(excerpt(one))}</li>" for one in sources)
    summary = f"<summary {label}>{_place(sources[0])} (+{len(sources) - 1})</summary>"
    return f'<details data-key="{path}">{summary}<ol>{steps}</ol></details>'


def _place(source: Source) -> str:
    return escaped(short(source))
