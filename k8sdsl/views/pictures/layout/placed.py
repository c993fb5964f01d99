"""A picture with positions: boxes, frames, lines and labels. No box is on another, and no line leads through a box.

Boxes are in the cells of a grid. Lines run between its rows and columns only, which are as wide as their tracks need.
The width is at most 1,600, so that the text can be read without zooming: the grid gets fewer columns until it fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.pictures.layout.cells import place
from k8sdsl.views.pictures.layout.columns import BOX_WIDTH, PADDING, GridColumns
from k8sdsl.views.pictures.layout.labels import LabelPlaces, label_places
from k8sdsl.views.pictures.layout.nets import channel_tracks, nets_of
from k8sdsl.views.pictures.layout.rectangle import Rectangle
from k8sdsl.views.pictures.layout.rows import BOX_HEIGHT, GridRows
from k8sdsl.views.pictures.layout.slots import LineSlots
from k8sdsl.views.pictures.layout.titles import FrameTitle, titles_above, titles_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.nets import Channel
    from k8sdsl.views.pictures.picture import Picture

WIDEST = 1600
_MOST_COLUMNS, _LEAST_COLUMNS = 6, 2


class LineLabel(NamedTuple):
    """A short text beside the arrow of an edge; `y` is its base line."""

    x: float
    y: float
    text: str
    edge: int


class PlacedPicture(NamedTuple):
    """A picture with the positions of its parts; `lines` are those of the edges, in their order."""

    picture: Picture
    width: float
    height: float
    boxes: dict[str, Rectangle]
    frames: dict[str, Rectangle]
    titles: dict[str, FrameTitle]
    lines: list[tuple[tuple[float, float], ...]]
    colours: list[int]
    labels: list[LineLabel]


def lay_out(picture: Picture) -> PlacedPicture:
    """The positions of everything in a picture."""
    nesting = _nesting(picture)
    block, columns = _fitting(picture, nesting)
    return _Grid(picture, block, columns, nesting).placed()


def _fitting(picture: Picture, nesting: Mapping[str, int]) -> tuple[CellBlock, GridColumns]:
    """The cells of the most columns that are not too wide, or else of the fewest, with tracks nearer to each other."""
    for count in range(_MOST_COLUMNS, _LEAST_COLUMNS, -1):
        block = place(picture, count)
        columns = GridColumns(block, nets_of(picture, block), nesting)
        if columns.width <= WIDEST:
            return block, columns
    block = place(picture, _LEAST_COLUMNS)
    columns = GridColumns(block, nets_of(picture, block), nesting)
    if columns.width > WIDEST:
        columns.squeeze(WIDEST)
    return block, columns


class _Grid:
    """The columns and rows of a picture as they are when all lines have their tracks."""

    def __init__(self, picture: Picture, block: CellBlock, columns: GridColumns, nesting: Mapping[str, int]) -> None:
        self._picture = picture
        self._block = block
        self._columns = columns
        self._nesting = nesting
        self._slots = LineSlots(columns, block.cells, titles_above(picture, block))
        self._tracks = channel_tracks(columns.nets, self._slots.stops)
        self._labels: LabelPlaces = label_places(picture, block, columns, self._slots)
        self._rows = GridRows(block, self._tracks, self._labels, nesting)

    def placed(self) -> PlacedPicture:
        """Everything with its position."""
        lines, colours = self._lines()
        tops = self._rows.tops
        texts = [LineLabel(one.x, tops[one.row] - 6 - 12 * one.level, one.text, one.edge) for one in self._labels]
        frames = {group: self._frame(group) for group in self._block.frames}
        boxes = {node.id: self._box(node.id) for node in self._picture.nodes}
        titles = titles_of({group.id: group.title for group in self._picture.groups}, frames, lines)
        size = self._columns.width, self._rows.height
        return PlacedPicture(self._picture, *size, boxes, frames, titles, lines, colours, texts)

    def _lines(self) -> tuple[list[tuple[tuple[float, float], ...]], list[int]]:
        """The points of the line of every edge, and its colour."""
        cells, tops, slots = self._block.cells, self._rows.tops, self._slots
        numbers = {edge[:3]: index for index, edge in enumerate(self._picture.edges)}
        lines: list[tuple[tuple[float, float], ...]] = [()] * len(self._picture.edges)
        colours = [0] * len(self._picture.edges)
        for number, net in enumerate(self._columns.nets):
            trunk = self._columns.trunk(net)
            for edge in net.edges:
                start, end = cells[edge.source].row + 1, cells[edge.target].row
                leaves, enters = self._height(number, net.channel(start)), self._height(number, net.channel(end))
                x, into = slots.exits[edge.source, number], slots.entries[edge.target, number]
                points = [(x, tops[start - 1] + BOX_HEIGHT), (x, leaves)]
                if trunk is not None and start != end:
                    points += [(trunk, leaves), (trunk, enters)]
                points += [(into, enters), (into, tops[end])]
                lines[numbers[edge[:3]]] = tuple(_without_repeats(points))
                colours[numbers[edge[:3]]] = number
        return lines, colours

    def _height(self, number: int, channel: Channel) -> float:
        """Where the line of a net runs in a channel."""
        return self._rows.track(channel, self._tracks.get((number, channel), 0))

    def _box(self, node: str) -> Rectangle:
        cell = self._block.cells[node]
        left, top = self._columns.lefts[cell.column], self._rows.tops[cell.row]
        return Rectangle(left, top, left + BOX_WIDTH, top + BOX_HEIGHT)

    def _frame(self, group: str) -> Rectangle:
        """Around the boxes of a group, and the lines between them."""
        (first, last), nesting = self._block.frames[group], self._nesting[group]
        left, right = self._columns.sides(first.column, last.column)
        top, bottom = self._rows.sides(first.row, last.row, nesting)
        return Rectangle(left - PADDING * nesting, top, right + PADDING * nesting, bottom + PADDING * nesting)


def _nesting(picture: Picture) -> dict[str, int]:
    """1 for a group without groups in it, and one more for each level of groups within."""
    found = dict.fromkeys((group.id for group in picture.groups), 1)
    parents = {group.id: group.parent for group in picture.groups}
    for group in picture.groups:
        above, height = group.parent, 1
        while above and found[above] <= height:
            height += 1
            found[above] = height
            above = parents[above]
    return found


def _without_repeats(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of a line without those that are on it anyway."""
    found: list[tuple[float, float]] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return found
