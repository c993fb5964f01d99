"""Nets: the edges that share a line, and the tracks in which the lines run.

Edges to one node with one label join before it, or edges from one node part after it: the larger of both counts. A
line leaves a node below and enters one from above. Between the rows of the grid it runs in a channel, between the
columns in a gutter; both have tracks, so that lines of different nets are not on each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import GridCell
    from k8sdsl.views.pictures.picture import PictureEdge


class LineNet:
    """Edges that share a line. `trunk` is the gutter in which it changes rows, or None if it needs none."""

    __slots__ = ("channels", "edges", "sources", "targets", "trunk")

    def __init__(self, edges: Sequence[PictureEdge], cells: Mapping[str, GridCell]) -> None:
        self.edges = edges
        self.sources = list(dict.fromkeys(edge.source for edge in edges))
        self.targets = list(dict.fromkeys(edge.target for edge in edges))
        rows = [cells[node].row + 1 for node in self.sources] + [cells[node].row for node in self.targets]
        self.channels = sorted(set(rows))
        self.trunk: int | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The first and last channel of the line."""
        return self.channels[0], self.channels[-1]

    def is_straight(self, cells: Mapping[str, GridCell]) -> bool:
        """Whether the line only leads to the node below."""
        if len(self.edges) > 1 or len(self.channels) > 1:
            return False
        return cells[self.sources[0]].column == cells[self.targets[0]].column


def nets_of(edges: Sequence[PictureEdge], cells: Mapping[str, GridCell]) -> list[LineNet]:
    """The edges by the lines that they share, each with its trunk."""
    leaving: dict[str, int] = {}
    entering: dict[tuple[str, str], int] = {}
    for edge in edges:
        leaving[edge.source] = leaving.get(edge.source, 0) + 1
        entering[edge.target, edge.label] = entering.get((edge.target, edge.label), 0) + 1
    found: dict[tuple[str, str, str, bool], list[PictureEdge]] = {}
    for edge in edges:
        is_fan = leaving[edge.source] > entering[edge.target, edge.label]
        hub = (f"from {edge.source}", "") if is_fan else (f"to {edge.target}", edge.label)
        found.setdefault((*hub, edge.mark, edge.dashed), []).append(edge)
    nets = [LineNet(own, cells) for own in found.values()]
    _choose_trunks(nets, cells)
    return nets


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
