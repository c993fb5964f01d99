"""LimitRanges (core/validation `ValidateLimitRange`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.go_quantity import held
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.resources import container_resource_name, may_overcommit, milli_value, resource_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.semantics.go_quantity import Held
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TYPE = Rule(
    "core/limit-type",
    "The `type` of a limit must be Pod, Container, PersistentVolumeClaim or a name with a domain, and be listed once.",
    "validateLimitRangeTypeName",
    "LimitRange",
    bad={"spec.limits": [{"type": "Deployment", "max": {"cpu": "1"}}]},
    good={"spec.limits": [{"type": "Container", "max": {"cpu": "1"}}]},
    remedy=(
        'merge limits of the same type into one entry, such as `{type: Container, max: {cpu: "2"}, min: {cpu: 50m}}`'
    ),
)
RESOURCE = Rule(
    "core/limit-resource",
    "The resource names in a limit must be valid for its `type`.",
    "validateLimitRangeResourceName",
    "LimitRange",
    bad={"spec.limits": [{"type": "Pod", "max": {"storage": "1Gi"}}]},
    good={"spec.limits": [{"type": "Pod", "max": {"ephemeral-storage": "1Gi"}}]},
    remedy="use `cpu`, `memory` or `ephemeral-storage` for Pod and Container, and `storage` for PersistentVolumeClaim",
)
POD_DEFAULT = Rule(
    "core/limit-pod-default",
    "A limit of type Pod must not set `default` or `defaultRequest`.",
    "ValidateLimitRange",
    "LimitRange",
    bad={"spec.limits": [{"type": "Pod", "default": {"cpu": "1"}}]},
    good={"spec.limits": [{"type": "Container", "default": {"cpu": "1"}}]},
    remedy="move the defaults to an entry with `type: Container`",
)
STORAGE = Rule(
    "core/limit-storage",
    "A limit of type PersistentVolumeClaim must set `storage` in `min` or `max`.",
    "ValidateLimitRange",
    "LimitRange",
    bad={"spec.limits": [{"type": "PersistentVolumeClaim"}]},
    good={"spec.limits": [{"type": "PersistentVolumeClaim", "max": {"storage": "1Ti"}}]},
    remedy="for example, add `max: {storage: 100Gi}`",
)
ORDER = Rule(
    "core/limit-order",
    "The values of a limit must be in the order `min`, `defaultRequest`, `default`, `max`.",
    "ValidateLimitRange",
    "LimitRange",
    bad={"spec.limits": [{"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}]},
    good={"spec.limits": [{"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "2"}}]},
    remedy='for example, write `{min: {cpu: 50m}, defaultRequest: {cpu: 100m}, default: {cpu: 500m}, max: {cpu: "2"}}`',
)
RATIO = Rule(
    "core/limit-ratio",
    "`maxLimitRequestRatio` must be at least 1 and at most `max` divided by `min`.",
    "ValidateLimitRange",
    "LimitRange",
    bad={"spec.limits": [{"type": "Container", "maxLimitRequestRatio": {"cpu": "500m"}}]},
    good={"spec.limits": [{"type": "Container", "maxLimitRequestRatio": {"cpu": "4"}}]},
    remedy='for example, set `maxLimitRequestRatio: {cpu: "4"}`',
)

_MOST_EXACT = (2**63 - 1) // 1000


def validate_limit_range(obj: Tree, problems: Problems, _context: Context) -> None:
    """A LimitRange on create."""
    meta = obj.setdefault("metadata", {})
    if not meta.get("name") and not meta.get("generateName"):
        meta["name"] = "given-by-the-server"  # limitrangeStrategy.PrepareForCreate generates one.
    validate_object_meta(obj, problems, namespaced=True)
    types: set[str] = set()
    for index, limit in enumerate((obj.get("spec") or {}).get("limits") or ()):
        path, kind = f"spec.limits[{index}]", limit.get("type", "")
        _validate_type(kind, types, f"{path}.type", problems)
        if kind == "Container":
            _set_defaults(limit)
        _validate_names(limit, kind, path, problems)
        _validate_values(limit, kind, path, problems)


def _set_defaults(limit: Tree) -> None:
    """Containers only: the default limit defaults to max, the default request to the default limit or min."""
    default = limit["default"] = {**(limit.get("max") or {}), **(limit.get("default") or {})}
    limit["defaultRequest"] = {**(limit.get("min") or {}), **default, **(limit.get("defaultRequest") or {})}


def _validate_type(kind: str, met: set[str], path: str, problems: Problems) -> None:
    reason = formats.qualified_name(kind)
    if not reason and "/" not in kind and kind not in {"Pod", "Container", "PersistentVolumeClaim"}:
        reason = "must be Pod, Container, PersistentVolumeClaim or a name with a domain"
    if reason:
        problems.add(TYPE, path, f"{kind!r} {reason}")
    if kind in met:
        problems.add(TYPE, path, f"another limit already has the type {kind!r}")
    met.add(kind)


def _validate_names(limit: Tree, kind: str, path: str, problems: Problems) -> None:
    check = container_resource_name if kind in {"Pod", "Container"} else resource_name
    fields = ["max", "min", "maxLimitRequestRatio"]
    if kind == "Pod":
        for field in ("default", "defaultRequest"):
            if limit.get(field):
                problems.add(POD_DEFAULT, f"{path}.{field}", "cannot be set for the type Pod")
    else:
        fields += ["default", "defaultRequest"]
    for field in fields:
        for name in limit.get(field) or ():
            reason = check(name)
            if reason:
                problems.add(RESOURCE, f"{path}.{field}[{name}]", f"{name!r} {reason}")
    if kind == "PersistentVolumeClaim" and "storage" not in {*(limit.get("min") or ()), *(limit.get("max") or ())}:
        problems.add(STORAGE, f"{path}.limits", "storage is required in min or max")


def _validate_values(limit: Tree, kind: str, path: str, problems: Problems) -> None:
    pod = kind == "Pod"
    values = {
        field: {} if pod and field.startswith("default") else limit.get(field) or {}
        for field in ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")
    }
    for name in {name: None for amounts in values.values() for name in amounts}:
        shown = {field: amounts[name] for field, amounts in values.items() if name in amounts}
        _validate_order(name, shown, path, problems)
        _validate_ratio(name, {field: held(value) for field, value in shown.items()}, path, problems)


def _validate_order(name: str, shown: dict[str, Any], path: str, problems: Problems) -> None:
    """Each row is (smaller, larger, the one that the server names)."""
    amounts = {field: milli_value(value) for field, value in shown.items()}
    for smaller, larger, field in (
        ("min", "max", "min"),
        ("min", "defaultRequest", "defaultRequest"),
        ("defaultRequest", "max", "defaultRequest"),
        ("defaultRequest", "default", "defaultRequest"),
        ("min", "default", "default"),
        ("default", "max", "default"),
    ):
        low, high = amounts.get(smaller), amounts.get(larger)
        if low is not None and high is not None and low > high:
            message = f"{smaller} {shown[smaller]} is greater than {larger} {shown[larger]}"
            problems.add(ORDER, f"{path}.{field}[{name}]", message)
    default, request = amounts.get("default"), amounts.get("defaultRequest")
    if not may_overcommit(name) and default is not None and request is not None and default != request:
        message = f"default {shown['default']} must equal defaultRequest {shown['defaultRequest']} for {name}"
        problems.add(ORDER, f"{path}.defaultRequest[{name}]", message)


def _validate_ratio(name: str, amounts: dict[str, Held], path: str, problems: Problems) -> None:
    """Upstream divides numbers of 64 bits, which are 0 or negative for quantities that do not fit."""
    ratio = amounts.get("maxLimitRequestRatio")
    if ratio is None:
        return
    at = f"{path}.maxLimitRequestRatio[{name}]"
    if ratio.exactly(3) < 1000:
        problems.add(RATIO, at, "the ratio must be at least 1")
    low, high = amounts.get("min"), amounts.get("max")
    if low is None or high is None:
        return
    in_milli = max(ratio.scaled(0), low.scaled(0), high.scaled(0)) < _MOST_EXACT
    places, factor = (3, 1000) if in_milli else (0, 1)
    if _exceeds(ratio.scaled(places), high.scaled(places) * factor, low.scaled(places)):
        problems.add(RATIO, at, "the ratio must not be greater than max divided by min")


def _exceeds(ratio: int, most: int, least: int) -> bool:
    """Whether ratio > most / least in floating point: a division by 0 sets no bound."""
    if least == 0:
        return most < 0
    return ratio * least > most if least > 0 else ratio * least < most
