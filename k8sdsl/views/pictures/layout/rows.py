"""The rows of a picture, and the channels between them in which lines run sideways.

A channel has, from its top: tracks of lines within groups that end above it, the ends of frames, tracks of all other
lines, the titles of frames, tracks of lines within groups that begin below it, and labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.pictures.layout.columns import PADDING
from k8sdsl.views.pictures.layout.nets import AFTER, BEFORE, PITCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.labels import LabelPlace
    from k8sdsl.views.pictures.layout.nets import Channel

BOX_HEIGHT = 54
HEADER = 22
"""The height of the title of a frame."""

_BESIDE = 8
_ABOVE_BOX, _LABEL = 8, 12


class GridRows:
    """The top of every row, and the tracks of the channels; `height` is that of the picture."""

    def __init__(
        self,
        block: CellBlock,
        tracks: Mapping[tuple[int, Channel], int],
        labels: Sequence[LabelPlace],
        nesting: Mapping[str, int],
    ) -> None:
        count = block.height + 1
        bands = [[0, 0, 0] for _ in range(count)]
        for (_, (channel, band)), track in tracks.items():
            bands[channel][band] = max(bands[channel][band], track + 1)
        self._levels, starts, ends = [0] * count, [0] * count, [0] * count
        for label in labels:
            self._levels[label.row] = max(self._levels[label.row], label.level + 1)
        for group, (first, last) in block.frames.items():
            starts[first.row] = max(starts[first.row], nesting[group])
            ends[last.row + 1] = max(ends[last.row + 1], nesting[group])
        self._set(bands, starts, ends)

    def _set(self, bands: Sequence[Sequence[int]], starts: Sequence[int], ends: Sequence[int]) -> None:
        self.tops: list[float] = []
        self._bands: list[tuple[float, float, float]] = []
        self._inside: list[tuple[float, float, float]] = []
        y = 0.0
        for channel, (before, between, after) in enumerate(bands):
            inside = [_BESIDE + (count - 1) * PITCH if count else 0 for count in (before, after)]
            middle = y + inside[0] + 10 + PADDING * ends[channel]
            titles = middle + between * PITCH + HEADER * starts[channel]
            self._bands.append((y + _BESIDE, middle, titles + 2))
            self._inside.append((inside[0], 0, inside[1]))
            self.tops.append(titles + inside[1] + _ABOVE_BOX + _LABEL * self._levels[channel])
            y = self.tops[-1] + BOX_HEIGHT
        self.height = y - BOX_HEIGHT

    def track(self, channel: Channel, track: int) -> float:
        """The height of a track."""
        return self._bands[channel.number][channel.band] + track * PITCH

    def sides(self, first: int, last: int, nesting: int) -> tuple[float, float]:
        """The top of a frame with its titles, and the bottom of what is in it."""
        above = _ABOVE_BOX + _LABEL * self._levels[first] + self._inside[first][AFTER] + HEADER * nesting - 4
        return self.tops[first] - above, self.tops[last] + BOX_HEIGHT + self._inside[last + 1][BEFORE]
