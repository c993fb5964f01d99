"""Jobs: as many pods at a time as may run in parallel (`pkg/controller/job`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.controllers.workforce import Workforce

if TYPE_CHECKING:
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.tree import Tree


def run(plane: ControlPlane, tree: Tree, namespace: str, count: int | None = None) -> Workforce:
    """Creates the first pods of a Job; a suspended one creates none."""
    spec = tree.get("spec") or {}
    wanted = pods_at_once(spec) if count is None else count
    force = Workforce(plane, namespace, wanted)
    name = (tree.get("metadata") or {}).get("name", "")
    for number in range(wanted):
        if not force.create(spec.get("template") or {}, f"{name}-{number}"):
            break
    return force


def pods_at_once(spec: Tree) -> int:
    """How many pods a Job runs at most at a time: its parallelism, and no more than its completions."""
    if spec.get("suspend"):
        return 0
    parallelism, completions = spec.get("parallelism"), spec.get("completions")
    if parallelism is None:
        parallelism = 1
    if completions is None:
        return int(parallelism)
    return int(min(parallelism, completions))
