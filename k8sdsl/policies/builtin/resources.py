"""Policies about the requests and limits of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import containers, is_regular, workloads
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from fractions import Fraction

    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_RESOURCES = "spec.template.spec.containers[0].resources"
_REASON_REQUEST = "The scheduler places pods by their requests; without one, nodes are overcommitted."
_REASON_LIMIT = "Without a limit, one container can use up all memory of its node."


def amount(container: Container, section: str, resource: str) -> Fraction | int:
    """What a container requests or is limited to; 0 where that is absent or not a quantity."""
    value: Any = map_of(map_of(container.tree.get("resources")).get(section)).get(resource)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return 0
    return parse_quantity(str(value)) or 0


def _missing(container: Container, section: str, resource: str) -> Breaches:
    if not amount(container, section, resource):
        yield (
            container.at(f"resources.{section}.{resource}"),
            f"container `{container.name}` sets no {resource} {section[:-1]}",
        )


@policy(
    "resources/cpu-request",
    "`resources.requests.cpu` is set.",
    of=containers,
    reason=_REASON_REQUEST,
    remedy="set what the container normally uses: `resources.requests.cpu: 100m`",
    bad={_RESOURCES: {}},
    good={_RESOURCES: {"requests": {"cpu": "100m"}}},
    aliases={
        "kube-linter:unset-cpu-requirements": None,
        "kube-score:container-resources": None,
        "polaris:cpuRequestsMissing": is_regular,
    },
    sets=("recommended",),
)
def cpu_request(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a cpu request."""
    return _missing(container, "requests", "cpu")


@policy(
    "resources/memory-request",
    "`resources.requests.memory` is set.",
    of=containers,
    reason=_REASON_REQUEST,
    remedy="set what the container needs to start and run: `resources.requests.memory: 128Mi`",
    bad={_RESOURCES: {}},
    good={_RESOURCES: {"requests": {"memory": "128Mi"}}},
    aliases={"kube-score:container-resources": None, "polaris:memoryRequestsMissing": is_regular},
    sets=("recommended",),
)
def memory_request(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a memory request."""
    return _missing(container, "requests", "memory")


@policy(
    "resources/cpu-limit",
    "`resources.limits.cpu` is set.",
    of=containers,
    reason="Without a limit, a busy container slows its neighbours down; with one, it is throttled.",
    remedy="set the most that the container may use: `resources.limits.cpu: 500m`",
    bad={_RESOURCES: {}},
    good={_RESOURCES: {"limits": {"cpu": "500m"}}},
    aliases={"kube-score:container-resources": None, "polaris:cpuLimitsMissing": is_regular},
)
def cpu_limit(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a cpu limit."""
    return _missing(container, "limits", "cpu")


@policy(
    "resources/memory-limit",
    "`resources.limits.memory` is set.",
    of=containers,
    reason=_REASON_LIMIT,
    remedy="set the most that the container may use before it is killed: `resources.limits.memory: 256Mi`",
    bad={_RESOURCES: {}},
    good={_RESOURCES: {"limits": {"memory": "256Mi"}}},
    aliases={
        "kube-linter:unset-memory-requirements": None,
        "kube-score:container-resources": None,
        "polaris:memoryLimitsMissing": is_regular,
    },
    sets=("recommended",),
)
def memory_limit(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a memory limit."""
    return _missing(container, "limits", "memory")


@policy(
    "resources/no-containers",
    "A pod has containers.",
    of=workloads,
    reason="A pod without containers runs nothing.",
    remedy="add a container: `containers: [{name: web, image: nginx:1.28}]`",
    bad={"spec.template.spec.containers": []},
    good={},
    aliases=("kube-score:container-resources", "kube-score:container-ephemeral-storage-request-and-limit"),
)
def no_containers(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods without containers."""
    if not workload.containers:
        yield workload.at("containers"), "the pod has no containers"


@policy(
    "resources/ephemeral-storage",
    "`ephemeral-storage` is requested and limited.",
    of=containers,
    reason="A container that fills the disk of its node evicts its neighbours.",
    remedy="set `resources.requests.ephemeral-storage: 1Gi` and `resources.limits.ephemeral-storage: 1Gi`",
    bad={_RESOURCES: {}},
    good={_RESOURCES: {"requests": {"ephemeral-storage": "1Gi"}, "limits": {"ephemeral-storage": "1Gi"}}},
    aliases=("kube-score:container-ephemeral-storage-request-and-limit",),
)
def ephemeral_storage(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a request or limit for the disk of their node."""
    for section in ("requests", "limits"):
        yield from _missing(container, section, "ephemeral-storage")


def _unequal(container: Container, resource: str) -> Breaches:
    request, limit = amount(container, "requests", resource), amount(container, "limits", resource)
    if request != limit:
        yield container.at("resources"), f"the {resource} request and limit of `{container.name}` differ"


@policy(
    "resources/cpu-request-equals-limit",
    "`resources.requests.cpu` equals `resources.limits.cpu`.",
    of=containers,
    reason="With equal requests and limits, a pod gets the QoS class Guaranteed, which is evicted last.",
    remedy="set both to one value: `cpu: 500m`",
    bad={_RESOURCES: {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}},
    good={_RESOURCES: {"requests": {"cpu": "1"}, "limits": {"cpu": "1000m"}}},
    aliases=(
        "kube-score:container-cpu-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
    ),
)
def cpu_request_equals_limit(container: Container, _objects: Objects) -> Breaches:
    """Yields containers whose cpu request and limit differ."""
    return _unequal(container, "cpu")


@policy(
    "resources/memory-request-equals-limit",
    "`resources.requests.memory` equals `resources.limits.memory`.",
    of=containers,
    reason="With equal requests and limits, a pod gets the QoS class Guaranteed, which is evicted last.",
    remedy="set both to one value: `memory: 256Mi`",
    bad={_RESOURCES: {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}},
    good={_RESOURCES: {"requests": {"memory": "1Gi"}, "limits": {"memory": "1024Mi"}}},
    aliases=(
        "kube-score:container-memory-requests-equal-limits",
        "kube-score:container-resource-requests-equal-limits",
    ),
)
def memory_request_equals_limit(container: Container, _objects: Objects) -> Breaches:
    """Yields containers whose memory request and limit differ."""
    return _unequal(container, "memory")


@policy(
    "resources/ephemeral-storage-request-equals-limit",
    "The request for `ephemeral-storage` equals its limit, if both are set.",
    of=containers,
    reason="A pod that uses more disk than it requested can be evicted before it reaches its limit.",
    remedy="set both to one value: `ephemeral-storage: 1Gi`",
    bad={_RESOURCES: {"requests": {"ephemeral-storage": "1Gi"}, "limits": {"ephemeral-storage": "2Gi"}}},
    good={_RESOURCES: {"requests": {"ephemeral-storage": "1Gi"}, "limits": {"ephemeral-storage": "1Gi"}}},
    aliases=("kube-score:container-ephemeral-storage-request-equals-limit",),
)
def ephemeral_storage_request_equals_limit(container: Container, _objects: Objects) -> Breaches:
    """Yields containers whose request and limit for the disk of their node differ."""
    name = "ephemeral-storage"
    if amount(container, "requests", name) and amount(container, "limits", name):
        yield from _unequal(container, name)
