"""Bundles of lines: where several nodes each lead to the same others, the lines join in one more node.

So 400 Services that each select the same 400 workloads are 800 lines, not 160,000. If many nodes lead to many others
that are not the same, `MOST` bounds the lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.pictures.picture import PictureEdge, PictureNode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from k8sdsl.views.pictures.picture import NodeId, PictureGroup

MOST = 20_000
"""How many lines to different sets of nodes are kept."""

_FEWEST = 4


class LineKey(NamedTuple):
    """The ends of lines, and what the lines say."""

    targets: frozenset[NodeId]
    use: str
    label: str


class Bundles:
    """The lines that may be bundled, by where they lead; each end is the id of a node."""

    def __init__(self) -> None:
        self._sources: dict[LineKey, dict[NodeId, None]] = {}
        self._kept = 0

    def add(self, source: NodeId, targets: Collection[NodeId], use: str, label: str) -> bool:
        """Keeps the lines from a node to others, which may contain it; False if there are too many to draw."""
        key = LineKey(frozenset(targets), use, label)
        if key not in self._sources:
            if self._kept + len(targets) > MOST:
                return False
            self._kept += len(targets)
        self._sources.setdefault(key, {})[source] = None
        return True

    def single(self) -> Iterator[PictureEdge]:
        """The lines that are few enough to be drawn one by one."""
        for key, sources in self._sources.items():
            if not _is_bundle(sources, key.targets):
                for source in sources:
                    yield from (PictureEdge(source, one, *key[1:]) for one in sorted(key.targets) if one != source)

    def drawn(
        self, nodes: Mapping[NodeId, PictureNode], groups: Mapping[str, PictureGroup]
    ) -> Iterator[tuple[PictureNode, list[PictureEdge]]]:
        """The node of every bundle, in the innermost group around all that it leads to, and its lines."""
        order = {node: number for number, node in enumerate(nodes)}
        taken: dict[str, int] = {}
        for key, sources in self._sources.items():
            if _is_bundle(sources, key.targets):
                targets = sorted(key.targets, key=order.__getitem__)
                own = _node(key, sources, [nodes[one] for one in targets], groups)
                taken[own.id] = number = taken.get(own.id, 0) + 1
                own = own if number == 1 else own._replace(id=f"{own.id} {number}")
                into = [PictureEdge(source, own.id, key.use, key.label) for source in sources]
                yield own, [*into, *(PictureEdge(own.id, target, "leads to") for target in targets)]


def _node(
    key: LineKey, sources: Collection[NodeId], ends: Sequence[PictureNode], groups: Mapping[str, PictureGroup]
) -> PictureNode:
    """The node of a bundle; its id stays the same if further nodes join it."""
    home = _common_group([node.group for node in ends], groups)
    name = f"{'each other:' if key.targets == {*sources} else 'each of'} {described(ends)}"
    return PictureNode(f"(bundle)/{key.use} {key.label}/{ends[0].id}", "Bundle", name, home, stands_for=0)


def _is_bundle(sources: Collection[NodeId], targets: Collection[NodeId]) -> bool:
    """Whether a bundle has at most half of the lines, and joins at least four with four."""
    ends, lines = (len(sources), len(targets)), len(sources) * len(targets)
    return min(ends) >= _FEWEST and lines >= 2 * sum(ends)


def described(nodes: Sequence[PictureNode]) -> str:
    """Several nodes as text: `400 Deployment objects`, or `12 objects` if they have different kinds."""
    kinds = {node.kind if node.stands_for == 1 else "" for node in nodes}
    kind = f"{kinds.pop()} " if len(kinds) == 1 else ""
    return f"{sum(node.stands_for for node in nodes)} {kind.lstrip()}objects"


def _common_group(homes: Sequence[str], groups: Mapping[str, PictureGroup]) -> str:
    """The innermost group that is around all of some groups, or an empty string."""
    around = [_around(home, groups) for home in dict.fromkeys(homes)]
    return next((one for one in around[0] if all(one in other for other in around)), "")


def _around(group: str, groups: Mapping[str, PictureGroup]) -> list[str]:
    found = []
    while group:
        found.append(group)
        group = groups[group].parent
    return found
