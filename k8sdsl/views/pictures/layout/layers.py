"""Layers of a graph, by the method of Sugiyama: the edges lead from one layer to a later one, with few crossings.

The library `fast-sugiyama` computes them. It aborts the process for a graph with a cycle, and takes minutes for one of
a thousand edges with crossings, so it gets neither: cycles are opened first, and of a large component it gets a
spanning forest only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Edge = tuple[int, int]

MOST_EDGES = 250
"""The most edges of a component that are considered."""


def layers_of(count: int, edges: Iterable[Edge]) -> list[list[list[int]]]:
    """The components of a graph with nodes 0 to `count` - 1, each as layers of nodes in order; a single node is one.

    Raises K8sdslError if the library is not installed.
    """
    acyclic = _without_cycles(count, dict.fromkeys(edge for edge in edges if edge[0] != edge[1]))
    components = _components(count, acyclic)
    return [_layers(nodes, own) if own else [[node] for node in nodes] for nodes, own in components]


def _layers(nodes: Sequence[int], edges: Sequence[Edge]) -> list[list[int]]:
    """The layers of one component, from the first; nodes in the order of their positions."""
    if len(edges) > MOST_EDGES:
        edges = _spanning(edges)
    from_edges = _library()
    number = {node: index for index, node in enumerate(nodes)}
    pairs = [(number[a], number[b]) for a, b in edges]
    found = from_edges(pairs, dummy_vertices=True, check_layout=False, transpose=len(pairs) <= MOST_EDGES)
    rows: dict[float, list[tuple[float, int]]] = {}
    for positions, *_ in found:
        for node, (x, y) in positions:
            if isinstance(node, int) and node < len(nodes):
                rows.setdefault(round(float(y), 3), []).append((float(x), nodes[node]))
    return [[node for _, node in sorted(row)] for _, row in _downwards(rows, edges)]


def _downwards(
    rows: dict[float, list[tuple[float, int]]], edges: Sequence[Edge]
) -> list[tuple[float, list[tuple[float, int]]]]:
    """The rows in the order in which the edges lead."""
    at = {node: y for y, row in rows.items() for _, node in row}
    source, target = edges[0]
    return sorted(rows.items(), reverse=at[source] > at[target])


def _library() -> Callable[..., Any]:
    try:
        from fast_sugiyama import from_edges
    except ImportError:
        raise K8sdslError(
            "pictures require the library fast-sugiyama, which is not installed",
            remedy="run `pip install 'k8sdsl[pictures]'`, or use .mermaid, .dot or .json, which do not need it",
            code="picture/library",
        ) from None
    return from_edges


def _without_cycles(count: int, edges: Iterable[Edge]) -> list[Edge]:
    """The edges with those turned around that close a cycle; each pair of nodes has at most one."""
    after: dict[int, list[int]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    state = [0] * count
    turned: set[Edge] = set()
    for root in range(count):
        work = [(root, iter(after.get(root, ())))] if not state[root] else []
        state[root] = state[root] or 1
        while work:
            node, following = work[-1]
            other = next(following, None)
            if other is None:
                state[node] = 2
                work.pop()
            elif state[other] == 1:
                turned.add((node, other))
            elif not state[other]:
                state[other] = 1
                work.append((other, iter(after.get(other, ()))))
    return list(dict.fromkeys((b, a) if (a, b) in turned else (a, b) for a, b in edges))


def _components(count: int, edges: Sequence[Edge]) -> list[tuple[list[int], list[Edge]]]:
    """The connected components, each with its edges, in the order of their first nodes."""
    head = list(range(count))
    for source, target in edges:
        head[_top(head, source)] = _top(head, target)
    found: dict[int, tuple[list[int], list[Edge]]] = {}
    for node in range(count):
        found.setdefault(_top(head, node), ([], []))[0].append(node)
    for edge in edges:
        found[_top(head, edge[0])][1].append(edge)
    return list(found.values())


def _spanning(edges: Sequence[Edge]) -> list[Edge]:
    """The edges that are enough to connect all nodes."""
    numbers = {node: number for number, node in enumerate(dict.fromkeys(node for edge in edges for node in edge))}
    head = list(range(len(numbers)))
    kept = []
    for edge in edges:
        source, target = (_top(head, numbers[node]) for node in edge)
        if source != target:
            head[source] = target
            kept.append(edge)
    return kept


def _top(head: list[int], node: int) -> int:
    while head[node] != node:
        head[node] = head[head[node]]
        node = head[node]
    return node
