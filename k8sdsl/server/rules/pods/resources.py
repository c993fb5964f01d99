"""Requests and limits of containers: names of resources, quantities, and how the two go together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

RESOURCE_NAME = Rule(
    "core/resource-name",
    "A resource of a container is cpu, memory, ephemeral-storage, hugepages-SIZE or a name with a domain.",
    "validateContainerResourceName",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"gpu": "1"}}},
    good={"spec.containers[0].resources": {"limits": {"example.com/gpu": "1"}}},
)
RESOURCE_QUANTITY = Rule(
    "core/resource-quantity",
    "An amount is not negative, whole for extended resources, and a multiple of the page for huge pages.",
    "ValidateResourceQuantityValue",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"memory": "-1Gi"}}},
    good={"spec.containers[0].resources": {"limits": {"memory": "1Gi"}}},
)
REQUEST_LIMIT = Rule(
    "core/request-exceeds-limit",
    "A request is no more than its limit, and for resources that cannot be overcommitted exactly that.",
    "validateResourceRequirements",
    "Pod",
    bad={"spec.containers[0].resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
    good={"spec.containers[0].resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}},
)
HUGE_PAGES = Rule(
    "core/huge-pages",
    "Huge pages need cpu or memory beside them.",
    "validateResourceRequirements",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"hugepages-2Mi": "4Mi"}}},
    good={"spec.containers[0].resources": {"limits": {"hugepages-2Mi": "4Mi", "memory": "1Gi"}}},
)
CLAIM_NAME = Rule(
    "core/container-claim",
    "A container names each claim of spec.resourceClaims once, or each of its requests.",
    "validateResourceClaimNames",
    "Pod",
    bad={"spec.containers[0].resources": {"claims": [{"name": "gpu"}]}},
    good={
        "spec.resourceClaims": [{"name": "gpu", "resourceClaimName": "gpu"}],
        "spec.containers[0].resources": {"claims": [{"name": "gpu"}]},
    },
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
LARGEST = 2**63 - 1


@lru_cache(maxsize=4096)
def milli_value(value: Any) -> int:
    """A quantity in thousandths, rounded up as the server's defaults do (SetDefaults_ResourceList).

    A quantity is no more than what 64 bits hold; the server cuts off what exceeds that.
    """
    amount = parse_quantity(value)
    if amount is None:
        return 0
    scaled = amount * 1000
    if scaled < 0:
        return scaled.numerator // scaled.denominator
    return min(-(-scaled.numerator // scaled.denominator), LARGEST * 1000)


def is_whole(value: Any) -> bool:
    """Whether a quantity is a whole number; one whose thousandths exceed 64 bits is not, to the server."""
    return min(milli_value(value), LARGEST) % 1000 == 0


def is_huge_page(name: str) -> bool:
    """Whether a resource is memory in pages of one size (`hugepages-2Mi`)."""
    return name.startswith("hugepages-")


def is_native(name: str) -> bool:
    """Whether Kubernetes itself gives a resource its meaning (IsNativeResource)."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """Whether a resource is somebody else's, as `example.com/gpu`, and fits into a quota (IsExtendedResourceName)."""
    return not is_native(name) and not name.startswith("requests.") and not formats.qualified_name(f"requests.{name}")


def is_integer(name: str) -> bool:
    """Whether a resource is counted in whole pieces (IsIntegerResourceName)."""
    return name in INTEGER_RESOURCES or is_extended(name)


def may_overcommit(name: str) -> bool:
    """Whether a limit may be more than the request (IsOvercommitAllowed)."""
    return is_native(name) and not is_huge_page(name)


def resource_name(name: str) -> str:
    """Why a resource's name is none, or an empty string (validateResourceName)."""
    reason = formats.qualified_name(name)
    if reason or "/" in name or name in STANDARD_RESOURCES or name.startswith(("hugepages-", "requests.hugepages-")):
        return reason
    return "must be a standard resource, or have a domain before it"


def container_resource_name(name: str) -> str:
    """Why a container cannot have a resource of this name (validateContainerResourceName)."""
    if name in CONTAINER_RESOURCES:
        return ""
    reason = resource_name(name)
    if reason:
        return reason
    if "/" not in name:
        return "" if is_huge_page(name) else "must be a resource that containers have"
    return "" if is_native(name) or is_extended(name) else "must be a name that fits behind 'requests.'"


def validate_quantity(name: str, value: Any, path: str, problems: Problems) -> None:
    """An amount: not negative, and whole where the resource is counted (ValidateResourceQuantityValue)."""
    if milli_value(value) < 0:
        problems.add(RESOURCE_QUANTITY, path, f"{value} is negative")
    if name not in CONTAINER_RESOURCES and is_integer(name) and not is_whole(value):
        problems.add(RESOURCE_QUANTITY, path, f"{value} is not whole")


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
        problems.add(HUGE_PAGES, path, "huge pages need cpu or memory beside them")
    if resources.get("claims"):
        _claim_names(resources["claims"], f"{path}.claims", problems, claims)


def _amount(name: str, value: Any, path: str, problems: Problems) -> None:
    validate_quantity(name, value, path, problems)
    if is_huge_page(name) and not _fills_pages(name, value):
        problems.add(RESOURCE_QUANTITY, path, f"{value} is no multiple of the page of {name}")


def _fills_pages(name: str, value: Any) -> bool:
    page = milli_value(name.partition("-")[2])
    if page <= 0 or page % 1000:
        return False
    return -(-milli_value(value) // 1000) % (page // 1000) == 0


def _within_limit(name: str, value: Any, limits: Tree, path: str, problems: Problems) -> None:
    if name not in limits:
        if not may_overcommit(name):
            problems.add(REQUEST_LIMIT, f"{path}.limits", f"{name} cannot be overcommitted and needs a limit")
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
            problems.add(CLAIM_NAME, at, f"all of {name!r} is used already")
        else:
            seen.add(_claim_request(name, request, at, problems, seen))
        if name not in claims:
            known = ", ".join(sorted(claims)) or "none"
            problems.add(CLAIM_NAME, at, f"{name!r} is not among spec.resourceClaims ({known})")


def _claim_request(name: str, request: str, path: str, problems: Problems, seen: set[str]) -> str:
    key = name
    if request:
        reason = formats.dns1123_label(request)
        if reason:
            problems.add(CLAIM_NAME, f"{path}.request", f"{request!r} {reason}")
        key = f"{name}/{request}"
        if key in seen:
            problems.add(CLAIM_NAME, path, f"{key!r} is used already")
    elif any(other.partition("/")[0] == name for other in seen if "/" in other):
        problems.add(CLAIM_NAME, path, f"a request of {name!r} is used already")
    return key
