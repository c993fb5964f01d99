"""A cluster: the objects that it holds, as `kubectl get ... -o yaml` writes them or as typed Python."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from k8sdsl.objects.conversion import refuse_unreadable
from k8sdsl.objects.typed import Resource
from k8sdsl.project.manifests import read_manifests
from k8sdsl.stack import manifest_of
from k8sdsl.tree import maps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.tree import Tree

ClusterLike: TypeAlias = "Cluster | str | PathLike[str] | Iterable[Resource | Mapping[str, Any]]"
"""What a cluster can be given as: itself, the path of a YAML file or folder, or its objects."""


class Cluster:
    """The objects that exist in a cluster: nodes, classes, volumes, quotas, namespaces, and what already runs.

    A kind without objects is treated as unknown, and no object of it is reported as missing. `read` takes the output of
    `kubectl get nodes,sc,pv,pvc,quota,limits,ns,priorityclasses,pods -A -o yaml` as it is.

    Examples:
        >>> from k8sdsl import Cluster, check, k8s
        >>> cluster = Cluster([k8s.Namespace("dev"), k8s.ConfigMap("there", namespace="dev")])
        >>> [finding.rule for finding in check([k8s.ConfigMap("new", namespace="prod").to_dict()], cluster=cluster)]
        ['admission/namespace']
    """

    __slots__ = ("_trees",)

    def __init__(self, items: Iterable[Resource | Mapping[str, Any]] = ()) -> None:
        self._trees: list[Tree] = [tree for item in items for tree in _opened(manifest_of(item).tree)]

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Cluster:
        """The cluster that a YAML or JSON file, or a folder of them, describes; LoadError if it cannot be read."""
        absolute = Path(path).absolute()
        if not absolute.is_file():
            return cls(manifest.tree for manifest in read_manifests(Path(path)))
        return _read(Path(path), absolute, absolute.stat().st_mtime_ns)

    @classmethod
    def of(cls, given: ClusterLike) -> Cluster:
        """The cluster that is given in one of its forms."""
        if isinstance(given, Cluster):
            return given
        return cls.read(given) if isinstance(given, (str, PathLike)) else cls(given)

    def __iter__(self) -> Iterator[Tree]:
        return iter(self._trees)

    def __len__(self) -> int:
        return len(self._trees)

    def __repr__(self) -> str:
        return f"Cluster({len(self)} objects)"


def trees_of(items: Iterable[Resource | Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Objects, typed or not, as trees; StructureError for one that no file could hold."""
    trees = [item.to_dict() if isinstance(item, Resource) else item for item in items]
    for tree in trees:
        refuse_unreadable(tree)
    return trees


@lru_cache(maxsize=4)
def _read(path: Path, _absolute: Path, _changed: int) -> Cluster:
    """The cluster of a file; read once for all overlays of a run, and again if the file changes."""
    return Cluster(manifest.tree for manifest in read_manifests(path))


def _opened(tree: Tree) -> list[Tree]:
    """The items of a list (`kubectl` writes one), or the object itself."""
    items = tree.get("items")
    if str(tree.get("kind")).endswith("List") and isinstance(items, list):
        return maps(items)
    return [tree]
