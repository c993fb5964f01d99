"""What the API server fills in when it reads an object of a built-in kind (`SetDefaults_...`, `SetObjectDefaults_...`).

Most defaults are plain values of `kube.defaults`. A function `(value, minor)` sets those that depend on other fields; a
row here names its module and the function for the type, so that only what an object uses is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.defaults import DEFAULTS
from k8sdsl.kube.pointers import POINTERS
from k8sdsl.kube.types import type_schema
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import Tree

    Defaulter = Callable[[Tree, int], None]

DEFAULTERS: dict[str, str] = {
    "apiextensions_v1.CustomResourceDefinition": "groups:default_definition",
    "apps_v1.DaemonSet": "workloads:default_daemon_set",
    "apps_v1.Deployment": "workloads:default_deployment",
    "apps_v1.StatefulSet": "workloads:default_stateful_set",
    "autoscaling_v2.HorizontalPodAutoscaler": "workloads:default_autoscaler",
    "batch_v1.Job": "workloads:default_job",
    "core_v1.Container": "pods:default_container",
    "core_v1.EphemeralContainer": "pods:default_container",
    "core_v1.LimitRangeItem": "core:default_limit_range_item",
    "core_v1.Namespace": "core:default_namespace",
    "core_v1.Node": "core:default_node",
    "core_v1.Pod": "pods:default_pod",
    "core_v1.PodSpec": "pods:default_pod_spec",
    "core_v1.ReplicationController": "core:default_replication_controller",
    "core_v1.Service": "core:default_service",
    "core_v1.Volume": "pods:default_volume",
    "networking_v1.NetworkPolicy": "groups:default_network_policy",
    "rbac_v1.Subject": "groups:default_subject",
    "resource_v1.DeviceSubRequest": "groups:default_device_request",
    "resource_v1.ExactDeviceRequest": "groups:default_device_request",
}
"""For a type, the module (below this package) and function of the defaults that depend on more than the type."""


def set_defaults(tree: Tree, type_name: str, minor: int) -> None:
    """Fills in the defaults of a decoded object, parents before their parts, in place."""
    _fill(tree, type_schema(type_name), minor)


def _fill(tree: Tree, schema: TypeSchema, minor: int) -> None:
    pointers = POINTERS.get(schema.name, "").split()
    for wire, value in DEFAULTS.get(schema.name, _NOTHING).items():
        if (wire not in tree or (not tree[wire] and wire not in pointers)) and _exists(schema.fields[wire], minor):
            tree[wire] = copy_tree(value)
    defaulter = _defaulter(schema.name)
    if defaulter is not None:
        defaulter(tree, minor)
    for field in schema:
        target = field.target if field.leaf not in _LEAVES and "|" not in field.leaf else None
        if target is None:
            continue
        if field.wire in tree:
            _fill_value(tree[field.wire], field.shape, target, minor)
        elif not field.shape and field.wire not in pointers and field.wire != "status" and _exists(field, minor):
            _fill_absent(tree, field.wire, target, minor)


def _fill_value(value: Any, shape: str, target: TypeSchema, minor: int) -> None:
    if not shape:
        _fill(value, target, minor)
        return
    for item in value if shape[0] == "[" else value.values():
        _fill_value(item, shape[1:], target, minor)


def _fill_absent(tree: Tree, wire: str, target: TypeSchema, minor: int) -> None:
    """A struct that is not behind a pointer has its defaults also if the object omits it."""
    inner: Tree = {}
    _fill(inner, target, minor)
    if inner:
        tree[wire] = inner


def _exists(field: FieldSchema, minor: int) -> bool:
    return (field.since is None or field.since <= minor) and (field.until is None or minor <= field.until)


def _defaulter(name: str) -> Defaulter | None:
    row = DEFAULTERS.get(name)
    if row is None:
        return None
    module, _, function = row.partition(":")
    found: Defaulter = getattr(import_module(f"{__name__}.{module}"), function)
    return found


_NOTHING: dict[str, Any] = {}
_LEAVES = frozenset(
    ("string", "bool", "int32", "int64", "number", "quantity", "int_or_string", "time", "microtime", "bytes")
)
