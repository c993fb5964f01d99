"""Where the kinds of Kubernetes hold the template of their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_TEMPLATE = ("spec", "template")
_PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {"Pod": (), "PodTemplate": ("template",), "ReplicationController": _TEMPLATE},
    "apps": dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"), _TEMPLATE),
    "batch": {"CronJob": ("spec", "jobTemplate", "spec", "template"), "Job": _TEMPLATE},
}


def pod_path(group: str, kind: str) -> tuple[str, ...] | None:
    """The path of the pod template in objects of a kind, empty for a Pod itself; None for kinds without pods."""
    return _PATHS.get(group, {}).get(kind)


def pod_of(tree: Tree, path: tuple[str, ...]) -> Tree:
    """The pod or pod template of a decoded object; an empty one where it is left out."""
    for step in path:
        tree = tree.get(step) or {}
    return tree
