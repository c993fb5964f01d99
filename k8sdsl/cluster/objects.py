"""The objects that exist in a simulated cluster, by kind, namespace and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.identity import GroupVersionKind
    from k8sdsl.tree import Tree

DEFAULT_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
"""The namespaces of every cluster."""

_IN_EACH_NAMESPACE = (("", "ServiceAccount", "default"), ("", "ConfigMap", "kube-root-ca.crt"))


class ClusterObjects:
    """The objects of a cluster; trees are decoded and belong to the simulation.

    `is_open` tells of a group and kind whether more objects may exist than are known: a name that is not found may
    exist then.
    """

    __slots__ = ("_by_kind", "_by_namespace", "_kinds", "is_open")

    def __init__(self, is_open: Callable[[str, str], bool]) -> None:
        self.is_open = is_open
        self._kinds: dict[tuple[str, str], tuple[GroupVersionKind, str]] = {}
        self._by_kind: dict[tuple[str, str], dict[tuple[str, str], Tree]] = {}
        self._by_namespace: dict[str, dict[tuple[str, str], dict[str, Tree]]] = {}

    def add(self, gvk: GroupVersionKind, plural: str, namespace: str, name: str, tree: Tree) -> None:
        """Adds an object; the namespace of a cluster-scoped one is empty."""
        self._kinds[gvk.group, gvk.kind] = (gvk, plural)
        self._by_kind.setdefault((gvk.group, gvk.kind), {})[namespace, name] = tree
        self._by_namespace.setdefault(namespace, {}).setdefault((gvk.group, gvk.kind), {})[name] = tree

    def get(self, group: str, kind: str, name: str, namespace: str = "") -> Tree | None:
        """The object of a name, or None."""
        return self._by_kind.get((group, kind), {}).get((namespace, name))

    def all(self, group: str, kind: str) -> Iterable[Tree]:
        """The objects of a kind in the order of their creation."""
        return self._by_kind.get((group, kind), {}).values()

    def within(self, group: str, kind: str, namespace: str) -> Iterable[Tree]:
        """The objects of a kind in a namespace, in the order of their creation."""
        return self._by_namespace.get(namespace, {}).get((group, kind), {}).values()

    def has(self, group: str, kind: str, name: str, namespace: str = "") -> bool:
        """Whether an object exists, those included that Kubernetes makes in every namespace."""
        return (group, kind, name) in _IN_EACH_NAMESPACE or self.get(group, kind, name, namespace) is not None

    def lacks(self, group: str, kind: str, name: str, namespace: str = "") -> bool:
        """Whether an object certainly does not exist."""
        return not self.is_open(group, kind) and not self.has(group, kind, name, namespace)

    def count(self, group: str, kind: str, namespace: str) -> int:
        """How many objects of a kind a namespace holds, those included that Kubernetes makes in every namespace."""
        named = self._by_namespace.get(namespace, {}).get((group, kind), {})
        own = sum(1 for g, k, name in _IN_EACH_NAMESPACE if (g, k) == (group, kind) and name not in named)
        return len(named) + own

    def namespace_labels(self, namespace: str) -> dict[str, str]:
        """The labels of a namespace; one that is not known has the label that every namespace has."""
        tree = self.get("", "Namespace", namespace) or {}
        labels = (tree.get("metadata") or {}).get("labels") or {}
        return {**labels, "kubernetes.io/metadata.name": namespace}

    def in_namespace(
        self, namespace: str, kinds: Iterable[tuple[str, str]] = ()
    ) -> Iterator[tuple[GroupVersionKind, str, Tree]]:
        """Every object of a namespace, or those of some kinds, with its kind and the plural of it."""
        named = self._by_namespace.get(namespace, {})
        for kind in kinds or named:
            for tree in named.get(kind, {}).values():
                yield *self._kinds[kind], tree

    def namespaces(self) -> set[str]:
        """The names of all namespaces that are known."""
        named = {name for _, name in self._by_kind.get(("", "Namespace"), {})}
        return named | set(filter(None, self._by_namespace)) | set(DEFAULT_NAMESPACES)
