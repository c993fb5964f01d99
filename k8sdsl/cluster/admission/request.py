"""One object on its way through admission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.identity import GroupVersionKind
    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.tree import Tree


class Request:
    """The create request for one object, which plugins change in place or find fault with.

    `tree` is decoded and private; `objects` are those that exist already. `later` are the namespaces that are created
    only after this object. `warnings` are given beside an object that is accepted.
    """

    __slots__ = ("gvk", "info", "later", "minor", "name", "namespace", "objects", "problems", "tree", "warnings")

    def __init__(
        self,
        tree: Tree,
        gvk: GroupVersionKind,
        info: KindInfo | None,
        objects: ClusterObjects,
        minor: int,
        later: frozenset[str] = frozenset(),
    ) -> None:
        metadata = tree.get("metadata") or {}
        namespaced = info is None or info.namespaced
        self.tree = tree
        self.gvk = gvk
        self.info = info
        self.objects = objects
        self.minor = minor
        self.later = later
        self.problems = Problems()
        self.warnings = Problems()
        self.name: str = metadata.get("name") or ""
        self.namespace: str = (metadata.get("namespace") or "default") if namespaced else ""

    @property
    def spec(self) -> Tree:
        """The `spec` of the object, created if it is not there."""
        spec: Tree = self.tree.setdefault("spec", {})
        return spec

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations for reading."""
        return (self.tree.get("metadata") or {}).get("annotations") or {}
