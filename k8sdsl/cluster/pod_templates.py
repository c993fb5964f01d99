"""Where the kinds of Kubernetes hold the template of their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.references.pods import POD_SPECS

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_PATHS = {kind: tuple(path.split("/")[:-1]) for kind, path in POD_SPECS.items()}


def pod_path(group: str, kind: str) -> tuple[str, ...] | None:
    """The path of the pod template in objects of a kind, empty for a Pod itself; None for kinds without pods."""
    return _PATHS.get(kind) if is_builtin_group(group) else None


def pod_of(tree: Tree, path: tuple[str, ...]) -> Tree:
    """The pod or pod template of a decoded object; an empty one if it is omitted."""
    for step in path:
        tree = tree.get(step) or {}
    return tree
