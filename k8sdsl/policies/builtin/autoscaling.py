"""Policies about what autoscalers scale."""

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

_TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
_DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {"containers": []}}},
}
_UNBOUNDED = {**_DEPLOYMENT, "spec": {"template": {"spec": {"containers": [{"name": "web"}]}}}}


@policy(
    "autoscaling/target",
    "`scaleTargetRef` names a workload in the set.",
    of=objects_of("HorizontalPodAutoscaler"),
    reason="An autoscaler without a target does nothing, and reports that only in its status.",
    remedy="correct `apiVersion`, `kind` or `name` of `scaleTargetRef`",
    kind="HorizontalPodAutoscaler",
    bad={"spec.scaleTargetRef": _TARGET},
    good={"spec.scaleTargetRef": _TARGET, "beside": [_DEPLOYMENT]},
    aliases=("kube-linter:dangling-horizontalpodautoscaler", "kube-score:horizontalpodautoscaler-has-target"),
)
def target(scaler: Manifest, objects: Objects) -> Breaches:
    """Yields targets that the set does not hold."""
    wanted = map_of(map_of(scaler.tree.get("spec")).get("scaleTargetRef"))
    kind, name = wanted.get("kind"), wanted.get("name")
    if not any(
        manifest.name == name
        and manifest.namespace == scaler.namespace
        and manifest.tree.get("apiVersion") == wanted.get("apiVersion")
        for manifest in objects.of(str(kind))
    ):
        yield "spec.scaleTargetRef", f"the set has no {kind}/{name} of `{wanted.get('apiVersion')}`"


@policy(
    "autoscaling/request",
    "Containers that are scaled by their use of cpu or memory request that resource.",
    of=objects_of("HorizontalPodAutoscaler"),
    reason="Utilization is a share of the request; without one the autoscaler does nothing.",
    remedy="set `resources.requests.cpu` in every container of the target",
    kind="HorizontalPodAutoscaler",
    bad={"spec.scaleTargetRef": _TARGET, "spec.targetCPUUtilizationPercentage": 80, "beside": [_UNBOUNDED]},
    good={"spec.scaleTargetRef": _TARGET, "spec.targetCPUUtilizationPercentage": 80},
    sets=("recommended", "notes"),
)
def request(scaler: Manifest, objects: Objects) -> Breaches:
    """Yields containers of the target that do not request what the autoscaler measures."""
    wanted = map_of(map_of(scaler.tree.get("spec")).get("scaleTargetRef"))
    for workload in objects.workloads:
        manifest = workload.manifest
        same = workload.kind == wanted.get("kind") and manifest.name == wanted.get("name")
        if not same or workload.namespace != scaler.namespace:
            continue
        for resource in measured(scaler):
            for container in workload.containers:
                if not container.is_init and not (
                    amount(container, "requests", resource) or amount(container, "limits", resource)
                ):
                    yield (
                        "spec",
                        f"container `{container.name}` of {workload.kind}/{manifest.name} requests no {resource}",
                    )


def measured(scaler: Manifest) -> list[str]:
    """The resources whose utilization an autoscaler measures, in `v1` or `v2`."""
    spec = map_of(scaler.tree.get("spec"))
    found = ["cpu"] if spec.get("targetCPUUtilizationPercentage") is not None else []
    for metric in maps(spec.get("metrics")):
        resource = map_of(metric.get("resource"))
        utilization = map_of(resource.get("target")).get("averageUtilization") or resource.get(
            "targetAverageUtilization"
        )
        if utilization is not None and isinstance(resource.get("name"), str):
            found.append(resource["name"])
    return found
