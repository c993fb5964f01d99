"""Deployments: a ReplicaSet of the template, and its pods (`pkg/controller/deployment`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.controllers import replicas
from k8sdsl.cluster.controllers.workforce import Workforce
from k8sdsl.semantics.content_hash import content_hash
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.tree import Tree

_HASH_LABEL = "pod-template-hash"


def run(plane: ControlPlane, tree: Tree, namespace: str, count: int | None = None) -> Workforce:
    """Creates the ReplicaSet, and its pods if it was not refused; a paused Deployment creates nothing."""
    spec = tree.get("spec") or {}
    declared = spec.get("replicas")
    wanted = count if count is not None else 1 if declared is None else declared
    force = Workforce(plane, namespace, wanted)
    if spec.get("paused"):
        return force
    owned = _replica_set(tree, namespace, wanted)
    force.refused = [p for p in plane.make("apps/v1", "ReplicaSet", copy_tree(owned)) if p.rule.severity == "error"]
    return force if force.refused else replicas.run(plane, owned, namespace, wanted)


def _replica_set(tree: Tree, namespace: str, wanted: int) -> Tree:
    """The ReplicaSet of a Deployment, whose pods carry the hash of their template as a label."""
    spec = tree.get("spec") or {}
    template = copy_tree(spec.get("template") or {})
    value = content_hash(template)
    template.setdefault("metadata", {}).setdefault("labels", {})[_HASH_LABEL] = value
    selector = copy_tree(spec.get("selector") or {})
    selector.setdefault("matchLabels", {})[_HASH_LABEL] = value
    name = (tree.get("metadata") or {}).get("name", "")
    metadata = {"name": f"{name}-{value}", "namespace": namespace, "labels": dict(template["metadata"]["labels"])}
    return {"metadata": metadata, "spec": {"replicas": wanted, "selector": selector, "template": template}}
