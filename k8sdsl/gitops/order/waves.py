"""The order in which the objects of one environment must come: from the references between them, not from their kinds.

Namespaces and definitions come before what is in them or of them, configuration and accounts before the workloads that
use them, workloads before the routes and autoscalers that lead to them. A claim comes in the same wave as the first
workload that mounts it: most storage binds a claim only when a pod asks, and a wave that waits for it would never end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.gitops.order.dependencies import needs_of, offers_of, project_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.gitops.order.dependencies import OfferedName
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.tree import Tree

_BINDINGS = frozenset(("RoleBinding", "ClusterRoleBinding"))
_BEFORE_PODS = frozenset(("ResourceQuota", "LimitRange", "NetworkPolicy"))
"""Kinds that admit or restrict pods when they are created, and so come before them."""

_ROUTES = frozenset(
    (
        *("Ingress", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"),
        *("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"),
    )
)
"""Kinds that are of use only when the pods of their Services are ready."""


def waves_of(trees: Sequence[Tree]) -> list[int]:
    """The wave of each object: 0 if it needs nothing, otherwise one more than the last wave of what it needs."""
    return waves_in(project_graph(trees))


def waves_in(graph: Graph) -> list[int]:
    """The wave of each object of a graph."""
    return _levels(_welded(graph, needs_in(graph)))


def needs_in(graph: Graph) -> list[set[int]]:
    """For each object, the positions of those that it needs."""
    return list(_edges(graph))


def _edges(graph: Graph) -> Iterator[set[int]]:
    position_of = {id(member): position for position, member in enumerate(graph.members)}
    at = {key: position_of[id(member)] for member in graph.members for key in offers_of(member, graph)}
    guards: dict[str, set[int]] = {}
    bindings: dict[OfferedName, set[int]] = {}
    for position, member in enumerate(graph.members):
        if member.kind in _BEFORE_PODS:
            guards.setdefault(member.namespace, set()).add(position)
        if member.kind in _BINDINGS:
            for need in needs_of(member):
                if need.kind == "ServiceAccount":
                    bindings.setdefault(need, set()).add(position)
    for position, member in enumerate(graph.members):
        wanted = needs_of(member)
        found = {at[need] for need in wanted if need in at}
        if member.pods is not None:
            found |= guards.get(member.namespace, set())
            found = found.union(*(bindings.get(need, ()) for need in wanted))
        if member.plain_kind in _ROUTES:
            found |= {position_of[id(one)] for one in _behind(member, graph)}
        yield found - {position}


def _behind(route: Member, graph: Graph) -> Iterator[Member]:
    """The workloads whose pods the Services of a route select."""
    services = (one.target for one in route.uses if one.target is not None and one.target.kind == "Service")
    for service in services:
        for selection in service.selects:
            yield from graph.selected(selection)


def _welded(graph: Graph, needs: list[set[int]]) -> list[set[int]]:
    """The edges with each claim and the workloads that mount it needing each other, so that they share a wave."""
    for position, member in enumerate(graph.members):
        if member.pods is not None:
            for need in list(needs[position]):
                if graph.members[need].kind == "PersistentVolumeClaim":
                    needs[need].add(position)
    return needs


def _levels(needs: list[set[int]]) -> list[int]:
    """The longest path down from each node; the nodes of a cycle count as one."""
    component = _components(needs)
    below: dict[int, set[int]] = {number: set() for number in component}
    for position, edges in enumerate(needs):
        below[component[position]] |= {component[edge] for edge in edges} - {component[position]}
    level: dict[int, int] = {}
    for number in sorted(below):  # a component is numbered after all that it leads to
        level[number] = max((level[other] + 1 for other in below[number]), default=0)
    return [level[number] for number in component]


def _components(needs: list[set[int]]) -> list[int]:
    """The number of each node's strongly connected component (Tarjan's algorithm, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    stack: list[int] = []
    closed = 0
    for root in range(len(needs)):
        if root in order:
            continue
        work = [(root, iter(sorted(needs[root])))]
        order[root] = low[root] = len(order)
        stack.append(root)
        while work:
            node, edges = work[-1]
            following = next(edges, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    _close(node, closed, stack, component)
                    closed += 1
            elif following not in order:
                order[following] = low[following] = len(order)
                stack.append(following)
                work.append((following, iter(sorted(needs[following]))))
            elif following not in component:
                low[node] = min(low[node], order[following])
    return [component[node] for node in range(len(needs))]


def _close(node: int, number: int, stack: list[int], component: dict[int, int]) -> None:
    while True:
        member = stack.pop()
        component[member] = number
        if member == node:
            return
