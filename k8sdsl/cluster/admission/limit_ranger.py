"""Limits of a namespace: defaults for containers, and bounds (`plugin/pkg/admission/limitranger/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.amounts import NANO, Amounts, amounts, nano, share, shown
from k8sdsl.cluster.pod_resources import pod_limits, pod_requests
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.tree import Tree

MINIMUM = Rule(
    "limits/minimum",
    "The `requests` of a container, pod or claim must not be below `min` of its namespace's LimitRange.",
    "limitranger.minConstraint",
    "Pod",
    remedy="raise the value, such as `requests: {memory: 128Mi}`, or lower the minimum in the `kind: LimitRange`",
)
MAXIMUM = Rule(
    "limits/maximum",
    "The `limits` and `requests` of a container, pod or claim must not exceed `max` of its namespace's LimitRange.",
    "limitranger.maxConstraint, limitranger.maxRequestConstraint",
    "Pod",
    remedy="lower the value, such as `limits: {memory: 1Gi}`, or raise the maximum in the `kind: LimitRange`",
)
RATIO = Rule(
    "limits/ratio",
    "The ratio of `limits` to `requests` must not exceed `maxLimitRequestRatio` of its namespace's LimitRange.",
    "limitranger.limitRequestRatioConstraint",
    "Pod",
    remedy='raise the request or lower the limit, such as `{requests: {cpu: 500m}, limits: {cpu: "1"}}`',
)
_CONTAINERS = ("containers", "initContainers")


def set_range_defaults(limit_range: Tree) -> None:
    """Completes the defaults of a LimitRange: from its maxima, and for requests from its minima.

    Answers for `core/v1 SetDefaults_LimitRangeItem`.
    """
    for item in (limit_range.get("spec") or {}).get("limits") or ():
        if item.get("type") == "Container":
            limits = item.setdefault("default", {})
            requests = item.setdefault("defaultRequest", {})
            for source, target in ((item.get("max"), limits), (limits, requests), (item.get("min"), requests)):
                for name, value in (source or {}).items():
                    target.setdefault(name, value)


def mutate(request: Request) -> None:
    """Writes the defaults of the namespace's LimitRanges into the containers of a pod."""
    for limit_range in request.objects.within("", "LimitRange", request.namespace):
        requests: dict[str, Any] = {}
        limits: dict[str, Any] = {}
        for item in _items(limit_range, "Container"):
            requests.update(item.get("defaultRequest") or {})
            limits.update(item.get("default") or {})
        for field in _CONTAINERS:
            for container in request.spec.get(field) or ():
                _fill_in(container, "limits", limits)
                _fill_in(container, "requests", requests)


def _fill_in(container: Tree, field: str, defaults: dict[str, Any]) -> None:
    if defaults:
        own = container.setdefault("resources", {}).setdefault(field, {})
        for name, value in defaults.items():
            own.setdefault(name, value)


def validate(request: Request) -> None:
    """Refuses pods beyond the bounds of one of the namespace's LimitRanges."""
    for limit_range in request.objects.within("", "LimitRange", request.namespace):
        of = _Bounds(request, limit_range)
        for item in _items(limit_range, "Container"):
            for field in _CONTAINERS:
                for index, container in enumerate(request.spec.get(field) or ()):
                    resources = container.get("resources") or {}
                    path = f"spec.{field}[{index}].resources"
                    of.check(item, amounts(resources.get("requests")), amounts(resources.get("limits")), path)
        for item in _items(limit_range, "Pod"):
            requests, limits = (pod(request.spec, overhead=False) for pod in (pod_requests, pod_limits))
            of.check(item, requests, limits, "spec.resources")


def validate_claim(request: Request) -> None:
    """Refuses claims that request less or more storage than one of the namespace's LimitRanges allows."""
    requests = amounts((request.spec.get("resources") or {}).get("requests"))
    path = "spec.resources.requests"
    for limit_range in request.objects.within("", "LimitRange", request.namespace):
        of = _Bounds(request, limit_range)
        for item in _items(limit_range, "PersistentVolumeClaim"):
            for name, least in amounts(item.get("min")).items():
                of.at_least(item, name, least, requests, {}, path)
            for name, most in amounts(item.get("max")).items():
                used = requests.get(name)
                if used is None:
                    of.refuse(MAXIMUM, item, name, f"is at most {shown(most, name)}, but no request is set", path)
                elif used > most:
                    told = f"is at most {shown(most, name)}, but the request is {shown(used, name)}"
                    of.refuse(MAXIMUM, item, name, told, path)


def _items(limit_range: Tree, kind: str) -> Iterator[Tree]:
    for item in (limit_range.get("spec") or {}).get("limits") or ():
        if item.get("type") == kind:
            yield item


class _Bounds:
    """The bounds of one LimitRange for one request."""

    __slots__ = ("_name", "_request")

    def __init__(self, request: Request, limit_range: Tree) -> None:
        self._request = request
        self._name = (limit_range.get("metadata") or {}).get("name", "")

    def check(self, item: Tree, requests: Amounts, limits: Amounts, path: str) -> None:
        """Compares requests and limits with one entry of the LimitRange."""
        for name, least in amounts(item.get("min")).items():
            self.at_least(item, name, least, requests, limits, path)
        for name, most in amounts(item.get("max")).items():
            self._at_most(item, name, most, requests, limits, path)
        for name, ratio in (item.get("maxLimitRequestRatio") or {}).items():
            self._within_ratio(item, name, ratio, requests, limits, path)

    def at_least(self, item: Tree, name: str, least: int, requests: Amounts, limits: Amounts, path: str) -> None:
        """The request, and the limit if there is one, are not below a minimum."""
        used, limit = requests.get(name), limits.get(name)
        bound = f"is at least {shown(least, name)}"
        if used is None:
            self.refuse(MINIMUM, item, name, f"{bound}, but no request is set", f"{path}.requests")
        elif used < least:
            self.refuse(MINIMUM, item, name, f"{bound}, but the request is {shown(used, name)}", f"{path}.requests")
        elif limit is not None and limit < least:
            self.refuse(MINIMUM, item, name, f"{bound}, but the limit is {shown(limit, name)}", f"{path}.limits")

    def _at_most(self, item: Tree, name: str, most: int, requests: Amounts, limits: Amounts, path: str) -> None:
        used, limit = requests.get(name), limits.get(name)
        bound = f"is at most {shown(most, name)}"
        if limit is None:
            self.refuse(MAXIMUM, item, name, f"{bound}, but no limit is set", f"{path}.limits")
        elif limit > most:
            self.refuse(MAXIMUM, item, name, f"{bound}, but the limit is {shown(limit, name)}", f"{path}.limits")
        elif used is not None and used > most:
            self.refuse(MAXIMUM, item, name, f"{bound}, but the request is {shown(used, name)}", f"{path}.requests")

    def _within_ratio(self, item: Tree, name: str, ratio: Any, requests: Amounts, limits: Amounts, path: str) -> None:
        used, limit = requests.get(name), limits.get(name)
        bound = f"has a limit of at most {ratio} times its request"
        if not used:
            self.refuse(RATIO, item, name, f"{bound}, but no request is set", f"{path}.requests")
        elif not limit:
            self.refuse(RATIO, item, name, f"{bound}, but no limit is set", f"{path}.limits")
        elif limit * NANO > nano(ratio) * used:
            told = f"{bound}, but {shown(limit, name)} is {share(limit, used):.4g} times {shown(used, name)}"
            self.refuse(RATIO, item, name, told, f"{path}.limits")

    def refuse(self, rule: Rule, item: Tree, name: str, told: str, path: str) -> None:
        """Notes a bound that is not kept."""
        message = f"LimitRange {self._name!r}: {name} of a {item.get('type')} {told}"
        self._request.problems.add(rule, path, message)
