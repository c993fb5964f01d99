"""A picture as one HTML page that loads nothing: groups collapse, names can be searched, and all of it is also text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.escaped import escaped
from k8sdsl.views.page import page
from k8sdsl.views.pictures.forms.script import SCRIPT
from k8sdsl.views.pictures.forms.svg import STYLE_SHEET, drawing
from k8sdsl.views.pictures.layout.placed import lay_out
from k8sdsl.views.pictures.picture import spoken, spoken_edge

if TYPE_CHECKING:
    from collections.abc import Iterator

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
"""


def render(picture: Picture) -> str:
    """The picture as a page; its Content-Security-Policy allows only the style and the script that are in it."""
    body = [
        f"<header><h1>{escaped(picture.title)}</h1>{tools(picture)}</header>",
        "<main>",
        drawn(picture),
        "</main>",
    ]
    script = f"{SCRIPT}showPicture(document, {{collapsed: new Set(), chosen: null}});\n"
    return page(picture.title, "\n".join(body), style=STYLE, inner_styles=[STYLE_SHEET], script=script)


def tools(picture: Picture) -> str:
    """The size, the search and the buttons, which `SCRIPT` serves."""
    return (
        f'<p id="size" role="status">{escaped(picture.words())}</p>'
        '<label>Search <input type="search" id="search"></label>'
        '<button type="button" id="collapse">Collapse all</button>'
        '<button type="button" id="expand">Expand all</button>'
    )


def drawn(picture: Picture) -> str:
    """The picture in a frame that scrolls, and everything that it shows as text."""
    drawing_of = drawing(lay_out(picture))
    frame = f'<div class="picture" tabindex="0" role="region" aria-label="Picture">{drawing_of}</div>'
    return "\n".join([frame, *_text(picture)])


def _text(picture: Picture) -> Iterator[str]:
    """Everything that the picture shows, as lists."""
    names = {node.id: spoken(node) for node in picture.nodes}
    lines: dict[str, list[str]] = {}
    for edge in picture.edges:
        lines.setdefault(edge.source, []).append(spoken_edge(edge, "", names[edge.target]).strip())
    titles = {group.id: group.title for group in picture.groups}
    parents = {group.id: group.parent for group in picture.groups}
    yield '<section aria-labelledby="as-text"><h2 id="as-text">As text</h2>'
    by_group: dict[str, list[PictureNode]] = {}
    for node in picture.nodes:
        by_group.setdefault(node.group, []).append(node)
    for group, nodes in by_group.items():
        above = parents.get(group, "")
        title = " / ".join([titles[one] for one in (above, group) if one]) or "outside"
        yield f"<details open><summary>{escaped(title)} ({len(nodes)})</summary><ul>"
        for node in nodes:
            yield from _entry(node, lines.get(node.id, []))
        yield "</ul></details>"
    yield "</section>"


def _entry(node: PictureNode, lines: list[str]) -> Iterator[str]:
    place = f" <small>{escaped(node.place)}</small>" if node.place else ""
    flaws = [f"{severity}[{rule}]: {message}" for severity, rule, message in node.flaws]
    inner = "".join(f"<li>{escaped(line)}</li>" for line in (*lines, *flaws))
    yield f"<li>{escaped(spoken(node))}{place}{f'<ul>{inner}</ul>' if inner else ''}</li>"
