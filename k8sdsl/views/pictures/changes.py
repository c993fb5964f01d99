"""The picture of a difference: what was added, removed and changed, with the objects that these are connected with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.sides import both_sides
from k8sdsl.identity import ObjectRef
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import read_config
from k8sdsl.server.check import opened_lists
from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.system.members import Member
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.picture import Picture, PictureEdge, PictureGroup, PictureNode
from k8sdsl.views.pictures.sketch import node_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.diff.difference import Difference
    from k8sdsl.diff.places import Side
    from k8sdsl.finding import Finding
    from k8sdsl.kube.references.field import ReferenceField
    from k8sdsl.system.graph import Graph
    from k8sdsl.tree import Tree


def pictures_of_revisions(revisions: str, overlays: Sequence[str], views: Sequence[str]) -> dict[str, Picture]:
    """The pictures of what differs between two revisions, `A..B`, in some overlays or in all, by view."""
    before, after, _ = both_sides(find_root(Path.cwd()), revisions, None, overlays)
    return pictures_of_sides(before, after, views, title=" ".join([revisions, *overlays]))


def pictures_of_sides(before: Side, after: Side, views: Iterable[str], *, title: str) -> dict[str, Picture]:
    """The pictures of what differs in all environments, by view."""
    names, views = sorted({*before, *after}), tuple(views)
    changes = {name: pictures_of_change(before.get(name, ()), after.get(name, ()), views) for name in names}
    return {
        view: _together({name: pictures[view] for name, pictures in changes.items()}, f"{title}: {view}")
        for view in views
    }


def _together(pictures: Mapping[str, Picture], title: str) -> Picture:
    """The pictures of environments as one; with several, the names of groups begin with that of the environment."""
    shown = {name: picture for name, picture in pictures.items() if picture.nodes}
    every = [_within(picture, name) if len(pictures) > 1 else picture for name, picture in shown.items()]
    return Picture(
        title,
        tuple(node for picture in every for node in picture.nodes),
        tuple(edge for picture in every for edge in picture.edges),
        tuple(group for picture in every for group in picture.groups),
    )


def pictures_of_change(
    before: Iterable[Tree],
    after: Iterable[Tree],
    views: Iterable[str],
    *,
    findings: Iterable[Finding] = (),
    difference: Difference | None = None,
) -> dict[str, Picture]:
    """The pictures of what differs between two states of one set, by view: what is marked, and its neighbours.

    `findings` are drawn on the objects of the new state; `difference` is that of the two states if it is known.
    """
    old, new = list(before), list(after)
    marks, renamed = _marks(old, new, difference_of(old, new) if difference is None else difference)
    rows = read_config(find_root(Path.cwd())).references
    earlier, later = _graph(old, rows), _graph(new, rows)
    shown = list(findings)
    return {
        view: _merged(_renamed(picture_of(earlier, view), renamed), picture_of(later, view, findings=shown), marks)
        for view in views
    }


def _merged(earlier: Picture, later: Picture, marks: Mapping[str, str]) -> Picture:
    groups = {group.id: group for picture in (later, earlier) for group in picture.groups}
    nodes = {node.id: node for picture in (earlier, later) for node in picture.nodes}
    nodes |= {node.id: node for node in earlier.nodes if marks.get(node.id) == "removed"}
    merged = [node._replace(mark=marks.get(node.id, "")) for node in nodes.values()]
    edges = _edges(earlier, later)
    return Picture("", tuple(merged), tuple(edges), tuple(groups.values())).around_marks()


def _graph(trees: Iterable[Tree], rows: Iterable[ReferenceField]) -> Graph:
    return graph_of_manifests(opened_lists(ManifestSet([Manifest(tree) for tree in trees])), rows)


def _marks(old: Sequence[Tree], new: Sequence[Tree], difference: Difference) -> tuple[dict[str, str], dict[str, str]]:
    """The mark of every node that differs, and the new node of every old one that was renamed."""
    ids = {ObjectRef.of(tree): _node_of(tree) for tree in (*old, *new)}
    marks: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for change in difference.objects:
        node = ids.get(change.ref, "")
        marks[node] = "changed" if change.action == "renamed" else change.action
        if change.action == "renamed" and change.before is not None:
            renamed[ids[change.before]] = node
    return marks, renamed


def _node_of(tree: Tree) -> str:
    member = Member(tree)
    return node_id(member.kind, member.namespace, member.name)


def _renamed(picture: Picture, names: Mapping[str, str]) -> Picture:
    """The picture with the nodes that were renamed under their new names."""
    nodes = tuple(node._replace(id=names.get(node.id, node.id)) for node in picture.nodes)
    edges = tuple(
        edge._replace(source=names.get(edge.source, edge.source), target=names.get(edge.target, edge.target))
        for edge in picture.edges
    )
    return picture._replace(nodes=nodes, edges=edges)


def _edges(earlier: Picture, later: Picture) -> list[PictureEdge]:
    """The edges of both, with those marked that only one has or whose label differs: `9090, was 8080`."""
    old, new = ({edge[:3]: edge for edge in picture.edges} for picture in (earlier, later))
    found = []
    for key in dict.fromkeys([*new, *old]):
        if key not in new:
            found.append(old[key]._replace(mark="removed"))
        elif key not in old:
            found.append(new[key]._replace(mark="added"))
        elif old[key].label == new[key].label:
            found.append(new[key])
        else:
            label = f"{new[key].label or 'all'}, was {old[key].label or 'all'}"
            found.append(new[key]._replace(label=label, mark="changed"))
    return found


def _within(picture: Picture, environment: str) -> Picture:
    """The picture with ids and titles of its own, so that it can be beside those of other environments."""

    def own(name: str) -> str:
        return f"{environment}: {name}" if name else ""

    nodes = tuple(_moved(node, own(node.id), own(node.group) or environment) for node in picture.nodes)
    edges = tuple(edge._replace(source=own(edge.source), target=own(edge.target)) for edge in picture.edges)
    groups = [
        PictureGroup(own(group.id), group.title if group.parent else own(group.title), own(group.parent))
        for group in picture.groups
    ]
    if any(node.group == environment for node in nodes):
        groups.append(PictureGroup(environment, environment))
    return Picture(picture.title, nodes, edges, tuple(groups))


def _moved(node: PictureNode, name: str, group: str) -> PictureNode:
    return node._replace(id=name, group=group)
