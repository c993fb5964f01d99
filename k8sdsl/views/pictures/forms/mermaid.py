"""A picture as a Mermaid flowchart, which GitHub and GitLab draw in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.counted import counted
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.views.pictures.forms.outline import outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.views.pictures.picture import Picture, PictureEdge, PictureGroup, PictureNode

_SIGNS = {"added": "+ ", "removed": "- ", "changed": "~ "}
_STYLES = {
    "added": "fill:#e6f6ea,stroke:#1a7f37,stroke-width:2px,color:#10241a",
    "removed": "fill:#fdeceb,stroke:#b3261e,stroke-width:2px,stroke-dasharray:5 3,color:#2b1110",
    "changed": "fill:#fff6dd,stroke:#9a6700,stroke-width:2px,color:#2a1f05",
    "path": "stroke:#0b57d0,stroke-width:3px",
    "broken": "stroke:#b3261e,stroke-width:3px",
    "flawed": "stroke:#b3261e,stroke-width:2px",
    "outside": "stroke-dasharray:4 3",
}


def render(picture: Picture) -> str:
    """The picture as a flowchart from top to bottom."""
    numbers = {node.id: f"n{index}" for index, node in enumerate(picture.nodes)}
    inner = outline(picture, lambda node: f"{numbers[node.id]}{_text(node)}", _head, "end")
    lines = [f"%% {plain(picture.title)}", "flowchart TB", *inner]
    lines += [_edge(edge, numbers) for edge in picture.edges]
    classes: dict[str, list[str]] = {}
    for node in picture.nodes:
        for name in _classes(node):
            classes.setdefault(name, []).append(numbers[node.id])
    for name, members in classes.items():
        lines += [f"  classDef {name} {_STYLES[name]}", f"  class {','.join(members)} {name}"]
    return "\n".join(lines) + "\n"


def _head(number: int, group: PictureGroup) -> tuple[str]:
    return (f'subgraph g{number}["{plain(group.title)}"]',)


def _text(node: PictureNode) -> str:
    note = f" {node.note}" if node.note else ""
    flaws = f"<br/>⚠ {counted(len(node.flaws), 'finding')}" if node.flaws else ""
    return f'["{_SIGNS.get(node.mark, "")}{plain(f"{node.kind}{note}")}<br/>{plain(node.name)}{flaws}"]'


def _classes(node: PictureNode) -> Iterator[str]:
    if node.mark in _STYLES:
        yield node.mark
    elif any(flaw.severity == "error" for flaw in node.flaws):
        yield "flawed"
    if node.outside:
        yield "outside"


def _edge(edge: PictureEdge, numbers: Mapping[str, str]) -> str:
    arrow = "==>" if edge.mark in {"added", "path"} else "-.->" if edge.dashed or edge.mark == "removed" else "-->"
    words = f"{_SIGNS.get(edge.mark, '')}{plain(edge.label)}".strip()
    label = f'|"{words}"|' if words else ""
    return f"  {numbers[edge.source]} {arrow}{label} {numbers[edge.target]}"


def plain(text: str) -> str:
    """Text between double quotes: every character that Mermaid or Markdown reads is written as its code."""
    return "".join([c if c.isalnum() or c in " -_,./→…:()" else f"#{ord(c)};" for c in visible(text)])
