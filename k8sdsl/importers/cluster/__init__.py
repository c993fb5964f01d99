"""Objects as a cluster has them, as the objects that somebody wrote: for the output of `kubectl get -o yaml`.

own        which objects a cluster and its controllers create themselves
written    the fields that the server and its controllers write into the objects of others
defaulted  the fields that the server fills in
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.identity import ObjectRef
from k8sdsl.importers.cluster.defaulted import without_defaults
from k8sdsl.importers.cluster.own import creator_of
from k8sdsl.importers.cluster.written import applied_of, without_written
from k8sdsl.importers.manifests import SourceObject
from k8sdsl.tree import get, map_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree


class UserObjects:
    """The objects of a cluster that somebody wrote, as they were written; `left_out` counts the others by creator."""

    def __init__(self, trees: Iterable[Tree], minor: int) -> None:
        self.left_out: dict[str, int] = {}
        self.objects: list[Tree] = []
        for tree in trees:
            creator = creator_of(tree)
            if creator:
                self.left_out[creator] = self.left_out.get(creator, 0) + 1
            else:
                applied = applied_of(tree)
                self.objects.append(without_defaults(without_written(tree, applied), applied, minor))

    def by_namespace(self) -> dict[str, list[SourceObject]]:
        """The objects of each namespace, and those without one as `cluster`; as files, those of one application."""
        found: dict[str, list[SourceObject]] = {}
        for tree in self.objects:
            namespace = ObjectRef.of(tree).namespace or "cluster"
            found.setdefault(namespace, []).append(SourceObject(tree, f"{namespace}/{_application(tree)}.yaml"))
        return found


def _application(tree: Tree) -> str:
    labels = map_of(get(tree, ("metadata", "labels")))
    names = ("app.kubernetes.io/part-of", "app.kubernetes.io/name", "app", "k8s-app")
    return next((labels[name] for name in names if isinstance(labels.get(name), str)), ObjectRef.of(tree).name)
