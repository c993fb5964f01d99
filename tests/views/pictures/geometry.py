"""What must hold for the positions of every picture."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from k8sdsl.views.pictures.forms.svg import STYLE
from k8sdsl.views.pictures.layout.labels import LETTER
from k8sdsl.views.pictures.layout.placed import WIDEST
from k8sdsl.views.pictures.layout.rectangle import Rectangle
from k8sdsl.views.pictures.layout.titles import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.views.pictures.layout.placed import PlacedPicture

TITLE = 18
"""The height of the text of a frame's title, from its top."""


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


def labels_on_something(placed: PlacedPicture) -> list[tuple[str, str]]:
    """The labels that are on a box, the border or title of a frame, the tip of a line, or outside of the picture."""
    found = []
    tips = [Rectangle(x - 4, y - 8, x + 4, y) for *_, (x, y) in placed.lines]
    for label in placed.labels:
        at = Rectangle(label.x, label.y - 9, label.x + len(label.text) * LETTER, label.y + 2)
        found += [(label.text, node) for node, box in placed.boxes.items() if _meet(at, box)]
        found += [(label.text, "tip") for tip in tips if _meet(at, tip)]
        found += [(label.text, name) for name, frame in placed.frames.items() if _crosses(at, frame)]
        if at.left < 0 or at.right > placed.width or at.top < 0:
            found.append((label.text, "outside"))
    return found


def titles_on_something(placed: PlacedPicture) -> list[tuple[str, int]]:
    """The titles of frames that a line crosses, by the number of the edge, or that leave their frame (-1)."""
    found = []
    for group, title in placed.titles.items():
        frame = placed.frames[group]
        at = Rectangle(title.x, title.y - 11, title.x + width_of(title.text), title.y + 3)
        found += [] if frame.left < at.left and at.right < frame.right else [(group, -1)]
        found += [(group, number) for number, line in enumerate(placed.lines) if _passes(line, at)]
    return found


def _passes(line: Sequence[tuple[float, float]], at: Rectangle) -> bool:
    """Whether a line is in an area somewhere."""
    return any(
        min(x0, x1) < at.right
        and at.left < max(x0, x1) + 0.1
        and min(y0, y1) < at.bottom
        and at.top < max(y0, y1) + 0.1
        for (x0, y0), (x1, y1) in pairwise(line)
    )


def _crosses(at: Rectangle, frame: Rectangle) -> bool:
    """Whether a text is partly in a frame, or where the frame's title is."""
    if not _meet(at, frame):
        return False
    inside = (
        frame.left <= at.left and at.right <= frame.right and frame.top + TITLE <= at.top and at.bottom <= frame.bottom
    )
    return not inside


def lines_out_of_frames(placed: PlacedPicture) -> list[tuple[int, str]]:
    """The edges between nodes of a group whose line leaves the frame of the innermost such group."""
    parents = {group.id: group.parent for group in placed.picture.groups}
    homes = {node.id: _around(node.group, parents) for node in placed.picture.nodes}
    found = []
    for number, (edge, line) in enumerate(zip(placed.picture.edges, placed.lines, strict=True)):
        group = next((one for one in homes[edge.source] if one in homes[edge.target]), None)
        if group is not None:
            frame = placed.frames[group]
            inside = all(frame.left < x < frame.right and frame.top + TITLE < y < frame.bottom for x, y in line)
            found += [] if inside else [(number, group)]
    return found


def frames_on_each_other(placed: PlacedPicture) -> list[tuple[str, str]]:
    """The frames that share an area although none is within the other, or that leave the frame around them."""
    parents = {group.id: group.parent for group in placed.picture.groups}
    found = []
    for group, frame in placed.frames.items():
        around = _around(group, parents)
        for other, at in placed.frames.items():
            if other in around[1:]:
                found += [] if _contains(at, frame) else [(group, other)]
            elif group not in _around(other, parents) and _meet(frame, at):
                found.append((group, other))
    return found


def _contains(outer: Rectangle, inner: Rectangle) -> bool:
    sides = outer.left < inner.left and inner.right < outer.right
    return sides and outer.top + TITLE <= inner.top and inner.bottom < outer.bottom


def _around(group: str, parents: dict[str, str]) -> list[str]:
    found = []
    while group:
        found.append(group)
        group = parents[group]
    return found


def smallest_text(placed: PlacedPicture) -> float:
    """The height in pixels of the smallest text, if the picture is shown at a width of 1,600."""
    sizes = [float(size) for size in re.findall(r"font-size:([0-9.]+)px", STYLE)]
    return min(sizes) * min(1, WIDEST / max(placed.width, 1))
