"""Policies about how many pods there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import objects_of, workloads_of
from k8sdsl.tree import map_of
from k8sdsl.yaml.editing import ABSENT

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

SCALED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DeploymentConfig")
"""The kinds that have `spec.replicas`."""

_SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}


def replicas_of(workload: Workload) -> int:
    """How many pods a workload asks for; 1 where it does not say."""
    value = workload.spec.get("replicas")
    return value if isinstance(value, int) else 1


def autoscaler_of(workload: Workload, objects: Objects) -> Manifest | None:
    """The HorizontalPodAutoscaler of a workload."""
    for scaler in objects.of("HorizontalPodAutoscaler"):
        target = map_of(map_of(scaler.tree.get("spec")).get("scaleTargetRef"))
        same = str(target.get("kind")).lower() == workload.kind.lower() and target.get("name") == workload.manifest.name
        if same and scaler.namespace == workload.namespace:
            return scaler
    return None


def _fewer(workload: Workload, least: int) -> Breaches:
    count = replicas_of(workload)
    if count < least:
        yield "spec.replicas", f"`replicas` is {count}, but must be at least {least}"


@policy(
    "replicas/three",
    "`replicas` is at least 3.",
    of=workloads_of(*SCALED),
    reason="With three pods, one can fail while another is being replaced.",
    remedy="set `replicas: 3`",
    bad={"spec.replicas": 2},
    good={"spec.replicas": 3},
    aliases=("kube-linter:minimum-three-replicas",),
)
def three(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads of fewer than three pods."""
    return _fewer(workload, 3)


@policy(
    "replicas/two",
    "`replicas` of a Deployment is at least 2.",
    of=workloads_of("Deployment"),
    reason="A single pod is unavailable whenever its node is.",
    remedy="set `replicas: 2`",
    bad={"spec.replicas": 1},
    good={"spec.replicas": 2},
    aliases=("polaris:deploymentMissingReplicas",),
)
def two(workload: Workload, _objects: Objects) -> Breaches:
    """Yields Deployments of fewer than two pods."""
    return _fewer(workload, 2)


@policy(
    "replicas/two-behind-service",
    "A Deployment that a Service selects, and that nothing scales, has at least 2 replicas.",
    of=workloads_of("Deployment"),
    reason="A single pod is unavailable whenever its node is.",
    remedy="set `replicas: 2`",
    bad={"spec.replicas": 1, "beside": [_SERVICE]},
    good={"spec.replicas": 2, "beside": [_SERVICE]},
    aliases=("kube-score:deployment-replicas",),
)
def two_behind_service(workload: Workload, objects: Objects) -> Breaches:
    """Yields Deployments of fewer than two pods that serve."""
    if objects.services_of(workload) and autoscaler_of(workload, objects) is None:
        yield from _fewer(workload, 2)


def minimum_of(scaler: Manifest) -> int:
    """The least number of pods of an autoscaler; 1 where it does not say."""
    value: Any = map_of(scaler.tree.get("spec")).get("minReplicas")
    return value if isinstance(value, int) else 1


@policy(
    "replicas/autoscaler-three",
    "`minReplicas` of a HorizontalPodAutoscaler is at least 3.",
    of=objects_of("HorizontalPodAutoscaler", "ScaledObject"),
    reason="With three pods, one can fail while another is being replaced.",
    remedy="set `minReplicas: 3`",
    kind="HorizontalPodAutoscaler",
    bad={"spec.minReplicas": 2},
    good={"spec.minReplicas": 3},
    aliases={"kube-linter:hpa-minimum-three-replicas": lambda scaler: scaler.kind == "HorizontalPodAutoscaler"},
)
def autoscaler_three(scaler: Manifest, _objects: Objects) -> Breaches:
    """Yields autoscalers that go below three pods."""
    least = minimum_of(scaler)
    if scaler.kind == "ScaledObject":  # KEDA's own name for the field
        value = map_of(scaler.tree.get("spec")).get("minReplicaCount")
        least = value if isinstance(value, int) else 1
    if least < 3:
        yield "spec.minReplicas", f"`minReplicas` is {least}, but must be higher"


@policy(
    "replicas/autoscaler-two",
    "`minReplicas` of a HorizontalPodAutoscaler is at least 2.",
    of=objects_of("HorizontalPodAutoscaler"),
    reason="A single pod is unavailable whenever its node is.",
    remedy="set `minReplicas: 2`",
    kind="HorizontalPodAutoscaler",
    bad={"spec.minReplicas": 1},
    good={"spec.minReplicas": 2},
    aliases={
        "kube-score:horizontalpodautoscaler-replicas": None,
        "polaris:hpaMinAvailability": lambda scaler: "minReplicas" in map_of(scaler.tree.get("spec")),
    },
)
def autoscaler_two(scaler: Manifest, _objects: Objects) -> Breaches:
    """Yields autoscalers that go below two pods."""
    if minimum_of(scaler) < 2:
        yield "spec.minReplicas", f"the minimum number of pods is {minimum_of(scaler)}"


@policy(
    "replicas/autoscaler-range",
    "`maxReplicas` of a HorizontalPodAutoscaler is above `minReplicas`.",
    of=objects_of("HorizontalPodAutoscaler"),
    reason="An autoscaler whose bounds are equal never scales.",
    remedy="raise `maxReplicas`",
    kind="HorizontalPodAutoscaler",
    bad={"spec.minReplicas": 2, "spec.maxReplicas": 2},
    good={"spec.minReplicas": 2, "spec.maxReplicas": 4},
    aliases=("polaris:hpaMaxAvailability",),
    sets=("recommended",),
)
def autoscaler_range(scaler: Manifest, _objects: Objects) -> Breaches:
    """Yields autoscalers without room between their bounds."""
    spec = map_of(scaler.tree.get("spec"))
    least, most = spec.get("minReplicas"), spec.get("maxReplicas")
    if not isinstance(most, int) or most < 1 or (isinstance(least, int) and (least < 1 or most <= least)):
        yield "spec.maxReplicas", f"`maxReplicas` is {most}, and `minReplicas` is {least if least is not None else 1}"


@policy(
    "replicas/fixed-beside-autoscaler",
    "A Deployment that a HorizontalPodAutoscaler scales does not set `replicas`.",
    of=workloads_of("Deployment"),
    reason="Every apply resets the number that the autoscaler chose.",
    remedy="remove `replicas`",
    bad={
        "spec.replicas": 2,
        "beside": [
            {
                "apiVersion": "autoscaling/v2",
                "kind": "HorizontalPodAutoscaler",
                "metadata": {"name": "web"},
                "spec": {"maxReplicas": 4, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
            }
        ],
    },
    good={"spec.replicas": 2},
    aliases=("kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured",),
    sets=("recommended", "notes"),
    fix=Fix(to=ABSENT),
)
def fixed_beside_autoscaler(workload: Workload, objects: Objects) -> Breaches:
    """Yields fixed numbers of pods that an autoscaler sets as well."""
    scaler = autoscaler_of(workload, objects)
    if scaler is not None and workload.spec.get("replicas") is not None:
        yield "spec.replicas", f"HorizontalPodAutoscaler/{scaler.name} sets the number of pods"
