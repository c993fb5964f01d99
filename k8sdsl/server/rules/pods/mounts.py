"""The volumes that containers mount as directories or use as raw block devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.paths import relative_path

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

MOUNT_VOLUME = Rule(
    "core/mount-volume",
    "The `name` of a volume mount or device must be that of a volume in `spec.volumes`.",
    "ValidateVolumeMounts",
    "Pod",
    bad={"spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}]},
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
    },
    remedy="add the volume, such as `volumes: [{name: data, emptyDir: {}}]`, or correct the name",
)
INVALID_VOLUME = Rule(
    "core/mount-invalid-volume",
    "The volume of a volume mount must itself be valid; the server does not know invalid ones.",
    "ValidateVolumes",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}, "configMap": {"name": "settings"}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
    },
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
    },
    remedy="fix the other finding about the volume in `spec.volumes`, which also fixes this one",
)
MOUNT_PATH = Rule(
    "core/mount-path",
    "Each volume mount of a container must have its own `mountPath`.",
    "ValidateVolumeMounts",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a"}, {"name": "data", "mountPath": "/a"}],
    },
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a"}, {"name": "data", "mountPath": "/b"}],
    },
    remedy="set a path that no other mount of the container uses, such as `mountPath: /var/lib/data`",
)
SUB_PATH = Rule(
    "core/mount-sub-path",
    "A volume mount must not have both `subPath` and `subPathExpr`.",
    "ValidateVolumeMounts",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [
            {"name": "data", "mountPath": "/a", "subPath": "a", "subPathExpr": "$(POD_NAME)"}
        ],
    },
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a", "subPathExpr": "$(POD_NAME)"}],
    },
    remedy="keep `subPathExpr: $(POD_NAME)` if the path contains variables, and `subPath: data` if it does not",
)
MOUNT_PROPAGATION = Rule(
    "core/mount-propagation",
    "`mountPropagation` must be None, HostToContainer, or Bidirectional, which requires a privileged container.",
    "validateMountPropagation",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a", "mountPropagation": "Bidirectional"}],
    },
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a", "mountPropagation": "HostToContainer"}],
    },
    remedy="remove it, or set `securityContext: {privileged: true}` for Bidirectional",
)
RECURSIVE_READ_ONLY = Rule(
    "core/mount-recursive-read-only",
    (
        "`recursiveReadOnly` must be Disabled, IfPossible or Enabled; the last two require `readOnly: true` and no "
        "mount propagation."
    ),
    "validateMountRecursiveReadOnly",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/a", "recursiveReadOnly": "Enabled"}],
    },
    good={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeMounts": [
            {"name": "data", "mountPath": "/a", "readOnly": True, "recursiveReadOnly": "Enabled"}
        ],
    },
    remedy="set `readOnly: true` and remove `mountPropagation`",
)
DEVICE = Rule(
    "core/volume-device",
    "An entry of `volumeDevices` must use a claim once per container, at a `devicePath` of its own.",
    "ValidateVolumeDevices",
    "Pod",
    bad={
        "spec.volumes": [{"name": "data", "emptyDir": {}}],
        "spec.containers[0].volumeDevices": [{"name": "data", "devicePath": "/dev/xvda"}],
    },
    good={
        "spec.volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
        "spec.containers[0].volumeDevices": [{"name": "data", "devicePath": "/dev/xvda"}],
    },
    remedy=(
        "give each device its own path, such as `{name: disk, devicePath: /dev/xvda}`, and do not list it in "
        "`volumeMounts` too"
    ),
)

PROPAGATIONS = frozenset(("Bidirectional", "HostToContainer", "None"))


def validate_mounts(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The volume mounts of a container; `path` is the container's (ValidateVolumeMounts)."""
    mounts = container["volumeMounts"]
    devices = {device.get("name", ""): device.get("devicePath", "") for device in container.get("volumeDevices", ())}
    path = f"{path}.volumeMounts"
    places: set[str] = set()
    for index, mount in enumerate(mounts):
        name, place = mount.get("name", ""), mount.get("mountPath", "")
        if name not in scope.volumes:
            _no_volume(name, f"{path}[{index}].name", problems, scope)
        if not place:
            problems.add(MOUNT_PATH, f"{path}[{index}].mountPath", "mountPath is required")
        if place in places:
            problems.add(MOUNT_PATH, f"{path}[{index}].mountPath", f"another volume is already mounted at {place!r}")
        places.add(place)
        if devices:
            if name in devices:
                problems.add(DEVICE, f"{path}[{index}].name", f"{name!r} is already a raw device of this container")
            if place in devices.values():
                problems.add(DEVICE, f"{path}[{index}].mountPath", f"{place!r} is already the path of a raw device")
        if len(mount) > 2 or not (name and place):
            _options(mount, f"{path}[{index}]", path, problems, container)


def _no_volume(name: str, path: str, problems: Problems, scope: PodScope) -> None:
    from k8sdsl.near_miss import did_you_mean

    if not name:
        problems.add(MOUNT_VOLUME, path, "name is required")
        return
    if any(volume.get("name") == name for volume in scope.spec.get("volumes", ())):
        problems.add(INVALID_VOLUME, path, f"the volume {name!r} is invalid")
        return
    problems.add(
        MOUNT_VOLUME, path, f"the pod has no volume {name!r}", remedy=did_you_mean(name, scope.volumes) or None
    )


def _options(mount: Tree, at: str, path: str, problems: Problems, container: Tree) -> None:
    # Upstream omits the index for everything except this conflict.
    sub_path, expression = mount.get("subPath", ""), mount.get("subPathExpr", "")
    if sub_path:
        relative_path(sub_path, f"{path}.subPath", problems)
    if expression:
        if sub_path:
            problems.add(SUB_PATH, f"{at}.subPathExpr", "subPath and subPathExpr cannot both be set")
        relative_path(expression, f"{path}.subPathExpr", problems)
    if "mountPropagation" in mount:
        _propagation(mount["mountPropagation"], f"{path}.mountPropagation", problems, container)
    if "recursiveReadOnly" in mount:
        _recursive_read_only(mount, f"{path}.recursiveReadOnly", problems)


def _propagation(value: str, path: str, problems: Problems, container: Tree) -> None:
    if value not in PROPAGATIONS:
        refuse_choice(MOUNT_PROPAGATION, value, PROPAGATIONS, path, problems)
    if value == "Bidirectional" and not container.get("securityContext", {}).get("privileged"):
        problems.add(MOUNT_PROPAGATION, path, "Bidirectional requires a privileged container")


def _recursive_read_only(mount: Tree, path: str, problems: Problems) -> None:
    value = mount["recursiveReadOnly"]
    if value in {"Enabled", "IfPossible"}:
        if not mount.get("readOnly"):
            problems.add(RECURSIVE_READ_ONLY, path, f"{value} requires readOnly: true")
        if mount.get("mountPropagation", "None") != "None":
            problems.add(RECURSIVE_READ_ONLY, path, f"{value} requires a mount without mountPropagation")
    elif value != "Disabled":
        refuse_choice(RECURSIVE_READ_ONLY, value, ("Disabled", "Enabled", "IfPossible"), path, problems)


def validate_devices(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The raw block devices of a container; `path` is the container's (ValidateVolumeDevices)."""
    mounts = {mount.get("name", ""): mount.get("mountPath", "") for mount in container.get("volumeMounts", ())}
    path = f"{path}.volumeDevices"
    names: set[str] = set()
    places: set[str] = set()
    for index, device in enumerate(container["volumeDevices"]):
        name, place = device.get("name", ""), device.get("devicePath", "")
        for reason in _name_reasons(name, names, mounts, scope):
            problems.add(DEVICE, f"{path}[{index}].name", f"{name!r} {reason}")
        if name not in scope.volumes:
            _no_volume(name, f"{path}[{index}].name", problems, scope)
        for reason in _place_reasons(place, places, mounts):
            problems.add(DEVICE, f"{path}[{index}].devicePath", f"{place!r} {reason}")
        if name:
            names.add(name)
        if ".." not in place.split("/"):
            places.add(place)


def _name_reasons(name: str, names: set[str], mounts: dict[str, str], scope: PodScope) -> list[str]:
    reasons = []
    volume = scope.volumes.get(name)
    if name in names:
        reasons.append("is already used by another device")
    if volume is not None and "persistentVolumeClaim" not in volume and "ephemeral" not in volume:
        reasons.append("is not a claim; only claims can be raw devices")
    if name in mounts:
        reasons.append("is already mounted in this container")
    return reasons


def _place_reasons(place: str, places: set[str], mounts: dict[str, str]) -> list[str]:
    reasons = [] if place else ["is empty; a path is required"]
    if place in places:
        reasons.append("is already used by another device")
    if ".." in place.split("/"):
        reasons.append("must not contain '..'")
    if place in mounts.values():
        reasons.append("is already the path of a mount")
    return reasons
