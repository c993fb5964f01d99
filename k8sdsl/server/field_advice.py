"""What to write instead of a field that its type does not have: a newer spelling, or the place where it belongs."""

from __future__ import annotations

from typing import Any

from k8sdsl.kube.types import TypeSchema
from k8sdsl.semantics.digits import whole_number
from k8sdsl.tree import get

_METRIC = "`metric: {name: ...}`"
_TARGET_VALUE = "`target: {type: AverageValue, averageValue: 100}`"
_PER_VERSION = "in each entry of `versions`"

OLD_SPELLINGS = {
    "networking_v1.IngressBackend": {
        "serviceName": "`service: {name: web, port: {number: 80}}`",
        "servicePort": "`service: {name: web, port: {number: 80}}`",
    },
    "networking_v1.IngressSpec": {"backend": "`defaultBackend: {service: {name: web, port: {number: 80}}}`"},
    "autoscaling_v2.HorizontalPodAutoscalerSpec": {
        "targetCPUUtilizationPercentage": (
            "`metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]`"
        )
    },
    "autoscaling_v2.ResourceMetricSource": {
        "targetAverageUtilization": "`target: {type: Utilization, averageUtilization: 80}`",
        "targetAverageValue": _TARGET_VALUE,
    },
    "autoscaling_v2.ContainerResourceMetricSource": {
        "targetAverageUtilization": "`target: {type: Utilization, averageUtilization: 80}`",
        "targetAverageValue": _TARGET_VALUE,
    },
    "autoscaling_v2.PodsMetricSource": {
        "metricName": _METRIC,
        "selector": "`metric: {name: ..., selector: {matchLabels: {...}}}`",
        "targetAverageValue": _TARGET_VALUE,
    },
    "autoscaling_v2.ObjectMetricSource": {
        "metricName": _METRIC,
        "selector": "`metric: {name: ..., selector: {matchLabels: {...}}}`",
        "targetValue": "`target: {type: Value, value: 100}`, and the object as `describedObject`",
        "averageValue": _TARGET_VALUE,
    },
    "autoscaling_v2.MetricTarget": {
        "kind": "the object as `describedObject: {apiVersion: v1, kind: Service, name: web}`",
        "name": "the object as `describedObject: {apiVersion: v1, kind: Service, name: web}`",
        "apiVersion": "the object as `describedObject: {apiVersion: v1, kind: Service, name: web}`",
    },
    "autoscaling_v2.ExternalMetricSource": {
        "metricName": _METRIC,
        "metricSelector": "`metric: {name: ..., selector: {matchLabels: {...}}}`",
        "targetValue": "`target: {type: Value, value: 100}`",
        "targetAverageValue": _TARGET_VALUE,
    },
    "apiextensions_v1.CustomResourceDefinitionSpec": {
        "version": "`versions: [{name: v1, served: true, storage: true, schema: {...}}]`",
        "validation": f"`schema: {{openAPIV3Schema: {{...}}}}` {_PER_VERSION}",
        "subresources": f"`subresources` {_PER_VERSION}",
        "additionalPrinterColumns": f"`additionalPrinterColumns` {_PER_VERSION}",
    },
    "apiextensions_v1.CustomResourceColumnDefinition": {"JSONPath": "`jsonPath`"},
    "apiextensions_v1.CustomResourceConversion": {
        "webhookClientConfig": "`webhook: {clientConfig: {...}, conversionReviewVersions: [v1]}`",
        "conversionReviewVersions": "`webhook: {clientConfig: {...}, conversionReviewVersions: [v1]}`",
    },
    "discovery_v1.Endpoint": {"topology": "`nodeName` and `zone`"},
    "flowcontrol_v1.LimitedPriorityLevelConfiguration": {"assuredConcurrencyShares": "`nominalConcurrencyShares`"},
    "events_v1.Event": {
        "message": "`note`",
        "involvedObject": "`regarding`",
        "source": "`reportingController` and `reportingInstance`",
        "count": "`series: {count: ..., lastObservedTime: ...}`",
    },
    "core_v1.Probe": {"handler": "the action next to the timing fields, such as `httpGet: {path: /, port: 80}`"},
}
"""Fields of earlier API versions by the type that no longer has them, and what it has instead."""

_METADATA = frozenset({"name", "namespace", "labels", "annotations"})


def advice(tree: Any, root: TypeSchema, kind: str, path: str, meant: str) -> str:
    """The remedy for the unknown field at a path of an object of a kind; `meant` is that for a misspelled one."""
    around = _types_on(root, path)
    key = path.rpartition(".")[2]
    place, schema = around[-1]
    new = OLD_SPELLINGS.get(schema.name, {}).get(key)
    if new:
        return f"this version of the API has another spelling: write {new}"
    if "matchLabels" in schema.fields:
        value = get(tree, (*_steps(path),), None)
        return f"write labels below `matchLabels`: `matchLabels: {{{key}: {value if type(value) is str else '...'}}}`"
    home = _near_home(around, key) or ("" if meant else _far_home(around, key))
    if meant and not home:
        return meant
    if home:
        return f"write it as `{home}`: {_owner(place, kind)} has no such field"
    return (
        "check the spelling and the indentation, or remove the field; "
        f"`k8sdsl explain {explained(kind, place)}` lists the fields"
    )


def explained(kind: str, place: str) -> str:
    """The argument of `k8sdsl explain` for the type at a path."""
    return ".".join([kind, *[step for step in _steps(place) if isinstance(step, str)]])


def _owner(place: str, kind: str) -> str:
    return f"`{place}`" if place else f"the top level of a {kind}"


def _types_on(root: TypeSchema, path: str) -> list[tuple[str, TypeSchema]]:
    """The types on the way to a field, with their paths, from the outermost."""
    around, schema, place = [("", root)], root, ""
    for token in path.replace("[", ".[").split(".")[:-1]:
        place += token if token.startswith("[") or not place else f".{token}"
        if token.startswith("["):
            around[-1] = (place, schema)
            continue
        field = schema.fields.get(token)
        if field is None or field.target is None:
            break
        schema = field.target
        around.append((place, schema))
    return around


def _steps(path: str) -> list[str | int]:
    tokens = [token for token in path.replace("[", ".[").split(".") if token]
    return [token.strip("[]") if (number := whole_number(token[1:-1])) is None else number for token in tokens]


def _near_home(around: list[tuple[str, TypeSchema]], key: str) -> str:
    """The path of the field of this name that is one level further in, or in a type around."""
    place, schema = around[-1]
    if key in _METADATA and len(around) <= 2:
        return f"metadata.{key}"
    outside = (_joined(outer, key) for outer, type_ in around[-2::-1] if key in type_.fields)
    return _below(schema, place, key) or next(outside, "")


def _far_home(around: list[tuple[str, TypeSchema]], key: str) -> str:
    """The path of the field of this name that is two levels further in, or beside a type around."""
    place, schema = around[-1]
    near = [*_children(schema, place), *[(outer, type_) for outer, type_ in around[-2::-1]]]
    return next((found for where, type_ in near if (found := _below(type_, where, key))), "")


def _below(schema: TypeSchema, place: str, key: str) -> str:
    return next((_joined(below, key) for below, inner in _children(schema, place) if key in inner.fields), "")


def _children(schema: TypeSchema, place: str) -> list[tuple[str, TypeSchema]]:
    return [
        (_joined(place, field.wire) + "[]" * field.shape.count("["), field.target)
        for field in sorted(schema, key=lambda field: not field.required)
        if field.target is not None and field.wire not in {"status", "metadata"}
    ]


def _joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
