"""Requests and limits of containers: resource names, quantities, and how requests relate to limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.go_quantity import held

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

RESOURCE_NAME = Rule(
    "core/resource-name",
    (
        "A key in `requests` or `limits` of a container must be cpu, memory, ephemeral-storage, hugepages-SIZE or a "
        "name with a domain."
    ),
    "validateContainerResourceName",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"gpu": "1"}}},
    good={"spec.containers[0].resources": {"limits": {"example.com/gpu": "1"}}},
    remedy="use a name such as `memory` or `nvidia.com/gpu`",
)
RESOURCE_QUANTITY = Rule(
    "core/resource-quantity",
    (
        "An amount in `requests` or `limits` must not be negative, must be whole for extended resources, and must be "
        "a multiple of the page size for huge pages."
    ),
    "ValidateResourceQuantityValue",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"memory": "-1Gi"}}},
    good={"spec.containers[0].resources": {"limits": {"memory": "1Gi"}}},
    remedy="for example, write `cpu: 500m`, `memory: 128Mi`, `nvidia.com/gpu: 1` or `hugepages-2Mi: 4Mi`",
)
REQUEST_LIMIT = Rule(
    "core/request-exceeds-limit",
    (
        "A value in `requests` must not exceed the one in `limits`, and must equal it for resources that cannot be "
        "overcommitted."
    ),
    "validateResourceRequirements",
    "Pod",
    bad={"spec.containers[0].resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
    good={"spec.containers[0].resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}},
    remedy="lower the request or raise the limit, such as `{requests: {memory: 256Mi}, limits: {memory: 512Mi}}`",
)
HUGE_PAGES = Rule(
    "core/huge-pages",
    "A container with hugepages-SIZE in `requests` or `limits` must also have cpu or memory there.",
    "validateResourceRequirements",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"hugepages-2Mi": "4Mi"}}},
    good={"spec.containers[0].resources": {"limits": {"hugepages-2Mi": "4Mi", "memory": "1Gi"}}},
    remedy="add `memory: 128Mi` or `cpu: 100m` to the same map",
)
CLAIM_NAME = Rule(
    "core/container-claim",
    "An entry of `resources.claims` must name an entry of `spec.resourceClaims`, and each only once.",
    "validateResourceClaimNames",
    "Pod",
    bad={"spec.containers[0].resources": {"claims": [{"name": "gpu"}]}},
    good={
        "spec.resourceClaims": [{"name": "gpu", "resourceClaimName": "gpu"}],
        "spec.containers[0].resources": {"claims": [{"name": "gpu"}]},
    },
    remedy=(
        "write `{name: gpu}`, and define it in the pod with `resourceClaims: [{name: gpu, resourceClaimTemplateName: "
        "gpu}]`"
    ),
)

STANDARD_RESOURCES = frozenset(
    (
        *("cpu", "memory", "ephemeral-storage", "storage", "pods", "resourcequotas", "services", "secrets"),
        *("replicationcontrollers", "configmaps", "persistentvolumeclaims", "services.nodeports"),
        *("services.loadbalancers", "requests.cpu", "requests.memory", "requests.ephemeral-storage"),
        *("requests.storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage"),
    )
)
INTEGER_RESOURCES = frozenset(
    (
        *("pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps"),
        *("persistentvolumeclaims", "services.nodeports", "services.loadbalancers"),
    )
)
CONTAINER_RESOURCES = frozenset(("cpu", "memory", "ephemeral-storage"))
COMPUTE_RESOURCES = frozenset(("cpu", "memory"))


def milli_value(value: Any) -> int:
    """A quantity in thousandths, rounded up as the server's defaults do (SetDefaults_ResourceList)."""
    return held(value).exactly(3)


def is_whole(value: Any) -> bool:
    """Whether a quantity is a whole number, judged from thousandths in 64 bits as the server does."""
    return held(value).scaled(3) % 1000 == 0


def is_huge_page(name: str) -> bool:
    """Whether a resource is memory in pages of one size (`hugepages-2Mi`)."""
    return name.startswith("hugepages-")


def is_native(name: str) -> bool:
    """Whether a resource is defined by Kubernetes itself (IsNativeResource)."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """Whether a resource is not Kubernetes' own, such as `example.com/gpu` (IsExtendedResourceName)."""
    return not is_native(name) and not name.startswith("requests.") and not formats.qualified_name(f"requests.{name}")


def is_integer(name: str) -> bool:
    """Whether a resource is counted in whole pieces (IsIntegerResourceName)."""
    return name in INTEGER_RESOURCES or is_extended(name)


def may_overcommit(name: str) -> bool:
    """Whether a limit may be more than the request (IsOvercommitAllowed)."""
    return is_native(name) and not is_huge_page(name)


def resource_name(name: str) -> str:
    """Why a resource name is invalid, or an empty string (validateResourceName)."""
    reason = formats.qualified_name(name)
    if reason or "/" in name or name in STANDARD_RESOURCES or name.startswith(("hugepages-", "requests.hugepages-")):
        return reason
    return "must be a standard resource, or a name with a domain such as example.com/gpu"


def container_resource_name(name: str) -> str:
    """Why a container cannot have a resource of this name (validateContainerResourceName)."""
    if name in CONTAINER_RESOURCES:
        return ""
    reason = resource_name(name)
    if reason:
        return reason
    if "/" not in name:
        return "" if is_huge_page(name) else "must be cpu, memory, ephemeral-storage or hugepages-SIZE in a container"
    return (
        ""
        if is_native(name) or is_extended(name)
        else "must be an extended resource such as example.com/gpu, without the prefix 'requests.'"
    )


def validate_quantity(name: str, value: Any, path: str, problems: Problems) -> None:
    """An amount: not negative, and whole where the resource is counted (ValidateResourceQuantityValue)."""
    if milli_value(value) < 0:
        problems.add(RESOURCE_QUANTITY, path, f"{value} must not be negative")
    if name not in CONTAINER_RESOURCES and is_integer(name) and not is_whole(value):
        problems.add(RESOURCE_QUANTITY, path, f"{value} must be a whole number")


def validate_resource_requirements(
    resources: Tree,
    path: str,
    problems: Problems,
    *,
    claims: set[str],
    name_rule: Rule = RESOURCE_NAME,
    name_reason: Callable[[str], str] = container_resource_name,
) -> None:
    """Requests, limits and claims of a container or, with other names, of a pod (validateResourceRequirements)."""
    limits: Tree = resources.get("limits") or {}
    requests: Tree = resources.get("requests") or {}
    for kind, entries in (("limits", limits), ("requests", requests)):
        for name, value in entries.items():
            reason = name_reason(name)
            if reason:
                problems.add(name_rule, f"{path}.{kind}[{name}]", f"{name!r} {reason}")
            _amount(name, value, f"{path}.{kind}[{name}]", problems)
    for name, value in requests.items():
        _within_limit(name, value, limits, path, problems)
    names = {*limits, *requests}
    if COMPUTE_RESOURCES.isdisjoint(names) and any(is_huge_page(name) for name in names):
        problems.add(HUGE_PAGES, path, "huge pages require cpu or memory in the same resources")
    if resources.get("claims"):
        _claim_names(resources["claims"], f"{path}.claims", problems, claims)


def _amount(name: str, value: Any, path: str, problems: Problems) -> None:
    validate_quantity(name, value, path, problems)
    if is_huge_page(name) and not _fills_pages(name, value):
        problems.add(RESOURCE_QUANTITY, path, f"{value} must be a multiple of the page size of {name}")


def _fills_pages(name: str, value: Any) -> bool:
    page = held(name.partition("-")[2])
    if page.unscaled <= 0 or page.scaled(3) % 1000 or not page.scaled(0):
        return False
    return held(value).scaled(0) % page.scaled(0) == 0


def _within_limit(name: str, value: Any, limits: Tree, path: str, problems: Problems) -> None:
    if name not in limits:
        if not may_overcommit(name):
            problems.add(
                REQUEST_LIMIT,
                f"{path}.limits",
                f"{name} is missing; it cannot be overcommitted, so its request requires an equal limit",
            )
        return
    request, limit = milli_value(value), milli_value(limits[name])
    if request != limit and not may_overcommit(name):
        problems.add(
            REQUEST_LIMIT, f"{path}.requests", f"the {name} request of {value} must equal its limit {limits[name]}"
        )
    elif request > limit:
        problems.add(
            REQUEST_LIMIT, f"{path}.requests", f"the {name} request of {value} exceeds its limit {limits[name]}"
        )


def _claim_names(entries: list[Tree], path: str, problems: Problems, claims: set[str]) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        at, name, request = f"{path}[{index}]", entry.get("name", ""), entry.get("request", "")
        if not name:
            problems.add(CLAIM_NAME, at, "name is required")
            continue
        if name in seen:
            problems.add(CLAIM_NAME, at, f"{name!r} is already listed as a whole")
        else:
            seen.add(_claim_request(name, request, at, problems, seen))
        if name not in claims:
            known = ", ".join(sorted(claims)) or "none"
            problems.add(CLAIM_NAME, at, f"{name!r} is not one of spec.resourceClaims ({known})")


def _claim_request(name: str, request: str, path: str, problems: Problems, seen: set[str]) -> str:
    key = name
    if request:
        reason = formats.dns1123_label(request)
        if reason:
            problems.add(CLAIM_NAME, f"{path}.request", f"{request!r} {reason}")
        key = f"{name}/{request}"
        if key in seen:
            problems.add(CLAIM_NAME, path, f"{key!r} is listed more than once")
    elif any(other.partition("/")[0] == name for other in seen if "/" in other):
        problems.add(CLAIM_NAME, path, f"a request of {name!r} is already listed, so the whole claim cannot be")
    return key
