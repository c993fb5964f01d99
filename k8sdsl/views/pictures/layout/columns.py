"""The columns of a picture, and the gutters between them in which lines change rows.

A gutter has three bands of tracks: of lines within groups that end on its left, of all others, and of lines within
groups that begin on its right. So the first and the last are inside of the frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.pictures.layout.nets import AFTER, BEFORE, PITCH, in_tracks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.nets import LineNet

BOX_WIDTH = 190
PADDING = 8
"""The space between a frame and what is in it."""

_MARGIN = 22
_BESIDE = 8
"""The space between a box and the first track beside it within the frame."""


class GutterTrack(NamedTuple):
    """Where a line changes rows: the gutter, the band and the track in it."""

    gutter: int
    band: int
    track: int


class GridColumns:
    """The left edge of every column, and the tracks of the gutters; `width` is that of the picture."""

    def __init__(self, block: CellBlock, nets: Sequence[LineNet], nesting: Mapping[str, int]) -> None:
        self.nets = nets
        self._count = block.width
        self._margin = max(_MARGIN, 4 + PADDING * max(nesting.values(), default=0))
        self._trunks = _trunk_tracks(nets)
        self._set(PITCH)

    def trunk(self, net: LineNet) -> float | None:
        """Where the line of a net changes rows; None if it does not."""
        place = self._trunks.get(id(net))
        if place is None:
            return None
        starts = self._bands[place.gutter]
        step = -self._pitch if place.band == AFTER else self._pitch
        return starts[place.band] + place.track * step

    def sides(self, first: int, last: int) -> tuple[float, float]:
        """The left and right of some columns, with the lines beside them that are within a group."""
        return self.lefts[first] - self._inside[first][AFTER], self.lefts[last] + BOX_WIDTH + self._inside[last + 1][
            BEFORE
        ]

    def squeeze(self, widest: float) -> None:
        """Puts the tracks of the gutters nearer to each other, so that the picture is not too wide."""
        wide = self.width
        self._set(0)
        self._set(PITCH * max(widest - self.width, 0) / (wide - self.width))

    def _set(self, pitch: float) -> None:
        counts = [[0, 0, 0] for _ in range(self._count + 1)]
        for gutter, band, track in self._trunks.values():
            counts[gutter][band] = max(counts[gutter][band], track + 1)
        self._pitch = pitch
        self._bands: list[tuple[float, float, float]] = []
        self._inside: list[tuple[float, float, float]] = []
        self.lefts: list[float] = []
        x = 0.0
        for before, between, after in counts:
            inside = [_BESIDE + (count - 1) * pitch if count else 0 for count in (before, after)]
            middle = x + inside[0] + self._margin
            left = middle + max(between - 1, 0) * pitch + self._margin + inside[1]
            self._bands.append((x + _BESIDE, middle, left - _BESIDE))
            self._inside.append((inside[0], 0, inside[1]))
            self.lefts.append(left)
            x = left + BOX_WIDTH
        self.width = x - BOX_WIDTH


def _trunk_tracks(nets: Sequence[LineNet]) -> dict[int, GutterTrack]:
    """For each net that changes rows, its place in the gutters."""
    bands: dict[tuple[int, int], list[LineNet]] = {}
    for net in nets:
        if net.trunk is not None:
            bands.setdefault((net.trunk, net.band_of_trunk()), []).append(net)
    return {
        id(net): GutterTrack(*band, track)
        for band, own in bands.items()
        for net, track in zip(own, in_tracks([net.span for net in own]), strict=True)
    }
