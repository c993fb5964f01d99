"""The picture of a trace: the traffic view with the way of one request marked, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.system.members import Member
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.picture import Flaw, PictureEdge
from k8sdsl.views.pictures.sketch import node_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.views.pictures.picture import Picture, PictureNode
    from k8sdsl.views.trace.steps import TraceStep

OUTSIDE = node_id("Outside", "", "clients")


def picture_of_way(manifests: ManifestSet, steps: Sequence[TraceStep], *, title: str) -> Picture:
    """The nodes of the steps and the lines between them, marked, with what these are connected with."""
    picture = picture_of(graph_of_manifests(manifests), "traffic", title=title)
    at = _at(steps)
    order: dict[str, float] = {node: index for index, node in enumerate(at)}
    order |= _through_bundles(picture, order)
    edges = tuple(
        edge._replace(mark="path" if order.get(edge.source, len(order)) < order.get(edge.target, -1) else "")
        for edge in picture.edges
    )
    edges = (*edges, *_first(picture, edges, list(at)))
    return picture._replace(nodes=tuple(_marked(picture.nodes, at, order)), edges=edges).around_marks()


def _first(picture: Picture, edges: Iterable[PictureEdge], at: Sequence[str]) -> Iterable[PictureEdge]:
    """The line from the sender, if no address in its fields leads there already."""
    known = {node.id for node in picture.nodes}
    if len(at) > 1 and known.issuperset(at[:2]) and not any(edge.mark and edge.source == at[0] for edge in edges):
        yield PictureEdge(at[0], at[1], "sends the request to", mark="path")


def _at(steps: Sequence[TraceStep]) -> dict[str, TraceStep]:
    """The step at each node, in the order of the way; a request from outside begins there."""
    found = {} if not steps or steps[0].manifest is not None else {OUTSIDE: steps[0]}
    for step in steps:
        if step.manifest is not None:
            member = Member(step.manifest.tree)
            found[node_id(member.kind, member.namespace, member.name)] = step
    return found


def _through_bundles(picture: Picture, order: Mapping[str, float]) -> dict[str, float]:
    """The place of every bundle in the way of a request that passes it: after the node that leads to it."""
    bundles = {node.id for node in picture.nodes if not node.stands_for}
    into = {
        edge.target: order[edge.source] for edge in picture.edges if edge.target in bundles and edge.source in order
    }
    left = {
        edge.source for edge in picture.edges if edge.source in into and order.get(edge.target, -1) > into[edge.source]
    }
    return {bundle: into[bundle] + 0.5 for bundle in left}


def _marked(
    nodes: Iterable[PictureNode], at: Mapping[str, TraceStep], order: Mapping[str, float]
) -> Iterable[PictureNode]:
    for node in nodes:
        step = at.get(node.id)
        if step is None:
            yield node._replace(mark="path") if node.id in order else node
        elif step.broken:
            yield node._replace(mark="broken", flaws=(*node.flaws, Flaw("error", "trace", step.what)))
        else:
            yield node._replace(mark="path")
