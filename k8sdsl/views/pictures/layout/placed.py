"""A picture with positions: boxes, frames, lines and labels. No box is on another, and no line leads through a box.

Boxes are in the cells of a grid. Lines run between its rows and columns only, which are as wide as their tracks need.
The width is at most 1,600, so that the text can be read without zooming: the grid gets fewer columns until it fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.pictures.layout.cells import place
from k8sdsl.views.pictures.layout.nets import in_tracks, nets_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.nets import LineNet
    from k8sdsl.views.pictures.picture import Picture

WIDEST = 1600
BOX_WIDTH, BOX_HEIGHT = 190, 54
LABEL_LETTER = 6.2
"""The width of a letter of a label."""

LONGEST_LABEL = 26
HEADER, PADDING = 22, 8
"""The height of the title of a frame, and the space between a frame and what is in it."""

_MARGIN = 22
_PITCH = 6.0
_MOST_COLUMNS, _LEAST_COLUMNS = 6, 2


class Rectangle(NamedTuple):
    """The left, top, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float


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
    lines: list[tuple[tuple[float, float], ...]]
    colours: list[int]
    labels: list[LineLabel]


def lay_out(picture: Picture) -> PlacedPicture:
    """The positions of everything in a picture."""
    for columns in range(_MOST_COLUMNS, _LEAST_COLUMNS, -1):
        grid = _Grid(picture, columns)
        if grid.width <= WIDEST:
            return grid.placed()
    grid = _Grid(picture, _LEAST_COLUMNS)
    if grid.width > WIDEST:
        grid.squeeze()
    return grid.placed()


class _Grid:
    """The columns and rows of a picture as they are when all lines have their tracks."""

    def __init__(self, picture: Picture, columns: int) -> None:
        self._picture = picture
        self._block: CellBlock = place(picture, columns)
        self._cells = self._block.cells
        self._nets = nets_of(picture.edges, self._cells)
        self._nesting = _nesting(picture)
        self._trunks = self._trunk_tracks()
        self._set_columns(_PITCH)

    def _trunk_tracks(self) -> dict[int, tuple[int, int]]:
        """For each net with a trunk, its gutter and the track there."""
        by_gutter: dict[int, list[LineNet]] = {}
        for net in self._nets:
            if net.trunk is not None:
                by_gutter.setdefault(net.trunk, []).append(net)
        found = {}
        for gutter, nets in by_gutter.items():
            for net, track in zip(nets, in_tracks([net.span for net in nets]), strict=True):
                found[id(net)] = (gutter, track)
        return found

    def _set_columns(self, pitch: float) -> None:
        counts = [0] * (self._block.width + 1)
        for gutter, track in self._trunks.values():
            counts[gutter] = max(counts[gutter], track + 1)
        self._pitch = pitch
        self._gutters: list[float] = []
        self._lefts: list[float] = []
        x = 0.0
        for count in counts:
            self._gutters.append(x + _MARGIN)
            x += 2 * _MARGIN + max(count - 1, 0) * pitch
            self._lefts.append(x)
            x += BOX_WIDTH
        self.width = x - BOX_WIDTH

    def squeeze(self) -> None:
        """Puts the tracks of the gutters nearer to each other, so that the picture is not too wide."""
        fixed = self._block.width * BOX_WIDTH + (self._block.width + 1) * 2 * _MARGIN
        self._set_columns(_PITCH * (WIDEST - fixed) / (self.width - fixed))

    def placed(self) -> PlacedPicture:
        """Everything with its position."""
        self._find_slots()
        tracks = self._channel_tracks()
        labels = self._labels()
        self._set_rows(tracks, labels)
        lines, colours = self._lines(tracks)
        texts = [LineLabel(x, self._tops[row] - 6 - 12 * level, text, edge) for row, x, level, text, edge in labels]
        frames = {group: self._frame(group) for group in self._block.frames}
        boxes = {node.id: self._box(node.id) for node in self._picture.nodes}
        return PlacedPicture(self._picture, self.width, self.height, boxes, frames, lines, colours, texts)

    def _trunk(self, net: LineNet) -> float | None:
        if id(net) not in self._trunks:
            return None
        gutter, track = self._trunks[id(net)]
        return self._gutters[gutter] + track * self._pitch

    def _find_slots(self) -> None:
        """Where the line of each net leaves and enters its nodes, in the order of where it comes from or leads to."""
        leaving: dict[str, list[tuple[float, int]]] = {}
        entering: dict[str, list[tuple[float, int]]] = {}
        for number, net in enumerate(self._nets):
            trunk = self._trunk(net)
            for node in net.sources:
                leaving.setdefault(node, []).append((self._middle(net.targets) if trunk is None else trunk, number))
            for node in net.targets:
                entering.setdefault(node, []).append((self._middle(net.sources) if trunk is None else trunk, number))
        self._entries = {key: x for node, nets in entering.items() for key, x in self._spaced(node, nets, 0)}
        self._exits = {key: x for node, nets in leaving.items() for key, x in self._spaced(node, nets, 6)}
        for number, net in enumerate(self._nets):
            if net.is_straight(self._cells):
                self._exits[net.sources[0], number] = self._entries[net.targets[0], number]

    def _middle(self, nodes: Sequence[str]) -> float:
        return sum(self._lefts[self._cells[node].column] for node in nodes) / len(nodes) + BOX_WIDTH / 2

    def _spaced(
        self, node: str, nets: Sequence[tuple[float, int]], shift: float
    ) -> list[tuple[tuple[str, int], float]]:
        step = min(24.0, (BOX_WIDTH - 40) / len(nets))
        middle = self._lefts[self._cells[node].column] + BOX_WIDTH / 2 + shift
        first = middle - step * (len(nets) - 1) / 2
        return [((node, number), first + index * step) for index, (_, number) in enumerate(sorted(nets))]

    def _stops(self, number: int, net: LineNet) -> dict[int, list[float]]:
        """The positions that the line of a net reaches in each channel."""
        stops: dict[int, list[float]] = {channel: [] for channel in net.channels}
        for node in net.sources:
            stops[self._cells[node].row + 1].append(self._exits[node, number])
        for node in net.targets:
            stops[self._cells[node].row].append(self._entries[node, number])
        trunk = self._trunk(net)
        if trunk is not None:
            for xs in stops.values():
                xs.append(trunk)
        return stops

    def _channel_tracks(self) -> dict[tuple[int, int], int]:
        """The track of each net in each channel, if it runs sideways there."""
        spans: dict[int, list[tuple[int, tuple[float, float]]]] = {}
        for number, net in enumerate(self._nets):
            for channel, xs in self._stops(number, net).items():
                if max(xs) > min(xs):
                    spans.setdefault(channel, []).append((number, (min(xs), max(xs))))
        return {
            (number, channel): track
            for channel, own in spans.items()
            for (number, _), track in zip(own, in_tracks([span for _, span in own], _PITCH), strict=True)
        }

    def _labels(self) -> list[tuple[int, float, int, str, int]]:
        """Row, position, level above the boxes, text and edge of each label."""
        found: dict[int, list[tuple[float, str, int]]] = {}
        numbers = {edge[:3]: index for index, edge in enumerate(self._picture.edges)}
        for number, net in enumerate(self._nets):
            for target, label in dict.fromkeys((edge.target, edge.label) for edge in net.edges if edge.label):
                edge = next(one for one in net.edges if (one.target, one.label) == (target, label))
                text = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
                x = min(self._entries[target, number] + 4, self.width - len(text) * LABEL_LETTER - 2)
                found.setdefault(self._cells[target].row, []).append((x, text, numbers[edge[:3]]))
        placed = []
        for row, texts in found.items():
            # From the right: a label is on no arrow then, because those on its right have labels that are lower.
            levels = in_tracks([(-x - len(text) * LABEL_LETTER, -x) for x, text, _ in texts], 4)
            for (x, text, edge_number), level in zip(texts, levels, strict=True):
                placed.append((row, x, level, text, edge_number))
        return placed

    def _set_rows(
        self, tracks: Mapping[tuple[int, int], int], labels: Sequence[tuple[int, float, int, str, int]]
    ) -> None:
        """The top of each row and the first track of each channel; a channel has room for titles, tracks and labels."""
        rows = self._block.height
        counts, levels, starts, ends = ([0] * (rows + 1) for _ in range(4))
        for (_, channel), track in tracks.items():
            counts[channel] = max(counts[channel], track + 1)
        for row, _, level, *_ in labels:
            levels[row] = max(levels[row], level + 1)
        for group, frame in self._block.frames.items():
            starts[frame.first.row] = max(starts[frame.first.row], self._nesting[group])
            ends[frame.last.row + 1] = max(ends[frame.last.row + 1], self._nesting[group])
        self._levels = levels
        self._tops: list[float] = []
        self._tracks: list[float] = []
        y = 0.0
        for channel in range(rows + 1):
            y += 10 + PADDING * ends[channel]
            self._tracks.append(y)
            y += counts[channel] * _PITCH + HEADER * starts[channel] + 8 + 12 * levels[channel]
            self._tops.append(y)
            y += BOX_HEIGHT
        self.height = y - BOX_HEIGHT

    def _lines(self, tracks: Mapping[tuple[int, int], int]) -> tuple[list[tuple[tuple[float, float], ...]], list[int]]:
        numbers = {edge[:3]: index for index, edge in enumerate(self._picture.edges)}
        lines: list[tuple[tuple[float, float], ...]] = [()] * len(self._picture.edges)
        colours = [0] * len(self._picture.edges)
        for number, net in enumerate(self._nets):
            heights = {c: self._tracks[c] + tracks.get((number, c), 0) * _PITCH for c in net.channels}
            trunk = self._trunk(net)
            for edge in net.edges:
                start, end = self._cells[edge.source].row + 1, self._cells[edge.target].row
                x, into = self._exits[edge.source, number], self._entries[edge.target, number]
                points = [(x, self._tops[start - 1] + BOX_HEIGHT), (x, heights[start])]
                if trunk is not None and start != end:
                    points += [(trunk, heights[start]), (trunk, heights[end])]
                points += [(into, heights[end]), (into, self._tops[end])]
                lines[numbers[edge[:3]]] = tuple(_without_repeats(points))
                colours[numbers[edge[:3]]] = number
        return lines, colours

    def _box(self, node: str) -> Rectangle:
        cell = self._cells[node]
        left, top = self._lefts[cell.column], self._tops[cell.row]
        return Rectangle(left, top, left + BOX_WIDTH, top + BOX_HEIGHT)

    def _frame(self, group: str) -> Rectangle:
        frame, nesting = self._block.frames[group], self._nesting[group]
        return Rectangle(
            self._lefts[frame.first.column] - PADDING * nesting,
            self._tops[frame.first.row] - 8 - 12 * self._levels[frame.first.row] - HEADER * nesting + 4,
            self._lefts[frame.last.column] + BOX_WIDTH + PADDING * nesting,
            self._tops[frame.last.row] + BOX_HEIGHT + PADDING * nesting,
        )


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
