"""Taints of devices, tolerations of them, and DeviceTaintRule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.resource.names import validate_driver_name, validate_pool_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TAINT = Rule(
    "resource/taint",
    (
        "A device taint must have a qualified `key`, a valid label `value`, and an `effect` of NoSchedule, NoExecute "
        "or (since 1.35) None."
    ),
    "validateDeviceTaint",
    "ResourceSlice",
    bad={"spec.devices[0].taints": [{"key": "example.com/broken", "effect": "PreferNoSchedule"}]},
    good={"spec.devices[0].taints": [{"key": "example.com/broken", "effect": "NoSchedule"}]},
    remedy="for example, write `{key: example.com/broken, effect: NoSchedule}`",
)
TOLERATION = Rule(
    "resource/toleration",
    (
        "A device toleration must have the `operator` Equal, or Exists without a `value`, and an `effect` of a taint "
        "or none."
    ),
    "validateDeviceToleration",
    "ResourceClaim",
    bad={"spec.devices.requests[0].exactly.tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]},
    good={"spec.devices.requests[0].exactly.tolerations": [{"key": "a", "operator": "Equal", "value": "b"}]},
    remedy="for example, write `{key: example.com/broken, operator: Exists}`",
)
TAINT_SELECTOR = Rule(
    "resource/taint-selector",
    "`deviceSelector.device` of a DeviceTaintRule must be a DNS label.",
    "validateDeviceTaintSelector",
    "DeviceTaintRule",
    bad={"spec.deviceSelector": {"device": "gpu_0"}},
    good={"spec.deviceSelector": {"device": "gpu-0"}},
    remedy=(
        "write the name of a device, such as `deviceSelector: {driver: gpu.example.com, pool: node-1, device: gpu-0}`"
    ),
)

NONE_EFFECT_SINCE = 35
"""Taints of devices can have the effect None since this version (KEP-5055)."""


def _effects(minor: int) -> tuple[str, ...]:
    return ("NoSchedule", "NoExecute", "None") if minor >= NONE_EFFECT_SINCE else ("NoSchedule", "NoExecute")


def validate_taint(taint: Tree, path: str, problems: Problems, minor: int) -> None:
    """A taint of a device (validateDeviceTaint)."""
    key, value, effect = taint.get("key", ""), taint.get("value", ""), taint.get("effect", "")
    if reason := formats.qualified_name(key):
        problems.add(TAINT, f"{path}.key", f"{key!r} {reason}")
    if reason := formats.label_value(value):
        problems.add(TAINT, f"{path}.value", f"{value!r} {reason}")
    if effect not in _effects(minor):
        refuse_choice(TAINT, effect, _effects(minor), f"{path}.effect", problems)


def validate_toleration(toleration: Tree, path: str, problems: Problems) -> None:
    """A toleration of a request (validateDeviceToleration)."""
    key, value, effect = toleration.get("key", ""), toleration.get("value", ""), toleration.get("effect", "")
    operator = toleration.get("operator") or "Equal"  # SetDefaults_DeviceToleration
    if key and (reason := formats.qualified_name(key)):
        problems.add(TOLERATION, f"{path}.key", f"{key!r} {reason}")
    if operator == "Exists":
        if value:
            problems.add(TOLERATION, f"{path}.value", f"Exists does not take a value, but value is {value!r}")
    elif operator == "Equal":
        if reason := formats.label_value(value):
            problems.add(TOLERATION, f"{path}.value", f"{value!r} {reason}")
    else:
        refuse_choice(TOLERATION, operator, ("Equal", "Exists"), f"{path}.operator", problems)
    if effect and effect not in _effects(NONE_EFFECT_SINCE):
        refuse_choice(TOLERATION, effect, _effects(NONE_EFFECT_SINCE), f"{path}.effect", problems)


def validate_device_taint_rule(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a DeviceTaintRule as ValidateDeviceTaintRule does."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    selector = spec.get("deviceSelector") or {}
    path = "spec.deviceSelector"
    if "driver" in selector:
        validate_driver_name(selector["driver"], f"{path}.driver", problems)
    if "pool" in selector:
        validate_pool_name(selector["pool"], f"{path}.pool", problems)
    if "device" in selector and (reason := formats.dns1123_label(selector["device"])):
        problems.add(TAINT_SELECTOR, f"{path}.device", f"{selector['device']!r} {reason}")
    validate_taint(spec.get("taint") or {}, "spec.taint", problems, context.minor)
