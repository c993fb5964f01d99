"""Places the nodes of a picture in the cells of a grid; every group is a rectangle of cells that nothing else uses.

Within a group, connected nodes are in the rows of their layers. Groups, and parts of a group that are not connected,
are blocks, which fill shelves from left to right.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.pictures.layout.layers import layers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.views.pictures.picture import Picture


class GridCell(NamedTuple):
    """A column and a row."""

    column: int
    row: int


class CellFrame(NamedTuple):
    """The first and last cell of a group."""

    first: GridCell
    last: GridCell


class CellBlock(NamedTuple):
    """Nodes in cells, and the frames of the groups among them; blocks of a higher `level` are below."""

    width: int
    height: int
    cells: dict[str, GridCell]
    frames: dict[str, CellFrame]
    level: int = 0


def place(picture: Picture, columns: int) -> CellBlock:
    """The cell of every node, and the frame of every group, on a grid of so many columns."""
    return _CellPlacement(picture, columns).group("")


class _CellPlacement:
    """The parts of a picture by group."""

    def __init__(self, picture: Picture, columns: int) -> None:
        self._columns = columns
        self._children: dict[str, list[str]] = {}
        parents = {group.id: group.parent for group in picture.groups}
        for group in picture.groups:
            self._children.setdefault(group.parent, []).append(group.id)
        self._nodes: dict[str, list[str]] = {}
        for node in picture.nodes:
            self._nodes.setdefault(node.group, []).append(node.id)
        self._edges: dict[str, list[tuple[str, str]]] = {}
        homes = {node.id: (node.id, *_around(node.group, parents)) for node in picture.nodes}
        for edge in picture.edges:
            self._note(homes[edge.source], homes[edge.target])

    def _note(self, source: tuple[str, ...], target: tuple[str, ...]) -> None:
        """Notes an edge at the innermost group that both ends are in, between the parts of it that they are in."""
        inner = set(target)
        at = next(index for index, one in enumerate(source) if one in inner)
        one, other = source[max(at - 1, 0)], target[max(target.index(source[at]) - 1, 0)]
        self._edges.setdefault(source[at], []).append((one, other))

    def group(self, group: str) -> CellBlock:
        """The block of everything in a group."""
        nodes, children = self._nodes.get(group, []), self._children.get(group, [])
        parts = [*nodes, *children]
        number = {part: index for index, part in enumerate(parts)}
        edges = [(number[a], number[b]) for a, b in self._edges.get(group, ())]
        blocks = self._inside(nodes, edges) if not children else self._between(parts, nodes, edges)
        return _shelved(blocks, self._columns)

    def _inside(self, nodes: Sequence[str], edges: Sequence[tuple[int, int]]) -> list[CellBlock]:
        """The blocks of connected nodes, the largest first, and one for those without edges."""
        components = layers_of(len(nodes), edges)
        connected = [layers for layers in components if len(layers) > 1 or len(layers[0]) > 1]
        single = [nodes[layers[0][0]] for layers in components if len(layers) == 1 and len(layers[0]) == 1]
        blocks = [
            _layered([[nodes[n] for n in row] for row in rows], nodes, edges, self._columns) for rows in connected
        ]
        blocks.sort(key=lambda block: -len(block.cells))
        return [*blocks, _filled(single, self._columns)] if single else blocks

    def _between(self, parts: Sequence[str], nodes: Sequence[str], edges: Sequence[tuple[int, int]]) -> list[CellBlock]:
        """The blocks of the nodes that are directly in a group, and one for each group in it, by their layers."""
        rank = {
            part: (level, index)
            for rows in layers_of(len(parts), edges)
            for level, row in enumerate(rows)
            for index, part in enumerate(row)
        }
        ends = {target for _, target in edges} - {source for source, _ in edges}
        first, last = ([n for n in range(len(nodes)) if (n in ends) is at_end] for at_end in (False, True))
        blocks = self._inside([nodes[n] for n in first], _among(first, edges))
        for number in sorted(range(len(nodes), len(parts)), key=lambda one: (rank[one], one)):
            part = parts[number]
            block = self.group(part)
            frame = CellFrame(GridCell(0, 0), GridCell(block.width - 1, block.height - 1))
            blocks.append(block._replace(frames={part: frame, **block.frames}, level=rank[number][0] + 1))
        below = self._inside([nodes[n] for n in last], _among(last, edges))
        return [*blocks, *(block._replace(level=len(parts) + 1) for block in below)]


def _among(chosen: Sequence[int], edges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The edges between chosen nodes, by their positions among these."""
    number = {node: index for index, node in enumerate(chosen)}
    return [(number[a], number[b]) for a, b in edges if a in number and b in number]


def _around(group: str, parents: Mapping[str, str]) -> list[str]:
    found = [group] if group else []
    while found and parents[found[-1]]:
        found.append(parents[found[-1]])
    return [*found, ""]


def _filled(nodes: Sequence[str], columns: int) -> CellBlock:
    """Nodes without edges between them, row by row."""
    width = min(columns, len(nodes), max(2, ceil(sqrt(len(nodes) * 1.5))))
    cells = {node: GridCell(index % width, index // width) for index, node in enumerate(nodes)}
    return CellBlock(width, ceil(len(nodes) / width), cells, {})


def _layered(
    rows: Sequence[Sequence[str]], nodes: Sequence[str], edges: Iterable[tuple[int, int]], columns: int
) -> CellBlock:
    """Nodes in the rows of their layers, near those that lead to them; a layer of many nodes has several rows.

    The block is about a square, so that several are beside each other.
    """
    before: dict[str, list[str]] = {}
    for source, target in edges:
        before.setdefault(nodes[target], []).append(nodes[source])
    width = min(columns, max(map(len, rows)), max(2, ceil(sqrt(sum(map(len, rows))))))
    cells: dict[str, GridCell] = {}
    number = 0
    for row in rows:
        for start in range(0, len(row), width):
            part = row[start : start + width]
            wished = [_wish([cells[one].column for one in before.get(node, ()) if one in cells]) for node in part]
            for node, column in zip(part, _spread(wished, width), strict=True):
                cells[node] = GridCell(column, number)
            number += 1
    return CellBlock(width, number, cells, {})


def _wish(columns: Sequence[int]) -> float | None:
    return sum(columns) / len(columns) if columns else None


def _spread(wished: Sequence[float | None], width: int) -> list[int]:
    """Rising columns, each as near to the wished one as the others allow; the middle if nothing is wished."""
    found: list[int] = []
    margin = (width - len(wished)) // 2
    for index, wish in enumerate(wished):
        least = found[-1] + 1 if found else 0
        most = width - (len(wished) - index)
        column = margin + index if wish is None else int(wish + 0.5)
        found.append(min(max(column, least), most))
    return found


def _shelved(blocks: Sequence[CellBlock], columns: int) -> CellBlock:
    """Several blocks as one: beside each other while there is room, then below.

    Blocks are also below those of a lower level if all would fit beside each other, or if none have the same level.
    """
    levels = [block.level for block in blocks]
    by_level = sum(block.width for block in blocks) <= columns or len(set(levels)) == len(levels)
    cells: dict[str, GridCell] = {}
    frames: dict[str, CellFrame] = {}
    left = top = height = widest = level = 0
    for block in blocks:
        if left and (left + block.width > columns or (block.level > level and (by_level or level == 0))):
            left, top, height = 0, top + height, 0
        cells |= {node: _moved(cell, left, top) for node, cell in block.cells.items()}
        for group, (first, last) in block.frames.items():
            frames[group] = CellFrame(_moved(first, left, top), _moved(last, left, top))
        left, level = left + block.width, block.level
        height, widest = max(height, block.height), max(widest, left)
    return CellBlock(max(widest, 1), max(top + height, 1), cells, frames)


def _moved(cell: GridCell, columns: int, rows: int) -> GridCell:
    return GridCell(cell.column + columns, cell.row + rows)
