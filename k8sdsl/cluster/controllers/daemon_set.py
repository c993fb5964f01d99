"""DaemonSets: one pod for each node that its pods can run on (`pkg/controller/daemon`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.controllers.workforce import Workforce
from k8sdsl.cluster.node_selector import NodeSelector
from k8sdsl.cluster.scheduling.pod import REQUIRED
from k8sdsl.cluster.scheduling.tolerations import untolerated
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.tree import Tree

_TOLERATED = (
    ("not-ready", "NoExecute"),
    ("unreachable", "NoExecute"),
    ("disk-pressure", "NoSchedule"),
    ("memory-pressure", "NoSchedule"),
    ("pid-pressure", "NoSchedule"),
    ("unschedulable", "NoSchedule"),
)


def run(plane: ControlPlane, tree: Tree, namespace: str, count: int | None = None) -> Workforce:
    """Creates a pod for each eligible node, which only that node can take; `count` limits their number."""
    template = copy_tree((tree.get("spec") or {}).get("template") or {})
    spec = template.setdefault("spec", {})
    spec["tolerations"] = _tolerations(spec)
    name = (tree.get("metadata") or {}).get("name", "")
    nodes = [node for node in plane.scheduler.nodes.by_name.values() if _runs_on(spec, node)][:count]
    force = Workforce(plane, namespace, len(nodes))
    for node in nodes:
        pod = {**template, "spec": {**spec, "affinity": _for_node(spec.get("affinity") or {}, node.name)}}
        if not force.create(pod, f"{name}-{node.name}", alike=False):
            break
    return force


def _tolerations(spec: Tree) -> list[Tree]:
    """The tolerations of the template and those that every DaemonSet has (`AddOrUpdateDaemonPodTolerations`)."""
    keys = [*_TOLERATED, ("network-unavailable", "NoSchedule")] if spec.get("hostNetwork") else list(_TOLERATED)
    more = [{"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": effect} for key, effect in keys]
    return [*(spec.get("tolerations") or ()), *more]


def _runs_on(spec: Tree, node: Node) -> bool:
    """Whether a node is one for the DaemonSet (`NodeShouldRunDaemonPod`)."""
    if spec.get("nodeName") and spec["nodeName"] != node.name:
        return False
    selector = spec.get("nodeSelector") or {}
    required = ((spec.get("affinity") or {}).get("nodeAffinity") or {}).get(REQUIRED)
    if any(node.labels.get(key) != value for key, value in selector.items()):
        return False
    if not NodeSelector.of(required).matches(node.labels, node.name):
        return False
    return untolerated(spec["tolerations"], node.taints) is None


def _for_node(affinity: Tree, name: str) -> Tree:
    """An affinity with every term bound to one node (`ReplaceDaemonSetPodNodeNameNodeAffinity`)."""
    field: dict[str, Any] = {"key": "metadata.name", "operator": "In", "values": [name]}
    of_node = affinity.get("nodeAffinity") or {}
    terms = (of_node.get(REQUIRED) or {}).get("nodeSelectorTerms") or [{}]
    bound = [{**term, "matchFields": [field]} for term in terms]
    return {**affinity, "nodeAffinity": {**of_node, REQUIRED: {"nodeSelectorTerms": bound}}}
