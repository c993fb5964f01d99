"""Where the titles of frames are: between the lines that enter a frame from above, so that no line crosses a title."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.escaped import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.rectangle import Rectangle
    from k8sdsl.views.pictures.picture import Picture

_LETTER, _NARROW, _WIDE = 8.5, 5.9, 12.6
"""The most that a letter of a title is wide, in DejaVu Sans, which is among the widest."""

_HEIGHT = 18
_BESIDE_FRAME, _BESIDE_LINE = 10, 6
_BASE = 15


class FrameTitle(NamedTuple):
    """The title of a frame, shortened to its room; `y` is its base line."""

    x: float
    y: float
    text: str


def titles_of(
    names: Mapping[str, str], frames: Mapping[str, Rectangle], lines: Iterable[Sequence[tuple[float, float]]]
) -> dict[str, FrameTitle]:
    """The title of every frame: on the left, or else in the first room that is wide enough, or in the widest."""
    order = sorted(frames, key=lambda group: frames[group].top)
    found = zip(order, _crossed([frames[group] for group in order], lines), strict=True)
    return {group: _title(names[group], frames[group], crossings) for group, crossings in found}


def width_of(title: str) -> float:
    """About how wide a title is; at least as wide as it is drawn."""
    return sum(
        _NARROW if one in "ijlfrt-.,:;'|!() " else _LETTER if one <= "z" and one not in "mwMW@" else _WIDE
        for one in title
    )


def _crossed(frames: Sequence[Rectangle], lines: Iterable[Sequence[tuple[float, float]]]) -> Iterator[list[float]]:
    """For each frame, of which the highest come first, where lines cross the strip of its title."""
    upright = sorted(
        {
            (min(y0, y1), max(y0, y1), x0)
            for line in lines
            for (x0, y0), (x1, y1) in pairwise(line)
            if x0 == x1 and y0 != y1
        },
        reverse=True,
    )
    beside: list[tuple[float, float]] = []
    for frame in frames:
        while upright and upright[-1][0] < frame.top + _HEIGHT:
            _, end, x = upright.pop()
            heappush(beside, (end, x))
        while beside and beside[0][0] <= frame.top:
            heappop(beside)
        yield sorted({x for _, x in beside if frame.left < x < frame.right})


def _title(name: str, frame: Rectangle, crossings: Sequence[float]) -> FrameTitle:
    starts = [frame.left + _BESIDE_FRAME, *(x + _BESIDE_LINE for x in crossings)]
    ends = [*(x - _BESIDE_LINE for x in crossings), frame.right - _BESIDE_FRAME]
    rooms = [(start, end - start) for start, end in zip(starts, ends, strict=True)]
    x, room = next((one for one in rooms if one[1] >= width_of(name)), max(rooms, key=lambda one: one[1]))
    text = name if room >= width_of(name) else shortened(name, max(int(room / _LETTER), 1))
    return FrameTitle(x, frame.top + _BASE, text)


def titles_above(picture: Picture, block: CellBlock) -> dict[str, float]:
    """How far the titles of frames reach to the right above the boxes on which they begin, from the left of these."""
    at = {cell: node for node, cell in block.cells.items()}
    found: dict[str, float] = {}
    for group in picture.groups:
        first, _ = block.frames[group.id]
        node = at.get(first)
        if node is not None:
            found[node] = max(found.get(node, 0), width_of(group.title) + _BESIDE_FRAME)
    return found
