"""Nets: the edges that share a line, and the tracks in which the lines run.

Edges to one node with one label join before it, or edges from one node part after it: the larger of both counts. A
line leaves a node below and enters one from above. Between the rows of the grid it runs in a channel, between the
columns in a gutter; both have tracks, so that lines of different nets are not on each other. The edges of a net are
within the same innermost group, and its line stays in the frame of that group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock, CellFrame, GridCell
    from k8sdsl.views.pictures.picture import Picture, PictureEdge

PITCH = 6.0
"""The distance of two tracks."""

BEFORE, BETWEEN, AFTER = range(3)
"""The bands of a channel or gutter: of lines within groups that end before it, of others, and of groups after it."""


class Channel(NamedTuple):
    """A channel, which is above the row of its number, and a band in it."""

    number: int
    band: int


class LineNet:
    """Edges that share a line. `trunk` is the gutter in which it changes rows, or None if it needs none.

    `frame` has the cells of the innermost group around all of its nodes, or is None.
    """

    __slots__ = ("channels", "edges", "frame", "sources", "targets", "trunk")

    def __init__(self, edges: Sequence[PictureEdge], cells: Mapping[str, GridCell], frame: CellFrame | None) -> None:
        self.edges = edges
        self.frame = frame
        self.sources = list(dict.fromkeys(edge.source for edge in edges))
        self.targets = list(dict.fromkeys(edge.target for edge in edges))
        rows = [cells[node].row + 1 for node in self.sources] + [cells[node].row for node in self.targets]
        self.channels = sorted(set(rows))
        self.trunk: int | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The first and last channel of the line."""
        return self.channels[0], self.channels[-1]

    def channel(self, number: int) -> Channel:
        """A channel, with the band in which the line runs there."""
        return Channel(number, BETWEEN if self.frame is None else _band(number, self.frame[0].row, self.frame[1].row))

    def band_of_trunk(self) -> int:
        """The band of the gutter in which the line changes rows."""
        if self.frame is None or self.trunk is None:
            return BETWEEN
        return _band(self.trunk, self.frame[0].column, self.frame[1].column)

    def is_straight(self, cells: Mapping[str, GridCell]) -> bool:
        """Whether the line only leads to the node below."""
        if len(self.edges) > 1 or len(self.channels) > 1:
            return False
        return cells[self.sources[0]].column == cells[self.targets[0]].column


def _band(number: int, first: int, last: int) -> int:
    """The band of a channel or gutter that is inside of a group from a first to a last row or column."""
    return AFTER if number == first else BEFORE if number == last + 1 else BETWEEN


def nets_of(picture: Picture, block: CellBlock) -> list[LineNet]:
    """The edges by the lines that they share, each with its trunk."""
    edges, cells = picture.edges, block.cells
    leaving: dict[str, int] = {}
    entering: dict[tuple[str, str], int] = {}
    for edge in edges:
        leaving[edge.source] = leaving.get(edge.source, 0) + 1
        entering[edge.target, edge.label] = entering.get((edge.target, edge.label), 0) + 1
    around = _groups_around(picture)
    found: dict[tuple[str, ...], list[PictureEdge]] = {}
    for edge in edges:
        is_fan = leaving[edge.source] > entering[edge.target, edge.label]
        hub = (f"from {edge.source}", "") if is_fan else (f"to {edge.target}", edge.label)
        home = next((group for group in around[edge.source] if group in around[edge.target]), "")
        found.setdefault((home, *hub, edge.mark, "dashed" if edge.dashed else ""), []).append(edge)
    nets = [LineNet(own, cells, block.frames.get(home)) for (home, *_), own in found.items()]
    _choose_trunks(nets, cells)
    return nets


def _groups_around(picture: Picture) -> dict[str, list[str]]:
    """The groups that each node is in, from the innermost."""
    parents = {group.id: group.parent for group in picture.groups}
    found: dict[str, list[str]] = {}
    for node in picture.nodes:
        groups, group = [], node.group
        while group:
            groups.append(group)
            group = parents[group]
        found[node.id] = groups
    return found


def channel_tracks(
    nets: Sequence[LineNet], stops_of: Callable[[int, LineNet], Mapping[Channel, Sequence[float]]]
) -> dict[tuple[int, Channel], int]:
    """The track of each net in each channel, if it runs sideways there; `stops_of` are its positions in channels."""
    spans: dict[Channel, list[tuple[int, tuple[float, float]]]] = {}
    for number, net in enumerate(nets):
        for channel, xs in stops_of(number, net).items():
            if max(xs) > min(xs):
                spans.setdefault(channel, []).append((number, (min(xs), max(xs))))
    return {
        (number, channel): track
        for channel, own in spans.items()
        for (number, _), track in zip(own, in_tracks([span for _, span in own], PITCH), strict=True)
    }


def _choose_trunks(nets: Iterable[LineNet], cells: Mapping[str, GridCell]) -> None:
    """The gutter beside the node that all edges of a net share, on the side of the others."""
    load: dict[int, int] = {}
    for net in nets:
        if len(net.channels) > 1:
            hub, others = (net.targets, net.sources) if len(net.targets) == 1 else (net.sources, net.targets)
            column = cells[hub[0]].column
            mean = sum(cells[node].column for node in others) / len(others)
            if mean == column:
                net.trunk = min(column, column + 1, key=lambda gutter: load.get(gutter, 0))
            else:
                net.trunk = column + (mean > column)
            load[net.trunk] = load.get(net.trunk, 0) + net.span[1] - net.span[0]


def in_tracks(spans: Sequence[tuple[float, float]], gap: float = 0) -> list[int]:
    """The track of each span, so that those of one track have at least a gap between them; as few as possible."""
    ends: list[float] = []
    tracks = [0] * len(spans)
    free: list[int] = []
    for index in sorted(range(len(spans)), key=lambda one: (spans[one], one)):
        first, last = spans[index]
        free = [track for track, end in enumerate(ends) if end + gap < first]
        if free:
            tracks[index] = free[0]
            ends[free[0]] = last
        else:
            tracks[index] = len(ends)
            ends.append(last)
    return tracks
