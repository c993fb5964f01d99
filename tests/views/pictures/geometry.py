"""What must hold for the positions of every picture."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from k8sdsl.views.pictures.forms.svg import STYLE
from k8sdsl.views.pictures.layout.placed import WIDEST

if TYPE_CHECKING:
    from k8sdsl.views.pictures.layout.placed import PlacedPicture, Rectangle


def overlapping(placed: PlacedPicture) -> list[tuple[str, str]]:
    """The pairs of boxes that share an area."""
    boxes = sorted(placed.boxes.items(), key=lambda one: one[1])
    return [
        (one, other)
        for index, (one, first) in enumerate(boxes)
        for other, second in boxes[index + 1 :]
        if second.left < first.right and _meet(first, second)
    ]


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def lines_through_boxes(placed: PlacedPicture) -> list[tuple[int, str]]:
    """The edges whose line is inside a box somewhere; their ends are on the border of a box."""
    found = []
    for number, line in enumerate(placed.lines):
        for (x0, y0), (x1, y1) in pairwise(line):
            assert x0 == x1 or y0 == y1
            left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            for node, box in placed.boxes.items():
                if left < box.right and right > box.left and top < box.bottom and bottom > box.top:
                    found.append((number, node))
    return found


def strangers_in_frames(placed: PlacedPicture) -> list[tuple[str, str]]:
    """The boxes that are in the frame of a group that they are not part of."""
    parents = {group.id: group.parent for group in placed.picture.groups}
    found = []
    for node in placed.picture.nodes:
        own, group = set(), node.group
        while group:
            own.add(group)
            group = parents[group]
        strangers = placed.frames.items()
        found += [(node.id, name) for name, at in strangers if name not in own and _meet(at, placed.boxes[node.id])]
    return found


def smallest_text(placed: PlacedPicture) -> float:
    """The height in pixels of the smallest text, if the picture is shown at a width of 1,600."""
    sizes = [float(size) for size in re.findall(r"font-size:([0-9.]+)px", STYLE)]
    return min(sizes) * min(1, WIDEST / max(placed.width, 1))
