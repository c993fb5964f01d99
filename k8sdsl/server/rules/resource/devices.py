"""The devices of a slice: attributes, capacities, counters, binding conditions and nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.resource.capacity import validate_capacity
from k8sdsl.server.rules.resource.names import COUNT, shortened, validate_qualified_name, validate_unique, within
from k8sdsl.server.rules.resource.taints import validate_taint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DEVICE_NAME = Rule(
    "resource/device-name",
    "The `name` of a device must be a DNS label.",
    "validateDevice",
    "ResourceSlice",
    bad={"spec.devices": [{"name": "gpu_0"}]},
    good={"spec.devices": [{"name": "gpu-0"}]},
    remedy="use lowercase letters, digits and dashes, such as `name: gpu-0`",
)
ATTRIBUTE = Rule(
    "resource/attribute",
    "An attribute must have exactly one value: a `bool`, an `int`, a `string` of at most 64 bytes or a `version`.",
    "validateDeviceAttribute",
    "ResourceSlice",
    bad={"spec.devices[0].attributes": {"model": {"string": "a100", "int": 100}}},
    good={"spec.devices[0].attributes": {"model": {"string": "a100"}, "driver": {"version": "1.2.3"}}},
    remedy="for example, write `attributes: {model: {string: a100}, driverVersion: {version: 1.2.3}}`",
)
COUNTERS = Rule(
    "resource/counters",
    "`counters` must be in a named counter set, with DNS labels as names.",
    "validateDeviceCounterConsumption",
    "ResourceSlice",
    bad={"spec.devices[0].consumesCounters": [{"counterSet": "gpu"}]},
    good={"spec.devices[0].consumesCounters": [{"counterSet": "gpu", "counters": {"memory": {"value": "10Gi"}}}]},
    remedy="for example, write `{counterSet: gpu, counters: {memory: {value: 10Gi}}}`",
)
DEVICE_NODES = Rule(
    "resource/device-nodes",
    (
        "With `perDeviceNodeSelection` each device must have exactly one of `nodeName`, `nodeSelector` and "
        "`allNodes`; without it none."
    ),
    "validateDevice",
    "ResourceSlice",
    bad={"spec.devices[0].allNodes": True},
    good={"spec.nodeName": None, "spec.perDeviceNodeSelection": True, "spec.devices[0].allNodes": True},
    remedy="set `spec.perDeviceNodeSelection: true`, and `nodeName: node-1` for each device",
)
BINDING = Rule(
    "resource/binding-conditions",
    (
        "`bindingConditions` and `bindingFailureConditions` must be set together, be label keys, and differ from "
        "each other."
    ),
    "validateDeviceBindingParameters",
    "ResourceSlice",
    bad={"spec.devices[0].bindingConditions": ["example.com/ready"]},
    good={
        "spec.devices[0].bindingConditions": ["example.com/ready"],
        "spec.devices[0].bindingFailureConditions": ["example.com/failed"],
    },
    remedy=(
        "for example, write `bindingConditions: [example.com/ready]` and `bindingFailureConditions: "
        "[example.com/failed]`"
    ),
)

MAX_ATTRIBUTES_AND_CAPACITIES, MAX_VALUE_LENGTH = 32, 64
MAX_COUNTERS, MAX_CONSUMPTIONS, MAX_CONDITIONS = 32, 2, 4
_SCALARS = ("bool", "int", "string", "version")
_LISTS = ("bools", "ints", "strings", "versions")


def max_taints(minor: int) -> int:
    """The maximum number of taints of a device."""
    return 16 if minor >= 35 else 4  # DeviceTaintsMaxLength of `resource/v1` was raised with KEP-5055.


def validate_device(device: Tree, path: str, problems: Problems, context: Context, *, selects_nodes: bool) -> None:
    """One device of a slice (validateDevice)."""
    name = device.get("name", "")
    if reason := formats.dns1123_label(name):
        problems.add(DEVICE_NAME, f"{path}.name", f"{name!r} {reason}")
    attributes, capacities = device.get("attributes") or {}, device.get("capacity") or {}
    number = len(attributes) + len(capacities)
    if number > MAX_ATTRIBUTES_AND_CAPACITIES:
        message = f"there are {number} attributes and capacities; at most {MAX_ATTRIBUTES_AND_CAPACITIES} are allowed"
        problems.add(COUNT, path, message)
    for key, attribute in attributes.items():
        validate_qualified_name(key, f"{path}.attributes", problems, context.minor)
        _attribute(attribute, f"{path}.attributes[{shortened(key)}]", problems)
    shared = bool(device.get("allowMultipleAllocations"))
    for key, capacity in capacities.items():
        validate_qualified_name(key, f"{path}.capacity", problems, context.minor)
        if isinstance(capacity, dict):  # before v1beta1 a capacity was only a quantity
            at = f"{path}.capacity[{shortened(key)}]"
            validate_capacity(capacity, at, problems, context.minor, shared=shared)
    taints = device.get("taints") or ()
    if within(taints, max_taints(context.minor), f"{path}.taints", problems):
        for index, taint in enumerate(taints):
            validate_taint(taint, f"{path}.taints[{index}]", problems, context.minor)
    _consumptions(device.get("consumesCounters") or (), f"{path}.consumesCounters", problems)
    _nodes(device, path, problems, selects_nodes=selects_nodes)
    _binding(device, path, problems)


def _attribute(attribute: Tree, path: str, problems: Problems) -> None:
    given = [field for field in (*_SCALARS, *_LISTS) if attribute.get(field) is not None]
    if len(given) != 1:
        problems.add(ATTRIBUTE, path, f"exactly one value is required, not {', '.join(given) or 'none'}")
    for field in given:
        value = attribute[field]
        if field in _LISTS:
            if not value:
                problems.add(ATTRIBUTE, f"{path}.{field}", "the list must not be empty")
            if field in {"strings", "versions"}:
                for index, item in enumerate(value):
                    _text(item, f"{path}.{field}[{index}]", problems, is_version=field == "versions")
        elif field in {"string", "version"}:
            _text(value, f"{path}.{field}", problems, is_version=field == "version")


def _text(value: str, path: str, problems: Problems, *, is_version: bool) -> None:
    if is_version and (reason := formats.semantic_version(value)):
        problems.add(ATTRIBUTE, path, f"{value!r} {reason}")
    if len(value.encode("utf-8", "surrogatepass")) > MAX_VALUE_LENGTH:
        problems.add(ATTRIBUTE, path, f"the value must be at most {MAX_VALUE_LENGTH} bytes long")


def validate_counters(holder: Tree, name_field: str, path: str, problems: Problems) -> None:
    """A counter set, or a device's consumption of one: its name and its counters."""
    name = holder.get(name_field, "")
    reason = formats.dns1123_label(name) if name else "is empty; a name is required"
    if reason:
        problems.add(COUNTERS, f"{path}.{name_field}", f"{name!r} {reason}")
    counters = holder.get("counters") or {}
    if not counters:
        problems.add(COUNTERS, f"{path}.counters", "counters is empty; at least one counter is required")
    elif within(list(counters), MAX_COUNTERS, f"{path}.counters", problems):
        for key in counters:
            if reason := formats.dns1123_label(key):
                problems.add(COUNTERS, f"{path}.counters", f"{key!r} {reason}")


def _consumptions(consumptions: Sequence[Tree], path: str, problems: Problems) -> None:
    if not within(consumptions, MAX_CONSUMPTIONS, path, problems):
        return
    for index, consumption in enumerate(consumptions):
        validate_counters(consumption, "counterSet", f"{path}[{index}]", problems)
    validate_unique([consumption.get("counterSet", "") for consumption in consumptions], path, problems)


def _nodes(device: Tree, path: str, problems: Problems, *, selects_nodes: bool) -> None:
    name, selector, everywhere = device.get("nodeName"), device.get("nodeSelector"), device.get("allNodes")
    if not selects_nodes:
        if not (name is None and selector is None and everywhere is None):
            problems.add(
                DEVICE_NODES,
                path,
                "nodeName, nodeSelector and allNodes of a device require perDeviceNodeSelection: true",
            )
        return
    if name is not None:
        reason = formats.dns1123_subdomain(name) if name else "must not be empty"
        if reason:
            problems.add(DEVICE_NODES, f"{path}.nodeName", f"{name!r} {reason}")
    if selector is not None:
        from k8sdsl.server.rules.pods.affinity import validate_node_selector

        validate_node_selector(selector, f"{path}.nodeSelector", problems)
    if everywhere is False:
        problems.add(DEVICE_NODES, f"{path}.allNodes", "allNodes must be true or omitted")
    given = [field for field in ("nodeName", "allNodes") if device.get(field)]
    if len(given) + (selector is not None) != 1:
        problems.add(DEVICE_NODES, path, "must have exactly one of nodeName, nodeSelector and allNodes")


def _binding(device: Tree, path: str, problems: Problems) -> None:
    conditions = device.get("bindingConditions") or []
    failures = device.get("bindingFailureConditions") or []
    for field, names in (("bindingConditions", conditions), ("bindingFailureConditions", failures)):
        at = f"{path}.{field}"
        if within(names, MAX_CONDITIONS, at, problems):
            for index, name in enumerate(names):
                if reason := formats.qualified_name(name):
                    problems.add(BINDING, f"{at}[{index}]", f"{name!r} {reason}")
            validate_unique(names, at, problems)
    for index, name in enumerate(failures):
        if name in conditions:
            problems.add(BINDING, f"{path}.bindingFailureConditions[{index}]", f"{name!r} is also in bindingConditions")
    if failures and not conditions:
        problems.add(
            BINDING, f"{path}.bindingConditions", "bindingConditions is required with bindingFailureConditions"
        )
    if conditions and not failures:
        problems.add(
            BINDING, f"{path}.bindingFailureConditions", "bindingFailureConditions is required with bindingConditions"
        )
