"""ResourceQuotas (core/validation `ValidateResourceQuota`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.resources import resource_name, validate_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

RESOURCE = Rule(
    "core/quota-resource",
    "A key of `hard` must be a resource that quotas support, or a name with a domain or the prefix count/.",
    "ValidateResourceQuotaResourceName",
    "ResourceQuota",
    bad={"spec.hard": {"storage": "10Gi"}},
    good={"spec.hard": {"requests.storage": "10Gi", "count/deployments.apps": "5"}},
    remedy=(
        "use a name such as `requests.cpu`, `limits.memory`, `pods`, `count/deployments.apps` or "
        "`requests.nvidia.com/gpu`"
    ),
)
SCOPE = Rule(
    "core/quota-scope",
    "The `scopes` of a quota must be known, and must not contain both of an opposite pair.",
    "validateResourceQuotaScopes",
    "ResourceQuota",
    bad={"spec": {"hard": {"pods": "5"}, "scopes": ["BestEffort", "NotBestEffort"]}},
    good={"spec": {"hard": {"pods": "5"}, "scopes": ["BestEffort", "NotTerminating"]}},
    remedy="use one of `BestEffort`, `NotBestEffort`, `Terminating`, `NotTerminating`, `PriorityClass`",
)
SCOPE_RESOURCE = Rule(
    "core/quota-scope-resource",
    "Each resource in `hard` must be one that the `scopes` of the quota apply to.",
    "IsResourceQuotaScopeValidForResource",
    "ResourceQuota",
    bad={"spec": {"hard": {"cpu": "5"}, "scopes": ["BestEffort"]}},
    good={"spec": {"hard": {"cpu": "5"}, "scopes": ["NotBestEffort"]}},
    remedy="with BestEffort limit only `pods`; with the other scopes limit `pods`, `cpu` or `memory`",
)
SCOPE_SELECTOR = Rule(
    "core/quota-scope-selector",
    (
        "An entry of `scopeSelector.matchExpressions` must have `values` if and only if the operator is In or NotIn, "
        "and most scopes require Exists."
    ),
    "validateScopedResourceSelectorRequirement",
    "ResourceQuota",
    bad={
        "spec": {
            "hard": {"pods": "5"},
            "scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In"}]},
        }
    },
    good={
        "spec": {
            "hard": {"pods": "5"},
            "scopeSelector": {
                "matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}],
            },
        }
    },
    remedy=(
        "for example, write `{scopeName: PriorityClass, operator: In, values: [high]}` or `{scopeName: BestEffort, "
        "operator: Exists}`"
    ),
)

_POD_COMPUTE = frozenset(("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"))
_PODS = frozenset(("pods",))
_CLAIMS = frozenset(("persistentvolumeclaims", "requests.storage"))
_QUOTA_RESOURCES = frozenset(
    (
        *("cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage"),
        *("requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods"),
        *("resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims"),
        *("configmaps", "services.nodeports", "services.loadbalancers"),
    )
)
_EXIST = frozenset(("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity"))
_SCOPES = {
    **dict.fromkeys(_EXIST, _POD_COMPUTE | _PODS),
    "BestEffort": _PODS,
    "PriorityClass": _POD_COMPUTE | _PODS,
}


def validate_resource_quota(obj: Tree, problems: Problems, context: Context) -> None:
    """A ResourceQuota on create; the server drops a status first."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    hard = spec.get("hard") or {}
    for name, amount in hard.items():
        path = f"spec.hard[{name}]"
        reason = resource_name(name)
        if not reason and "/" not in name and not _is_quota_resource(name):
            reason = "must be a resource that quotas support"
        if reason:
            problems.add(RESOURCE, path, f"{name!r} {reason}")
        validate_quantity(name, amount, path, problems)
    scopes = dict(_SCOPES)
    if is_on("VolumeAttributesClass", context.minor):
        scopes["VolumeAttributesClass"] = _CLAIMS
    _validate_scopes(spec, hard, scopes, problems)
    _validate_selector(spec, hard, scopes, problems)


def _is_quota_resource(name: str) -> bool:
    return name in _QUOTA_RESOURCES or name.startswith(("hugepages-", "requests.hugepages-"))


def _validate_scopes(spec: Tree, hard: Tree, known: dict[str, frozenset[str]], problems: Problems) -> None:
    scopes = spec.get("scopes") or ()
    for scope in scopes:
        if scope not in known:
            problems.add(SCOPE, "spec.scopes", f"{scope!r} is not a known scope")
        _validate_resources(scope, hard, known, "spec.scopes", problems)
    _validate_pairs(scopes, "spec.scopes", problems)


def _validate_selector(spec: Tree, hard: Tree, known: dict[str, frozenset[str]], problems: Problems) -> None:
    path = "spec.scopeSelector.matchExpressions"
    requirements = (spec.get("scopeSelector") or {}).get("matchExpressions") or ()
    for requirement in requirements:
        scope = requirement.get("scopeName", "")
        if scope not in known:
            problems.add(SCOPE, f"{path}.scopeName", f"{scope!r} is not a known scope")
        _validate_resources(scope, hard, known, path, problems)
        _validate_operator(requirement, scope, path, problems)
    _validate_pairs([requirement.get("scopeName", "") for requirement in requirements], path, problems)


def _validate_operator(requirement: Tree, scope: str, path: str, problems: Problems) -> None:
    operator, values = requirement.get("operator", ""), requirement.get("values")
    if scope in _EXIST and operator != "Exists":
        problems.add(SCOPE_SELECTOR, f"{path}.operator", f"{operator!r} must be Exists for the scope {scope}")
    if operator in {"In", "NotIn"}:
        if not values:
            problems.add(SCOPE_SELECTOR, f"{path}.values", f"values is empty; {operator} needs at least one value")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            problems.add(SCOPE_SELECTOR, f"{path}.values", f"{operator} does not take values")
    else:
        refuse_choice(SCOPE_SELECTOR, operator, ("In", "NotIn", "Exists", "DoesNotExist"), f"{path}.operator", problems)


def _validate_resources(
    scope: str,
    hard: Tree,
    known: dict[str, frozenset[str]],
    path: str,
    problems: Problems,
) -> None:
    allowed = known.get(scope)
    if allowed is None:
        return
    for name in hard:
        if name not in allowed and _is_quota_resource(name):
            problems.add(SCOPE_RESOURCE, path, f"the scope {scope} does not apply to {name}")


def _validate_pairs(scopes: Iterable[str], path: str, problems: Problems) -> None:
    met = set(scopes)
    for pair in (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")):
        if met.issuperset(pair):
            problems.add(SCOPE, path, f"{' and '.join(pair)} cannot be combined")
