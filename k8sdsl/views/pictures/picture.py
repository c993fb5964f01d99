"""A picture as data: nodes in groups, and edges between nodes. It has no positions and no colours."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from k8sdsl.emitters.reports.counted import counted

NodeId: TypeAlias = str
"""`Kind/namespace/name`, which is unique in a picture."""


class Flaw(NamedTuple):
    """A finding, as a picture shows it on its object."""

    severity: str
    rule: str
    message: str


class PictureNode(NamedTuple):
    """One object, or something outside of the set if `outside` is set.

    `note` is a short text beside the kind, such as the replicas. `place` is where the object was written. `mark` is
    `added`, `removed`, `changed` or `path`, or empty. `stands_for` is how many objects are drawn as this node; 0 for a
    bundle, in which lines between others join.
    """

    id: NodeId
    kind: str
    name: str
    group: str = ""
    note: str = ""
    place: str = ""
    flaws: tuple[Flaw, ...] = ()
    mark: str = ""
    outside: bool = False
    stands_for: int = 1


class PictureEdge(NamedTuple):
    """A line from one node to another; `use` is a verb, `label` is shown beside the arrow. `mark` is as for nodes."""

    source: NodeId
    target: NodeId
    use: str = ""
    label: str = ""
    mark: str = ""
    dashed: bool = False


class PictureGroup(NamedTuple):
    """A frame around nodes: a namespace, a stack in it, or a wave; `parent` is the group around it, or empty."""

    id: str
    title: str
    parent: str = ""


class Picture(NamedTuple):
    """All parts, each in the order of the set."""

    title: str
    nodes: tuple[PictureNode, ...] = ()
    edges: tuple[PictureEdge, ...] = ()
    groups: tuple[PictureGroup, ...] = ()

    def words(self) -> str:
        """The size in words: `12 objects, 9 connections, 1 finding`."""
        counts = (
            (sum(node.stands_for for node in self.nodes), "object"),
            (self._connections(), "connection"),
            (sum(len(node.flaws) for node in self.nodes), "finding"),
        )
        return ", ".join(counted(count, word) for count, word in counts)

    def _connections(self) -> int:
        """How many nodes lead to how many others; a bundle stands for lines from each to each."""
        before: dict[str, set[str]] = {node.id: set() for node in self.nodes if not node.stands_for}
        after: dict[str, set[str]] = {node: set() for node in before}
        for edge in self.edges:
            if edge.source in after:
                after[edge.source].add(edge.target)
            elif edge.target in before:
                before[edge.target].add(edge.source)
        lines = sum(len(before[one]) + len(after[one]) for one in before)
        pairs = sum(len(before[one]) * len(after[one]) - len(before[one] & after[one]) for one in before)
        return len(self.edges) - lines + pairs

    def around_marks(self) -> Picture:
        """The marked nodes and edges, and the nodes that these are connected with; the others are omitted.

        So are the other lines of a bundle.
        """
        marked = {node.id for node in self.nodes if node.mark}
        marked |= {end for edge in self.edges if edge.mark for end in edge[:2]}
        marked -= {node.id for node in self.nodes if not node.stands_for}
        edges = tuple(edge for edge in self.edges if edge.mark or not marked.isdisjoint(edge[:2]))
        kept = marked | {end for edge in edges for end in edge[:2]}
        nodes = tuple(node for node in self.nodes if node.id in kept)
        return self._replace(nodes=nodes, edges=edges).without_empty_groups()

    def without_empty_groups(self) -> Picture:
        """The picture without groups that have no nodes, not even in a group within them."""
        used = {node.group for node in self.nodes}
        used |= {group.parent for group in self.groups if group.id in used}
        return self._replace(groups=tuple(group for group in self.groups if group.id in used))


def spoken(node: PictureNode) -> str:
    """A node as text: `Deployment web x3 (changed)`."""
    note = f" {node.note}" if node.note else ""
    mark = f" ({node.mark})" if node.mark in {"added", "removed", "changed"} else ""
    outside = " (not in this set)" if node.outside else ""
    return f"{node.kind} {node.name}{note}{mark}{outside}"


def spoken_edge(edge: PictureEdge, source: str, target: str) -> str:
    """An edge as text: `Ingress web routes to Service web (80)`."""
    label = f" ({edge.label})" if edge.label and edge.label != edge.use else ""
    mark = f", {edge.mark}" if edge.mark in {"added", "removed", "changed"} else ""
    return f"{source} {edge.use or 'leads to'} {target}{label}{mark}"
