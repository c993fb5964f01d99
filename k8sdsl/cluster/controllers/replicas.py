"""ReplicaSets and ReplicationControllers: a number of equal pods (`pkg/controller/replicaset`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.controllers.workforce import Workforce

if TYPE_CHECKING:
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.tree import Tree


def run(plane: ControlPlane, tree: Tree, namespace: str, count: int | None = None) -> Workforce:
    """Creates the pods one after another; the first that is refused ends it."""
    spec = tree.get("spec") or {}
    declared = spec.get("replicas")
    wanted = count if count is not None else 1 if declared is None else declared
    force = Workforce(plane, namespace, wanted)
    name = (tree.get("metadata") or {}).get("name", "")
    for number in range(wanted):
        if not force.create(spec.get("template") or {}, f"{name}-{number}"):
            break
    return force
