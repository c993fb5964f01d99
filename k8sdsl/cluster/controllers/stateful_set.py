"""StatefulSets: pods with numbers, each with claims of its own (`pkg/controller/statefulset`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.controllers.workforce import Workforce
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.cluster.control_plane import ControlPlane
    from k8sdsl.rule import Problem
    from k8sdsl.tree import Tree


def run(plane: ControlPlane, tree: Tree, namespace: str, count: int | None = None) -> Workforce:
    """Creates the pods in order, each after its claims; the first claim or pod that is refused ends it.

    Pods are taken to become ready, so that `OrderedReady` creates as many as `Parallel`.
    """
    spec = tree.get("spec") or {}
    declared = spec.get("replicas")
    wanted = count if count is not None else 1 if declared is None else declared
    force = Workforce(plane, namespace, wanted)
    name = (tree.get("metadata") or {}).get("name", "")
    first = (spec.get("ordinals") or {}).get("start") or 0
    templates = spec.get("volumeClaimTemplates") or []
    for number in range(first, first + wanted):
        force.refused = _make_claims(plane, spec, templates, namespace, f"{name}-{number}")
        pod = _with_claims(spec.get("template") or {}, templates, f"{name}-{number}")
        if force.refused or not force.create(pod, f"{name}-{number}", alike=not templates):
            break
    return force


def _make_claims(plane: ControlPlane, spec: Tree, templates: list[Tree], namespace: str, pod: str) -> list[Problem]:
    """Creates the claims of one pod that do not exist; what keeps the first of them from being created."""
    labels = (spec.get("selector") or {}).get("matchLabels") or {}
    for template in templates:
        metadata = template.get("metadata") or {}
        name = f"{metadata.get('name', '')}-{pod}"
        if plane.objects.get("", "PersistentVolumeClaim", name, namespace) is not None:
            continue
        own = {**copy_tree(metadata), "name": name, "namespace": namespace}
        own["labels"] = {**(own.get("labels") or {}), **labels}
        claim = {"metadata": own, "spec": copy_tree(template.get("spec") or {})}
        found = plane.make("v1", "PersistentVolumeClaim", claim)
        errors = [problem for problem in found if problem.rule.severity == "error"]
        if errors:
            return errors
    return []


def _with_claims(template: Tree, templates: list[Tree], pod: str) -> Tree:
    """The pod template with a volume for each claim, in place of volumes of the same name."""
    if not templates:
        return template
    names = [(claim.get("metadata") or {}).get("name", "") for claim in templates]
    spec = template.get("spec") or {}
    volumes: list[Tree] = [volume for volume in spec.get("volumes") or () if volume.get("name") not in names]
    volumes += [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod}"}} for name in names]
    return {**template, "spec": {**spec, "volumes": volumes}}
