"""What a pod requests and is limited to as a whole (component-helpers `resource.PodRequests`, `PodLimits`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import Amounts, add, amounts, raise_to

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_NATIVE_PREFIXES = ("requests.", "kubernetes.io/")


def pod_requests(spec: Tree, *, overhead: bool = True) -> Amounts:
    """The requests of a pod: what its containers need at most at any time, unless it sets them for itself."""
    total = container_total(spec, "requests")
    _override(total, spec, "requests")
    if overhead:
        add(total, amounts(spec.get("overhead")))
    return total


def pod_limits(spec: Tree, *, overhead: bool = True) -> Amounts:
    """The limits of a pod, as `pod_requests`; overhead raises limits that exist."""
    total = container_total(spec, "limits")
    _override(total, spec, "limits")
    if overhead:
        add(total, {name: more for name, more in amounts(spec.get("overhead")).items() if name in total})
    return total


def container_total(spec: Tree, field: str) -> Amounts:
    """What the containers of a pod need at most at any time.

    Containers and sidecars run together; each init container runs beside the sidecars that were started before it.
    """
    total: Amounts = {}
    for container in spec.get("containers") or ():
        add(total, _of(container, field))
    sidecars: Amounts = {}
    highest: Amounts = {}
    for container in spec.get("initContainers") or ():
        own = _of(container, field)
        if container.get("restartPolicy") == "Always":
            add(total, own)
            add(sidecars, own)
            raise_to(highest, sidecars)
        else:
            add(own, sidecars)
            raise_to(highest, own)
    raise_to(total, highest)
    return total


def has_pod_level(spec: Tree) -> bool:
    """Whether a pod sets requests or limits for itself as a whole (`IsPodLevelResourcesSet`)."""
    resources = spec.get("resources") or {}
    return any(is_pod_level(name) for field in ("requests", "limits") for name in resources.get(field) or ())


def is_pod_level(name: str) -> bool:
    """Whether a resource can be set for a pod as a whole."""
    return name in {"cpu", "memory"} or name.startswith("hugepages-")


def is_extended(name: str) -> bool:
    """Whether a resource is one that Kubernetes itself does not know (`IsExtendedResourceName`)."""
    return "/" in name and not name.startswith(_NATIVE_PREFIXES)


def is_best_effort(spec: Tree) -> bool:
    """Whether a pod asks for no CPU and no memory at all (`qos.ComputePodQOS`)."""
    resources = (
        [spec.get("resources") or {}]
        if has_pod_level(spec)
        else [
            container.get("resources") or {}
            for field in ("initContainers", "containers")
            for container in spec.get(field) or ()
        ]
    )
    return not any(
        amount > 0 and name in {"cpu", "memory"}
        for part in resources
        for field in ("requests", "limits")
        for name, amount in amounts(part.get(field)).items()
    )


def _of(container: Tree, field: str) -> Amounts:
    return amounts((container.get("resources") or {}).get(field))


def _override(total: Amounts, spec: Tree, field: str) -> None:
    own = amounts((spec.get("resources") or {}).get(field))
    total.update({name: amount for name, amount in own.items() if is_pod_level(name)})
