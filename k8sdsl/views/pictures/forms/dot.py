"""A picture in the language of Graphviz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.views.pictures.picture import Picture, PictureNode

_COLOURS = {
    "added": "#1a7f37",
    "removed": "#b3261e",
    "changed": "#9a6700",
    "path": "#0b57d0",
    "broken": "#b3261e",
    "": "#7688a0",
}


def render_dot(picture: Picture) -> str:
    """The picture as a directed graph with a cluster for each group."""
    lines = [
        f"digraph {_quoted(picture.title)} {{",
        '  graph [rankdir="TB", compound="true", fontname="sans-serif"]',
        '  node [shape="box", style="rounded", fontname="sans-serif", fontsize="11"]',
        '  edge [fontname="sans-serif", fontsize="10", color="#41618f"]',
        *_groups(picture, "", 1),
    ]
    for edge in picture.edges:
        style = "dashed" if edge.dashed or edge.mark == "removed" else "solid"
        colour = _COLOURS[edge.mark] if edge.mark else "#41618f"
        lines.append(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} "
            f'[label={_quoted(edge.label)}, tooltip={_quoted(edge.use)}, style="{style}", color="{colour}"]'
        )
    return "\n".join([*lines, "}"]) + "\n"


def _groups(picture: Picture, parent: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for node in picture.nodes:
        if node.group == parent:
            yield f"{indent}{_quoted(node.id)} [{_attributes(node)}]"
    for index, group in enumerate(picture.groups):
        if group.parent == parent:
            yield f"{indent}subgraph cluster_{index} {{"
            yield f"{indent}  label={_quoted(group.title)}"
            yield from _groups(picture, group.id, depth + 1)
            yield f"{indent}}}"


def _attributes(node: PictureNode) -> str:
    note = f" {node.note}" if node.note else ""
    flaws = f"\n{len(node.flaws)} findings" if node.flaws else ""
    label = "\\n".join(_quoted(part)[1:-1] for part in f"{node.kind}{note}\n{node.name}{flaws}".split("\n"))
    style = "rounded,dashed" if node.outside or node.mark == "removed" else "rounded"
    return f'label="{label}", style="{style}", color="{_COLOURS.get(node.mark, _COLOURS[""])}"'


def _quoted(text: str) -> str:
    r"""A string of the language: `\` and `"` have a `\` before them."""
    shown = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'
