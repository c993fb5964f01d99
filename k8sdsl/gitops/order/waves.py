"""The order in which the objects of one environment must come: from the references between them, not from their kinds.

Namespaces and definitions come before what is in them or of them, configuration and accounts before the workloads that
use them, workloads before the routes and autoscalers that lead to them. A claim comes in the same wave as the first
workload that mounts it: most storage binds a claim only when a pod asks, and a wave that waits for it would never end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.gitops.order.dependencies import Key, key_of, needs_of, offers_of
from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.tree import Tree

_BEFORE_PODS = frozenset(("ResourceQuota", "LimitRange", "NetworkPolicy"))
"""What judges or guards pods when they are made, and so is there before them."""

_ROUTES = frozenset(
    (
        *("Ingress", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"),
        *("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"),
    )
)
"""What is of use only when the pods behind its services are ready."""


def waves_of(trees: Sequence[Tree]) -> list[int]:
    """The wave of each object: 0 for what needs nothing, and one more than the last of what it needs for the rest."""
    needs = [set(edges) for edges in _edges(trees)]
    return _levels(_welded(trees, needs))


def _edges(trees: Sequence[Tree]) -> Iterator[set[int]]:
    """For each object, the positions of those that it needs."""
    keys = [key_of(tree) for tree in trees]
    at = {key: position for position, tree in enumerate(trees) for key in offers_of(tree)}
    guards: dict[str, set[int]] = {}
    bindings: dict[Key, set[int]] = {}
    for position, key in enumerate(keys):
        if key.kind in _BEFORE_PODS:
            guards.setdefault(key.namespace, set()).add(position)
        if key.kind in {"RoleBinding", "ClusterRoleBinding"}:
            for need in needs_of(trees[position]):
                if need.kind == "ServiceAccount":
                    bindings.setdefault(need, set()).add(position)
    for position, tree in enumerate(trees):
        wanted = needs_of(tree)
        found = {at[need] for need in wanted if need in at}
        if keys[position].kind in POD_SPECS:
            found |= guards.get(keys[position].namespace, set())
            for need in wanted:
                found |= bindings.get(need, set())
        if keys[position].kind in _ROUTES:
            for need in wanted:
                if need.kind == "Service" and need in at:
                    found |= _behind(trees[at[need]], trees)
        yield found - {position}


def _behind(service: Tree, trees: Sequence[Tree]) -> set[int]:
    """The workloads whose pods a service selects."""
    selector = get(service, ("spec", "selector"))
    namespace = get(service, ("metadata", "namespace"))
    if not isinstance(selector, dict) or not selector:
        return set()
    return {
        position
        for position, tree in enumerate(trees)
        if get(tree, ("metadata", "namespace")) == namespace and selector.items() <= _pod_labels(tree).items()
    }


def _pod_labels(tree: Tree) -> dict[str, Any]:
    path = POD_SPECS.get(str(tree.get("kind")))
    if path is None:
        return {}
    labels = get(tree, (*path.split("/")[:-1], "metadata", "labels"))
    return labels if isinstance(labels, dict) else {}


def _welded(trees: Sequence[Tree], needs: list[set[int]]) -> list[set[int]]:
    """The edges with each claim and the workloads that mount it needing each other, so that they share a wave."""
    for position, tree in enumerate(trees):
        if str(tree.get("kind")) in POD_SPECS:
            for need in list(needs[position]):
                if trees[need].get("kind") == "PersistentVolumeClaim":
                    needs[need].add(position)
    return needs


def _levels(needs: list[set[int]]) -> list[int]:
    """The longest way down from each node; those of one cycle count as one node."""
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
