"""What admission changed in an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.amounts import canonical
from k8sdsl.tree import maps

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_POD_FIELDS = ("priority", "priorityClassName", "preemptionPolicy", "nodeSelector", "imagePullSecrets")


def effect_on(kind: str, sent: Tree, final: Tree) -> dict[str, Any]:
    """The fields of an object that are other than they were sent; quantities as the server writes them."""
    before, after = sent.get("spec") or {}, final.get("spec") or {}
    if kind == "Pod":
        return _on_pod(before, after)
    name = {"PersistentVolumeClaim": "storageClassName", "Ingress": "ingressClassName"}.get(kind)
    if name is not None and after.get(name) != before.get(name):
        return {name: after.get(name)}
    return {}


def _on_pod(before: Tree, after: Tree) -> dict[str, Any]:
    effect: dict[str, Any] = {}
    sent = {container.get("name"): container.get("resources") or {} for container in _containers(before)}
    resources = {container.get("name"): _resources(container.get("resources")) for container in _containers(after)}
    changed = {name: now for name, now in resources.items() if now != sent.get(name)}
    if changed:
        effect["resources"] = changed
    of_pod = _resources(after.get("resources"))
    if of_pod != (before.get("resources") or {}):
        effect["podResources"] = of_pod
    overhead = _quantities(after.get("overhead"))
    if overhead != (before.get("overhead") or {}):
        effect["overhead"] = overhead
    effect.update(
        {field: after[field] for field in _POD_FIELDS if field in after and after[field] != before.get(field)}
    )
    return effect


def _containers(spec: Tree) -> list[Tree]:
    return [*maps(spec.get("containers")), *maps(spec.get("initContainers"))]


def _resources(resources: Tree | None) -> Tree:
    return {
        field: _quantities(value) if field in {"limits", "requests"} else value
        for field, value in (resources or {}).items()
    }


def _quantities(quantities: Tree | None) -> Tree:
    return {name: canonical(value) for name, value in (quantities or {}).items()}
