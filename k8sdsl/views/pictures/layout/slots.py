"""Where lines leave and enter their nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.pictures.layout.columns import BOX_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.views.pictures.layout.cells import GridCell
    from k8sdsl.views.pictures.layout.columns import GridColumns
    from k8sdsl.views.pictures.layout.nets import Channel, LineNet


class LineSlots:
    """The position of the line of each net at its nodes, in the order of where it comes from or leads to.

    `titles` says how far titles of frames reach above boxes; lines enter these boxes beside them where there is room.
    """

    def __init__(self, columns: GridColumns, cells: Mapping[str, GridCell], titles: Mapping[str, float]) -> None:
        self._columns = columns
        self._cells = cells
        leaving: dict[str, list[tuple[float, int]]] = {}
        entering: dict[str, list[tuple[float, int]]] = {}
        for number, net in enumerate(columns.nets):
            trunk = columns.trunk(net)
            for node in net.sources:
                leaving.setdefault(node, []).append((self._middle(net.targets) if trunk is None else trunk, number))
            for node in net.targets:
                entering.setdefault(node, []).append((self._middle(net.sources) if trunk is None else trunk, number))
        self.entries = {
            key: x for node, nets in entering.items() for key, x in self._spaced(node, nets, 0, titles.get(node, 0))
        }
        self.exits = {key: x for node, nets in leaving.items() for key, x in self._spaced(node, nets, 6)}
        for number, net in enumerate(columns.nets):
            if net.is_straight(cells):
                self.exits[net.sources[0], number] = self.entries[net.targets[0], number]

    def stops(self, number: int, net: LineNet) -> dict[Channel, list[float]]:
        """The positions that the line of a net reaches in each channel."""
        stops: dict[Channel, list[float]] = {net.channel(one): [] for one in net.channels}
        for node in net.sources:
            stops[net.channel(self._cells[node].row + 1)].append(self.exits[node, number])
        for node in net.targets:
            stops[net.channel(self._cells[node].row)].append(self.entries[node, number])
        trunk = self._columns.trunk(net)
        if trunk is not None:
            for xs in stops.values():
                xs.append(trunk)
        return stops

    def _middle(self, nodes: Sequence[str]) -> float:
        return sum(self._columns.lefts[self._cells[node].column] for node in nodes) / len(nodes) + BOX_WIDTH / 2

    def _spaced(
        self, node: str, nets: Sequence[tuple[float, int]], shift: float, title: float = 0
    ) -> list[tuple[tuple[str, int], float]]:
        step = min(24.0, (BOX_WIDTH - 40) / len(nets))
        left, span = self._columns.lefts[self._cells[node].column], step * (len(nets) - 1)
        middle = (BOX_WIDTH - span) / 2 + shift
        first = left + max(middle, min(title, BOX_WIDTH - 20 - span))
        return [((node, number), first + index * step) for index, (_, number) in enumerate(sorted(nets))]
