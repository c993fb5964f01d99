"""The nodes that pass the filters which look at one node, kept up to date as pods are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.filters import (
    node_affinity,
    node_name,
    node_ports,
    node_resources_fit,
    node_unschedulable,
    taint_toleration,
    volume_restrictions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.nodes import Nodes
    from k8sdsl.cluster.scheduling.pod import Profile

    FilterFunction = Callable[[Profile, Node], str]

_BY_NODE: tuple[tuple[str, FilterFunction], ...] = (
    ("NodeUnschedulable", node_unschedulable.reason),
    ("NodeName", node_name.reason),
    ("TaintToleration", taint_toleration.reason),
    ("NodeAffinity", node_affinity.reason),
)
_BY_PODS_THERE: tuple[tuple[str, FilterFunction], ...] = (
    ("NodePorts", node_ports.reason),
    ("NodeResourcesFit", node_resources_fit.reason),
    ("VolumeRestrictions", volume_restrictions.reason),
)


class Fitting:
    """The nodes that pods with equal needs fit on; `gone` are those that filled up since, in order."""

    __slots__ = ("_all", "_profile", "_seen", "gone", "nodes")

    def __init__(self, profile: Profile, nodes: Nodes) -> None:
        self._profile = profile
        self._all = nodes
        self._seen = len(nodes.placed)
        self.gone: list[str] = []
        self.nodes: dict[str, Node] = {}
        eligible = _eligible(profile, nodes)
        nodes.visits += len(eligible)
        for node in _passing(profile, eligible):
            self.nodes[node.name] = node

    def update(self) -> None:
        """Drops the nodes that filled up since; pods never leave, so that none comes back."""
        placed = self._all.placed
        nodes = self.nodes
        changed = {node.name: node for _, node in placed[self._seen :] if node.name in nodes}
        self._seen = len(placed)
        self._all.visits += len(changed)
        for node in _passing(self._profile, changed.values()):
            del changed[node.name]
        for name in changed:
            del nodes[name]
            self.gone.append(name)


def rejection(profile: Profile, node: Node) -> tuple[str, str]:
    """The first filter that looks at one node and rejects it, with its reason; empty texts if none does.

    An affinity that names nodes rejects all others before any filter looks at them (`NodeAffinity.PreFilter`).
    """
    names = profile.node_affinity.names()
    if names is not None and node.name not in names:
        return "NodeAffinity", "the pod's node affinity names other nodes"
    verdict = _first(_BY_NODE, profile, node)
    return verdict if verdict[0] else _first(_BY_PODS_THERE, profile, node)


def rejections(profile: Profile, node: Node) -> list[tuple[str, str]]:
    """All filters that look at one node and reject it, with their reasons."""
    found = [(name, check(profile, node)) for name, check in (*_BY_NODE, *_BY_PODS_THERE)]
    return [(name, why) for name, why in found if why]


def _eligible(profile: Profile, nodes: Nodes) -> list[Node]:
    """The nodes that pass the filters which look at what a node is; nodes of one shape are judged once."""
    names = profile.node_affinity.names()
    if names is not None:
        found = (nodes.by_name[name] for name in names if name in nodes.by_name)
        return [node for node in found if not _first(_BY_NODE, profile, node)[0]]
    known = nodes.eligible.get(profile.static_key)
    if known is None:
        by_shape: dict[object, bool] = {}
        known = nodes.eligible[profile.static_key] = []
        for node in nodes.by_name.values():
            shape = node.name if profile.looks_at_names else node.shape
            if shape not in by_shape:
                nodes.visits += 1
                by_shape[shape] = not _first(_BY_NODE, profile, node)[0]
            if by_shape[shape]:
                known.append(node)
    return known


def _passing(profile: Profile, nodes: Iterable[Node]) -> list[Node]:
    """Those of some nodes that pass all filters which look at what runs there."""
    found = node_resources_fit.passing(profile, nodes)
    if profile.ports:
        found = [node for node in found if not node_ports.reason(profile, node)]
    if profile.disks:
        found = [node for node in found if not volume_restrictions.reason(profile, node)]
    return found


def _first(checks: tuple[tuple[str, FilterFunction], ...], profile: Profile, node: Node) -> tuple[str, str]:
    for name, check in checks:
        why = check(profile, node)
        if why:
            return name, why
    return "", ""
