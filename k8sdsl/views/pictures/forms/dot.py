"""A picture in the language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.counted import counted
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.views.pictures.forms.outline import outline

if TYPE_CHECKING:
    from k8sdsl.views.pictures.picture import Picture, PictureGroup, PictureNode

_COLOURS = {
    "added": "#1a7f37",
    "removed": "#b3261e",
    "changed": "#9a6700",
    "path": "#0b57d0",
    "broken": "#b3261e",
    "": "#7688a0",
}


def render(picture: Picture) -> str:
    """The picture as a directed graph with a cluster for each group."""
    lines = [
        f"digraph {_quoted(picture.title)} {{",
        '  graph [rankdir="TB", compound="true", fontname="sans-serif"]',
        '  node [shape="box", style="rounded", fontname="sans-serif", fontsize="11"]',
        '  edge [fontname="sans-serif", fontsize="10", color="#41618f"]',
        *outline(picture, lambda node: f"{_quoted(node.id)} [{_attributes(node)}]", _head, "}"),
    ]
    for edge in picture.edges:
        style = "dashed" if edge.dashed or edge.mark == "removed" else "solid"
        colour = _COLOURS[edge.mark] if edge.mark else "#41618f"
        lines.append(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} "
            f'[label={_quoted(edge.label)}, tooltip={_quoted(edge.use)}, style="{style}", color="{colour}"]'
        )
    return "\n".join([*lines, "}"]) + "\n"


def _head(number: int, group: PictureGroup) -> tuple[str, str]:
    return f"subgraph cluster_{number} {{", f"  label={_quoted(group.title)}"


def _attributes(node: PictureNode) -> str:
    note = f" {node.note}" if node.note else ""
    flaws = f"\n{counted(len(node.flaws), 'finding')}" if node.flaws else ""
    label = "\\n".join(_quoted(part)[1:-1] for part in f"{node.kind}{note}\n{node.name}{flaws}".split("\n"))
    style = "rounded,dashed" if node.outside or node.mark == "removed" else "rounded"
    return f'label="{label}", style="{style}", color="{_COLOURS.get(node.mark, _COLOURS[""])}"'


def _quoted(text: str) -> str:
    r"""A string of the language: `\` and `"` have a `\` before them."""
    shown = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'
