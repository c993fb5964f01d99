"""ResourceSlice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.resource.devices import validate_counters, validate_device
from k8sdsl.server.rules.resource.names import validate_driver_name, validate_pool_name, validate_unique, within

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DRIVER_CASE = Rule(
    "resource/driver-name-case",
    "`driver` of a ResourceSlice should be in lowercase.",
    "resourceSliceStrategy.WarningsOnCreate",
    "ResourceSlice",
    bad={"spec.driver": "GPU.example.com"},
    good={"spec.driver": "gpu.example.com"},
    severity=Severity.WARNING,
    remedy="for example, write `driver: gpu.example.com`",
)
POOL_NUMBERS = Rule(
    "resource/pool-numbers",
    "`pool.resourceSliceCount` must be positive, and `pool.generation` must not be negative.",
    "validateResourcePool",
    "ResourceSlice",
    bad={"spec.pool": {"name": "node-1", "resourceSliceCount": 0}},
    good={"spec.pool": {"name": "node-1", "resourceSliceCount": 1, "generation": 0}},
    remedy="for example, write `pool: {name: node-1, generation: 1, resourceSliceCount: 1}`",
)
NODES = Rule(
    "resource/slice-nodes",
    (
        "A ResourceSlice must have exactly one of `nodeName`, `nodeSelector` with one term, `allNodes` and "
        "`perDeviceNodeSelection`."
    ),
    "validateResourceSliceSpec",
    "ResourceSlice",
    bad={"spec.allNodes": True},
    good={"spec.nodeName": None, "spec.allNodes": True},
    remedy="for example, write `nodeName: node-1`, or `allNodes: true` for devices in the network",
)
CONTENT = Rule(
    "resource/slice-content",
    "A ResourceSlice must not have both `devices` and `sharedCounters`.",
    "validateResourceSliceSpec",
    "ResourceSlice",
    bad={"spec.sharedCounters": [{"name": "gpu", "counters": {"memory": {"value": "40Gi"}}}]},
    good={"spec.devices": None, "spec.sharedCounters": [{"name": "gpu", "counters": {"memory": {"value": "40Gi"}}}]},
    remedy="move `sharedCounters` to another `kind: ResourceSlice` of the same pool",
)

MAX_DEVICES, MAX_DEVICES_WITH_MORE, MAX_COUNTER_SETS = 128, 64, 8
_LISTS = ("bools", "ints", "strings", "versions")


def validate_resource_slice(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a ResourceSlice as ValidateResourceSlice does."""
    validate_object_meta(obj, problems, namespaced=False)
    if obj.get("apiVersion") == "resource.k8s.io/v1alpha2":
        return  # the slices of 1.30 have no spec
    spec = obj.get("spec") or {}
    driver = spec.get("driver", "")
    validate_driver_name(driver, "spec.driver", problems)
    if driver != driver.lower():
        problems.add(DRIVER_CASE, "spec.driver", f"{driver!r} should be in lowercase")
    _pool(spec.get("pool") or {}, problems)
    _nodes(spec, problems)
    _devices(spec, problems, context)
    counters = spec.get("sharedCounters") or ()
    if within(counters, MAX_COUNTER_SETS, "spec.sharedCounters", problems):
        for index, counter_set in enumerate(counters):
            validate_counters(counter_set, "name", f"spec.sharedCounters[{index}]", problems)
        validate_unique([counter_set.get("name", "") for counter_set in counters], "spec.sharedCounters", problems)


def _pool(pool: Tree, problems: Problems) -> None:
    validate_pool_name(pool.get("name", ""), "spec.pool.name", problems)
    count, generation = pool.get("resourceSliceCount", 0), pool.get("generation", 0)
    if count <= 0:
        problems.add(POOL_NUMBERS, "spec.pool.resourceSliceCount", f"{count} must be positive")
    if generation < 0:
        problems.add(POOL_NUMBERS, "spec.pool.generation", f"{generation} must not be negative")


def _nodes(spec: Tree, problems: Problems) -> None:
    given = []
    name, selector = spec.get("nodeName"), spec.get("nodeSelector")
    if name:
        given.append("nodeName")
        if reason := formats.dns1123_subdomain(name):
            problems.add(NODES, "spec.nodeName", f"{name!r} {reason}")
    elif name is not None:
        problems.add(NODES, "spec.nodeName", "nodeName must be the name of a node or omitted")
    if selector is not None:
        from k8sdsl.server.rules.pods.affinity import validate_node_selector

        given.append("nodeSelector")
        path = "spec.nodeSelector"
        validate_node_selector(selector, path, problems)
        if len(selector.get("nodeSelectorTerms") or ()) != 1:
            problems.add(NODES, f"{path}.nodeSelectorTerms", "exactly one term is required")
    for field in ("allNodes", "perDeviceNodeSelection"):
        flag = spec.get(field)
        if flag:
            given.append(field)
        elif flag is not None:
            problems.add(NODES, f"spec.{field}", f"{field} must be true or omitted")
    if len(given) != 1:
        message = (
            f"only one of {' and '.join(given)} can be set"
            if given
            else "one of nodeName, nodeSelector, allNodes and perDeviceNodeSelection is required"
        )
        problems.add(NODES, "spec", message)


def _devices(spec: Tree, problems: Problems, context: Context) -> None:
    devices = spec.get("devices")
    if devices is not None and spec.get("sharedCounters") is not None:
        problems.add(CONTENT, "spec", "devices and sharedCounters cannot both be set")
    # v1beta1 wraps a device in `basic`; paths are those of later versions.
    flat = [_unwrapped(device) for device in devices or ()]
    limit = MAX_DEVICES_WITH_MORE if any(map(_has_more, flat)) else MAX_DEVICES
    if not within(flat, limit, "spec.devices", problems):
        return
    selects_nodes = bool(spec.get("perDeviceNodeSelection"))
    for index, device in enumerate(flat):
        validate_device(device, f"spec.devices[{index}]", problems, context, selects_nodes=selects_nodes)
    validate_unique([device.get("name", "") for device in flat], "spec.devices", problems)


def _unwrapped(device: Tree) -> Tree:
    basic = device.get("basic")
    return {**basic, "name": device.get("name", "")} if basic is not None else device


def _has_more(device: Tree) -> bool:
    """Whether a device is expensive to schedule (taints, counters, attributes with lists)."""
    if device.get("taints") or device.get("consumesCounters"):
        return True
    attributes = (device.get("attributes") or {}).values()
    return any(attribute.get(field) is not None for attribute in attributes for field in _LISTS)
