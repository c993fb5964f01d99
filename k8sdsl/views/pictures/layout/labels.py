"""Where the labels of lines are: above the box that a line enters, and no wider, so that they cross no frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from k8sdsl.views.pictures.layout.columns import BOX_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.views.pictures.layout.cells import CellBlock
    from k8sdsl.views.pictures.layout.columns import GridColumns
    from k8sdsl.views.pictures.layout.slots import LineSlots
    from k8sdsl.views.pictures.picture import Picture

LETTER = 6.2
"""The width of a letter of a label."""
LONGEST = 26

_BESIDE_ARROW = _TIP = _APART = 4
_OVER_BOX = 5
"""How far a label may reach beyond the sides of its box; a frame around the box is farther away."""


class LabelPlace(NamedTuple):
    """A label of an edge: above a row, on a level above the boxes."""

    row: int
    x: float
    level: int
    text: str
    edge: int


LabelPlaces: TypeAlias = "Sequence[LabelPlace]"


def label_places(picture: Picture, block: CellBlock, columns: GridColumns, slots: LineSlots) -> LabelPlaces:
    """The place of every label; edges of one net with the same target and label have one."""
    found: dict[int, list[tuple[float, str, int]]] = {}
    numbers = {edge[:3]: index for index, edge in enumerate(picture.edges)}
    for number, net in enumerate(columns.nets):
        for target, label in dict.fromkeys((edge.target, edge.label) for edge in net.edges if edge.label):
            edge = next(one for one in net.edges if (one.target, one.label) == (target, label))
            text = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
            cell = block.cells[target]
            x = _beside(slots.entries[target, number], len(text) * LETTER, columns.lefts[cell.column])
            found.setdefault(cell.row, []).append((x, text, numbers[edge[:3]]))
    tips: dict[int, list[float]] = {}
    for (target, _), arrow in slots.entries.items():
        tips.setdefault(block.cells[target].row, []).append(arrow)
    return [place for row, texts in found.items() for place in _on_levels(row, texts, tips[row])]


def _beside(arrow: float, width: float, box: float) -> float:
    """The left of a label: right of its arrow, or left of it, or else across it, where the box has room."""
    right, left = box + BOX_WIDTH + _OVER_BOX, box - _OVER_BOX
    if arrow + _BESIDE_ARROW + width <= right:
        return arrow + _BESIDE_ARROW
    return arrow - _BESIDE_ARROW - width if arrow - _BESIDE_ARROW - width >= left else right - width


def _on_levels(row: int, texts: Sequence[tuple[float, str, int]], tips: Sequence[float]) -> LabelPlaces:
    """The labels on the lowest levels that are free, from the right; on the lowest, none is on the tip of an arrow."""
    taken: list[list[tuple[float, float]]] = [[(tip - _TIP, tip + _TIP) for tip in tips]]
    found = []
    for x, text, edge in sorted(texts, key=lambda one: (-one[0], one[2])):
        span = (x, x + len(text) * LETTER)
        level = next((level for level, spans in enumerate(taken) if not _meets_any(span, spans)), len(taken))
        taken += [[]] if level == len(taken) else []
        taken[level].append((span[0] - _APART, span[1] + _APART))
        found.append(LabelPlace(row, x, level, text, edge))
    return found


def _meets_any(span: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in others)
