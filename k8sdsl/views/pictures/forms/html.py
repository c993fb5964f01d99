"""A picture as one HTML page that loads nothing: groups collapse, names can be searched, and all of it is also text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.escaped import escaped
from k8sdsl.views.page import page
from k8sdsl.views.pictures.forms.script import SCRIPT
from k8sdsl.views.pictures.forms.svg import STYLE_SHEET, drawing
from k8sdsl.views.pictures.forms.tabs import TAB_STYLE, TABS, tab_list, tab_panels
from k8sdsl.views.pictures.layout.placed import lay_out
from k8sdsl.views.pictures.picture import spoken, spoken_edge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.views.pictures.picture import Picture, PictureNode


STYLE = """
header{padding:.6rem 1rem;border-bottom:1px solid #c3ccd8;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
button,input{font:inherit;padding:.2rem .6rem;border:1px solid #7688a0;border-radius:4px}
button,input{background:inherit;color:inherit}
.picture{overflow:auto;max-width:100%}
.picture svg{max-width:none}
.hidden{display:none}
.node,.toggle{cursor:pointer}
.node:focus,.toggle:focus{outline:none}
.node:focus .box,.toggle:focus .frame{stroke:#0b57d0;stroke-width:3}
.dim{opacity:.18}
@media (prefers-color-scheme: dark){.node:focus .box,.toggle:focus .frame{stroke:#7fb0ff}}
"""


def render(picture: Picture) -> str:
    """The picture as a page; its Content-Security-Policy allows only the style and the script that are in it."""
    body = [
        f"<header><h1>{escaped(picture.title)}</h1>{tools(picture)}</header>",
        "<main>",
        drawn(picture),
        "</main>",
    ]
    script = f"{SCRIPT}showPicture(document, {_STATE});\n"
    return page(picture.title, "\n".join(body), style=STYLE, inner_styles=[STYLE_SHEET], script=script)


_STATE = "{collapsed: new Set(), chosen: null}"


def render_views(pictures: Mapping[str, Picture]) -> str:
    """The pictures of several views as one page with a tab for each that has something; `#config` opens one of them."""
    shown = {view: picture for view, picture in pictures.items() if picture.nodes} or dict([*pictures.items()][:1])
    first = next(iter(shown.values()))
    title = first.title.rpartition(": ")[0] or first.title
    panels = {
        view: f'<div class="tools">{tools(picture, view)}</div>{drawn(picture, view)}'
        for view, picture in shown.items()
    }
    body = f"<header><h1>{escaped(title)}</h1>{tab_list(panels)}</header><main>{tab_panels(panels)}</main>"
    script = f"{SCRIPT}{TABS}for (const panel of panels) showPicture(panel, {_STATE});\n"
    return page(title, body, style=STYLE + TAB_STYLE, inner_styles=[STYLE_SHEET], script=script)


def tools(picture: Picture, prefix: str = "") -> str:
    """The size, the search and the buttons, which `SCRIPT` serves; `prefix` makes ids unique among several pictures."""
    before = f"{prefix}-" if prefix else ""
    return (
        f'<p id="{before}size" role="status">{escaped(picture.words())}</p>'
        f'<label>Search <input type="search" id="{before}search"></label>'
        f'<button type="button" id="{before}collapse">Collapse all</button>'
        f'<button type="button" id="{before}expand">Expand all</button>'
    )


def drawn(picture: Picture, prefix: str = "") -> str:
    """The picture in a frame that scrolls, and everything that it shows as text; `prefix` as for `tools`."""
    before = f"{prefix}-" if prefix else ""
    drawing_of = drawing(lay_out(picture), prefix=before)
    frame = f'<div class="picture" tabindex="0" role="region" aria-label="Picture">{drawing_of}</div>'
    return "\n".join([frame, *_text(picture, before)])


def _text(picture: Picture, before: str) -> Iterator[str]:
    """Everything that the picture shows, as lists."""
    names = {node.id: spoken(node) for node in picture.nodes}
    lines: dict[str, list[str]] = {}
    for edge in picture.edges:
        lines.setdefault(edge.source, []).append(spoken_edge(edge, "", names[edge.target]).strip())
    titles = {group.id: group.title for group in picture.groups}
    parents = {group.id: group.parent for group in picture.groups}
    yield f'<section aria-labelledby="{before}as-text"><h2 id="{before}as-text">As text</h2>'
    by_group: dict[str, list[PictureNode]] = {}
    for node in picture.nodes:
        by_group.setdefault(node.group, []).append(node)
    for group, nodes in by_group.items():
        above = parents.get(group, "")
        title = " / ".join([titles[one] for one in (above, group) if one]) or "outside"
        yield f'<details open data-key="{escaped(group)}"><summary>{escaped(title)} ({len(nodes)})</summary><ul>'
        for node in nodes:
            yield from _entry(node, lines.get(node.id, []))
        yield "</ul></details>"
    yield "</section>"


def _entry(node: PictureNode, lines: list[str]) -> Iterator[str]:
    place = f" <small>{escaped(node.place)}</small>" if node.place else ""
    flaws = [f"{severity}[{rule}]: {message}" for severity, rule, message in node.flaws]
    inner = "".join(f"<li>{escaped(line)}</li>" for line in (*lines, *flaws))
    yield f"<li>{escaped(spoken(node))}{place}{f'<ul>{inner}</ul>' if inner else ''}</li>"
