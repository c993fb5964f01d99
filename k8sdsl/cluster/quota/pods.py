"""What a pod uses of a quota (`pods.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts, amounts
from k8sdsl.cluster.pod_resources import (
    has_pod_level,
    is_best_effort,
    is_extended,
    pod_limits,
    pod_requests,
)
from k8sdsl.cluster.quota.scopes import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.tree import Tree

_COMPUTE = ("cpu", "memory", "ephemeral-storage")
REQUIRED = frozenset(("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"))
"""Resources that every container must name where a quota limits them."""


def usage(pod: Tree) -> Amounts:
    """The amounts of a pod; one that has ended only counts as an object."""
    used: Amounts = {"count/pods": NANO}
    if (pod.get("status") or {}).get("phase") not in ("Failed", "Succeeded"):
        spec = pod.get("spec") or {}
        used["pods"] = NANO
        used.update(_by_quota_names(pod_requests(spec), pod_limits(spec)))
    return used


def missing(pod: Tree, limited: Iterable[str]) -> dict[str, list[str]]:
    """The resources of a quota that containers leave out although they must name them, with these containers.

    Answers for `podEvaluator.Constraints`.
    """
    spec = pod.get("spec") or {}
    if has_pod_level(spec):
        return {}
    found: dict[str, list[str]] = {}
    for name in sorted(REQUIRED.intersection(limited)):
        for field in ("containers", "initContainers"):
            for container in spec.get(field) or ():
                resources = container.get("resources") or {}
                given = _by_quota_names(amounts(resources.get("requests")), amounts(resources.get("limits")))
                if name not in given:
                    found.setdefault(name, []).append(container.get("name", ""))
    return found


def in_scope(requirement: Tree, pod: Tree) -> bool:
    """Whether a pod is in a scope (`podMatchesScopeFunc`)."""
    spec = pod.get("spec") or {}
    scope = requirement.get("scopeName")
    if scope in {"Terminating", "NotTerminating"}:
        deadline = spec.get("activeDeadlineSeconds")
        ends = deadline is not None and deadline >= 0
        return bool(ends) is (scope == "Terminating")
    if scope in {"BestEffort", "NotBestEffort"}:
        return is_best_effort(spec) is (scope == "BestEffort")
    if scope == "PriorityClass":
        return holds(requirement, spec.get("priorityClassName") or "")
    return scope == "CrossNamespacePodAffinity" and _is_cross_namespace(spec)


def _by_quota_names(requests: Mapping[str, int], limits: Mapping[str, int]) -> Amounts:
    used: Amounts = {}
    for name, amount in requests.items():
        if name in _COMPUTE or name.startswith("hugepages-"):
            used[name] = used[f"requests.{name}"] = amount
        elif is_extended(name):
            used[f"requests.{name}"] = amount
    for name, amount in limits.items():
        if name in _COMPUTE:
            used[f"limits.{name}"] = amount
    return used


def _is_cross_namespace(spec: Tree) -> bool:
    """Whether a pod's affinity looks at pods of namespaces that it names or selects."""
    affinity = spec.get("affinity") or {}
    for field in ("podAffinity", "podAntiAffinity"):
        part = affinity.get(field) or {}
        terms = list(part.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        preferred = part.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [weighted.get("podAffinityTerm") or {} for weighted in preferred]
        if any(term.get("namespaces") or term.get("namespaceSelector") is not None for term in terms):
            return True
    return False
