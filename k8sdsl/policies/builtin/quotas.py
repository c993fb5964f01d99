"""Policies about quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.builtin.resources import amount
from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import objects_of
from k8sdsl.tree import map_of, maps

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "web", "image": "nginx:1.28"}]},
}


@policy(
    "quotas/defaults",
    "Every container sets the cpu and memory that a ResourceQuota limits, or a LimitRange sets defaults.",
    of=objects_of("ResourceQuota"),
    reason="The API server refuses a pod that does not set a limited resource.",
    remedy="add a LimitRange with `default` and `defaultRequest`, or set `resources` in the container",
    kind="ResourceQuota",
    bad={"spec.hard": {"limits.memory": "1Gi"}, "beside": [_POD]},
    good={"spec.hard": {"pods": "1"}, "beside": [_POD]},
    sets=("recommended", "notes"),
)
def defaults(quota: Manifest, objects: Objects) -> Breaches:
    """Yields counted resources that a container of the namespace does not set."""
    hard = map_of(map_of(quota.tree.get("spec")).get("hard"))
    for key in hard:
        section, _, resource = str(key).rpartition(".")
        section = section or "requests"
        counted = resource in {"cpu", "memory"} and section in {"requests", "limits"}
        if not counted or _given(quota, objects, resource):
            continue
        inside = (work for work in objects.workloads if work.namespace == quota.namespace)
        for container in (container for workload in inside for container in workload.containers):
            # The server uses the limit as the request if that is not set, never the reverse.
            other = amount(container, "limits", resource) if section == "requests" else 0
            if not (amount(container, section, resource) or other):
                where = f"`{container.name}` of {container.workload.kind}/{container.workload.manifest.name}"
                yield f"spec.hard[{key}]", f"container {where} sets no {resource} {section[:-1]}"


def _given(quota: Manifest, objects: Objects, resource: str) -> bool:
    """Whether a LimitRange of the namespace gives containers a default."""
    return any(
        resource in map_of(limit.get("default")) or resource in map_of(limit.get("defaultRequest"))
        for one in objects.of("LimitRange")
        if one.namespace == quota.namespace
        for limit in maps(map_of(one.tree.get("spec")).get("limits"))
        if limit.get("type") == "Container"
    )
