"""Fields that the API server does not let change: applying such a difference fails until the object is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.diff.fields import ABSENT
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.tree import get

if TYPE_CHECKING:
    from k8sdsl.diff.fields import FieldChange
    from k8sdsl.tree import FieldPath, Tree

_FIXED: dict[str, tuple[str, ...]] = {
    "Deployment": ("spec/selector",),
    "ReplicaSet": ("spec/selector",),
    "DaemonSet": ("spec/selector",),
    "Job": (
        *("spec/selector", "spec/template", "spec/completionMode", "spec/podFailurePolicy", "spec/managedBy"),
        *("spec/backoffLimitPerIndex", "spec/successPolicy", "spec/podReplacementPolicy"),
    ),
    "RoleBinding": ("roleRef",),
    "ClusterRoleBinding": ("roleRef",),
    "StorageClass": ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
    "VolumeAttributesClass": ("driverName", "parameters"),
    "PriorityClass": ("value", "preemptionPolicy"),
    "RuntimeClass": ("handler",),
    "IngressClass": ("spec/controller",),
    "CSIDriver": ("spec/attachRequired", "spec/volumeLifecycleModes", "spec/fsGroupPolicy"),
    "EndpointSlice": ("addressType",),
    "CustomResourceDefinition": ("spec/group", "spec/scope", "spec/names/plural", "spec/names/kind"),
    "ControllerRevision": ("data",),
    "Secret": ("type",),
}
"""Fields, by kind, that stay as they were made, with everything below them."""

_FREE: dict[str, tuple[str, ...]] = {
    "StatefulSet": (
        *("spec/replicas", "spec/ordinals", "spec/template", "spec/updateStrategy", "spec/revisionHistoryLimit"),
        *("spec/persistentVolumeClaimRetentionPolicy", "spec/minReadySeconds"),
    ),
    "PersistentVolumeClaim": ("spec/resources/requests", "spec/volumeAttributesClassName"),
    "PersistentVolume": (
        *("spec/capacity", "spec/accessModes", "spec/claimRef", "spec/persistentVolumeReclaimPolicy"),
        *("spec/mountOptions", "spec/storageClassName", "spec/volumeAttributesClassName", "spec/nodeAffinity"),
    ),
    "Pod": ("spec/activeDeadlineSeconds", "spec/tolerations", "spec/terminationGracePeriodSeconds"),
}
"""Kinds of which only these fields below `spec` may change."""


def immutable_paths(old: Tree, new: Tree, change: FieldChange) -> str:
    """Why the server would refuse the change of a field; empty where it would not."""
    kind, steps = str(old.get("kind")), change.steps
    if any(_is_below(steps, path) for path in _FIXED.get(kind, ())):
        return f"`{change.path}` of a {kind} cannot change"
    if kind in _FREE and steps[:1] == ("spec",) and not _is_free(kind, steps):
        return f"`{change.path}` of a {kind} cannot change"
    return _special(kind, old, new, change)


def _is_free(kind: str, steps: FieldPath) -> bool:
    if kind == "Pod" and steps[-1] == "image" and steps[1] in {"containers", "initContainers"}:
        return True
    return any(_is_below(steps, path) for path in _FREE[kind])


def _special(kind: str, old: Tree, new: Tree, change: FieldChange) -> str:
    steps = change.steps
    if kind in {"ConfigMap", "Secret"} and old.get("immutable") is True:
        if steps[0] in {"data", "binaryData", "immutable"}:
            return f"this {kind} was made immutable"
    elif kind == "Service" and steps[:2] in {("spec", "clusterIP"), ("spec", "clusterIPs")}:
        if change.before is not ABSENT and get(new, ("spec", "type")) != "ExternalName":
            return "the address of a Service cannot change"
    elif kind == "PersistentVolumeClaim" and steps[:4] == ("spec", "resources", "requests", "storage"):
        before, after = _size(change.before), _size(change.after)
        if before is not None and (after is None or after < before):
            return "a claim cannot shrink"
    return ""


def _size(value: Any) -> Any:
    return None if value is ABSENT else parse_quantity(value)


def _is_below(steps: FieldPath, path: str) -> bool:
    wanted = tuple(path.split("/"))
    return tuple(map(str, steps[: len(wanted)])) == wanted
