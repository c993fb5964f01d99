"""Collects the nodes, edges and groups of a picture from the objects of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.system.report import source_of
from k8sdsl.tree import get
from k8sdsl.views.pictures.bundles import Bundles, described
from k8sdsl.views.pictures.picture import Flaw, Picture, PictureEdge, PictureGroup, PictureNode
from k8sdsl.views.pictures.stacks import stack_by_labels

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference

CLUSTER = "(cluster)"
"""The group of objects outside namespaces."""

_MANY = 4


class Sketch:
    """The parts of a picture so far, and the set that they are from.

    `findings` are drawn on their objects; `stacks` gives the stack of objects whose labels do not say one.
    """

    def __init__(self, graph: Graph, findings: Iterable[Finding] = (), stacks: Mapping[int, str] | None = None) -> None:
        self.graph = graph
        self._stacks = stacks or {}
        self._flaws: dict[ObjectRef, list[Flaw]] = {}
        for one in findings:
            self._flaws.setdefault(one.ref, []).append(Flaw(str(one.severity), one.rule, one.message))
        self._nodes: dict[str, PictureNode] = {}
        self._edges: dict[tuple[str, str, str], PictureEdge] = {}
        self._bundles = Bundles()
        self._groups: dict[str, PictureGroup] = {}
        self._folded = {id(pod): owner for pod, owner in _owned_pods(graph)}

    def member(self, member: Member, group: str | None = None, *, note: str = "") -> str:
        """The node of an object, added if it is not there; pods with an owner in the set are drawn as their owner."""
        member = self._folded.get(id(member), member)
        key = node_id(member.kind, member.namespace, member.name)
        if key not in self._nodes:
            self._nodes[key] = PictureNode(
                key,
                member.plain_kind,
                member.name,
                self._home(member) if group is None else group,
                note or _note(member),
                _place(member),
                tuple(self._flaws.get(member.ref, ())),
            )
        return key

    def outside(
        self, kind: str, name: str, namespace: str = "", *, note: str = "", beside: Member | None = None
    ) -> str:
        """The node of something that is not an object in the set, in a namespace or in the group of an object."""
        key = node_id(kind, namespace, name)
        group = self.group(namespace) if namespace not in {"", "*"} else ""
        group = group if beside is None else self._home(beside)
        self._nodes.setdefault(key, PictureNode(key, kind.partition(".")[0], name, group, note, outside=True))
        return key

    def folded(self, kind: str, name: str, namespace: str, *, note: str, members: Sequence[Member], count: int) -> str:
        """The node of several objects that are drawn as one, in their stack if they have the same."""
        homes = {self._home(one) for one in members}
        key = self.outside(kind, name, namespace, note=note, beside=members[0] if len(homes) == 1 else None)
        self._nodes[key] = self._nodes[key]._replace(outside=False, stands_for=count)
        return key

    def link(self, source: str, target: str, use: str = "", label: str = "", *, dashed: bool = False) -> None:
        """Adds an edge; one between the same nodes with the same use gets the further label."""
        if source == target:
            return
        key = (source, target, use)
        held = self._edges.get(key)
        if held is None:
            self._edges[key] = PictureEdge(source, target, use, label, dashed=dashed)
        elif label and label not in held.label.split(", "):
            self._edges[key] = held._replace(label=f"{held.label}, {label}" if held.label else label)

    def link_each(self, source: str, targets: Collection[str], use: str, label: str = "") -> None:
        """Adds an edge to each of some nodes; if several nodes lead to the same ones, the edges may be a bundle."""
        if len(targets) < _MANY:
            for target in targets:
                self.link(source, target, use, label)
        elif not self._bundles.add(source, targets, use, label):
            name = described([self._nodes[one] for one in targets])
            self.link(source, self.outside("Several", name), use, label)

    def target(self, reference: Reference) -> str:
        """The node that a reference leads to, which may be outside of the set."""
        if reference.target is not None:
            return self.member(reference.target)
        kind, namespace = reference.kinds[0], reference.namespace
        offer = self.graph.offers.get((kind, namespace, reference.name))
        maker = offer.maker if offer is not None else None
        note = f"from {maker.plain_kind}" if maker is not None else ""
        near = reference.source if namespace == reference.source.namespace else None
        key = self.outside(kind, reference.name, namespace, note=note, beside=maker or near)
        if maker is not None and maker is not reference.source:
            self.link(self.member(maker), key, "makes")
        return key

    def group(self, title: str) -> str:
        """A group without a namespace around it."""
        self._groups.setdefault(title, PictureGroup(title, title))
        return title

    def picture(self, title: str) -> Picture:
        """Everything that was added; groups without nodes are omitted."""
        for edge in self._bundles.single():
            self.link(*edge[:4])
        for node, edges in [*self._bundles.drawn(self._nodes, self._groups)]:
            self._nodes[node.id] = node
            self._edges.update((edge[:3], edge) for edge in edges)
        return self._picture(title)

    def _picture(self, title: str) -> Picture:
        nodes, edges, groups = tuple(self._nodes.values()), tuple(self._edges.values()), tuple(self._groups.values())
        return Picture(title, nodes, edges, groups).without_empty_groups()

    def _home(self, member: Member) -> str:
        namespace = self.group(member.namespace or CLUSTER)
        stack = self._stacks.get(id(member.manifest)) or stack_by_labels(member)
        if not stack or not member.namespace:
            return namespace
        key = f"{namespace}/{stack}"
        self._groups.setdefault(key, PictureGroup(key, stack, namespace))
        return key


def node_id(kind: str, namespace: str, name: str) -> str:
    """The id of a node: kind as the table of references spells it, namespace and name."""
    return f"{kind}/{namespace}/{name}"


def _place(member: Member) -> str:
    source = source_of(member, ("metadata", "name"))
    return f"{source.file}:{source.line}" if source is not None else ""


def _note(member: Member) -> str:
    """Replicas (`x3`, `x3-9` with an autoscaler), the type of a Service, or an empty string."""
    if member.kind == "Service":
        kind = str(member.spec.get("type") or "ClusterIP")
        return "headless" if member.spec.get("clusterIP") == "None" else "" if kind == "ClusterIP" else kind
    replicas = member.spec.get("replicas")
    if type(replicas) is not int or replicas == 1:
        return ""
    scaler = next((one.source for one in member.users if one.source.kind == "HorizontalPodAutoscaler"), None)
    most: Any = get(scaler.spec, ("maxReplicas",)) if scaler is not None else None
    return f"x{replicas}-{most}" if type(most) is int else f"x{replicas}"


def _owned_pods(graph: Graph) -> Iterable[tuple[Member, Member]]:
    """The pods, jobs and replica sets with an owner in the set, each with the last of its owners."""
    for member in graph.members:
        owner, steps = member, 0
        while (above := _owner(owner)) is not None and steps < 5:
            owner, steps = above, steps + 1
        if owner is not member:
            yield member, owner


def _owner(member: Member) -> Member | None:
    owners = (one for one in member.uses if one.field.path == "metadata/ownerReferences")
    return next((one.target for one in owners if one.target is not None), None)
