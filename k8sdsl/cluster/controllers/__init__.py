"""The pods that workloads make, one file for each kind of controller (`k8s.io/kubernetes/pkg/controller`).

A controller is a function `run(plane, tree, namespace, count)` that creates what it manages and answers with its
`Workforce`; `count` overrides the declared number of replicas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.controllers import daemon_set, deployment, job, replicas, stateful_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.cluster.controllers.workforce import Workforce
    from k8sdsl.tree import Tree

    RunController = Callable[[ControlPlane, Tree, str, int | None], Workforce]

_CONTROLLERS: dict[tuple[str, str], RunController] = {
    ("", "ReplicationController"): replicas.run,
    ("apps", "DaemonSet"): daemon_set.run,
    ("apps", "Deployment"): deployment.run,
    ("apps", "ReplicaSet"): replicas.run,
    ("apps", "StatefulSet"): stateful_set.run,
    ("batch", "Job"): job.run,
}


def controller_of(group: str, kind: str) -> RunController | None:
    """The controller of a kind, if it has one that makes pods."""
    return _CONTROLLERS.get((group, kind))
