"""The effects of a difference on a cluster when it is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from k8sdsl.diff.immutable import refused_changes
from k8sdsl.diff.permissions import gained_permissions
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from k8sdsl.diff.fields import FieldChange
    from k8sdsl.tree import Tree

BREAKS = "breaks-references"
DATA_LOSS = "data-loss"
IMMUTABLE = "immutable"
RECREATES = "recreates"
RESTARTS = "restarts-pods"
SCALES_DOWN = "scales-down"
WIDENS = "widens-rbac"

WORDS = {
    DATA_LOSS: "data loss",
    BREAKS: "breaks references",
    IMMUTABLE: "immutable field",
    RECREATES: "recreates",
    RESTARTS: "restarts pods",
    SCALES_DOWN: "scales down",
    WIDENS: "widens permissions",
}
"""Every class of effect, worst first, in words."""


@frozen
class Effect:
    """One effect of a class, why, and the field that has it (empty for the whole object)."""

    kind: str
    reason: str
    path: str = ""


_EffectOf: TypeAlias = "Callable[[Tree | None, Tree | None, Sequence[FieldChange]], Iterator[Effect]]"


def effects_of(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> tuple[Effect, ...]:
    """The effects of one object's difference, worst first; `old` or `new` is None if there is no such object."""
    if any(tree is not None and not isinstance(tree.get("kind"), str) for tree in (old, new)):
        return ()
    return worst_first(effect for judge in _JUDGES for effect in judge(old, new, fields))


def worst_first(found: Iterable[Effect]) -> tuple[Effect, ...]:
    """Effects by their class."""
    order = list(WORDS)
    return tuple(sorted(found, key=lambda effect: order.index(effect.kind)))


_ROLLING = frozenset(("Deployment", "StatefulSet", "DaemonSet"))
_SCALED = frozenset(("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"))
_GENERATED = frozenset(("ConfigMap", "Secret"))


def _restarts(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    if old is None or new is None:
        return
    if new.get("kind") in _ROLLING:
        changed = next((change for change in fields if change.steps[:2] == ("spec", "template")), None)
        if changed is not None and _is_rolled_out(old, new):
            how = "all at once" if get(new, ("spec", "strategy", "type")) == "Recreate" else "one after another"
            yield Effect(RESTARTS, f"the pod template changes: its pods are replaced {how}", changed.path)
    elif new.get("kind") == "Pod":
        changed = next((change for change in fields if change.steps[-1:] == ("image",)), None)
        if changed is not None:
            yield Effect(RESTARTS, "a container's image changes: the container is restarted", changed.path)


def _is_rolled_out(old: Tree, new: Tree) -> bool:
    """Whether the workload has pods and its controller replaces them when the template changes."""
    replicas = [get(tree, ("spec", "replicas"), 1) for tree in (old, new)]
    held_back = get(new, ("spec", "paused")) is True or get(new, ("spec", "updateStrategy", "type")) == "OnDelete"
    return not held_back and (new.get("kind") == "DaemonSet" or 0 not in replicas)


def _recreates(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    del fields
    if old is None or new is None or new.get("kind") in _GENERATED:
        return
    for step in ("namespace", "name"):
        if get(old, ("metadata", step)) != get(new, ("metadata", step)):
            yield Effect(
                RECREATES, f"a new {step} creates a new object, and the old one is deleted", f"metadata.{step}"
            )


def _immutable(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    if old is None or new is None or not fields or _is_renamed(old, new):
        return
    for path, message in refused_changes(old, new):
        yield Effect(IMMUTABLE, message, path)


def _is_renamed(old: Tree, new: Tree) -> bool:
    return any(get(old, ("metadata", step)) != get(new, ("metadata", step)) for step in ("namespace", "name"))


def _scales_down(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    del fields
    if old is None:
        return
    kind = old.get("kind")
    if new is None:
        if kind in _SCALED or kind == "DaemonSet":
            yield Effect(SCALES_DOWN, "the workload and its pods are deleted")
        return
    paths = {"HorizontalPodAutoscaler": ("minReplicas", "maxReplicas")}.get(str(kind), ("replicas",))
    if kind not in _SCALED and kind != "HorizontalPodAutoscaler":
        return
    for path in paths:
        before, after = get(old, ("spec", path), 1), get(new, ("spec", path), 1)
        if isinstance(before, int) and isinstance(after, int) and after < before:
            yield Effect(SCALES_DOWN, f"from {before} to {after}", f"spec.{path}")


def _widens(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    del fields
    if new is not None:
        for reason, path in gained_permissions(old, new):
            yield Effect(WIDENS, reason, path)


_HOLDS_DATA = {
    "PersistentVolumeClaim": "the claim is deleted, and with it the data of its volume, unless the volume is retained",
    "PersistentVolume": "the volume is deleted",
    "Namespace": "everything in the namespace is deleted",
    "CustomResourceDefinition": "every object of this kind is deleted",
}


def _data_loss(old: Tree | None, new: Tree | None, fields: Sequence[FieldChange]) -> Iterator[Effect]:
    del fields
    if old is None:
        return
    kind = str(old.get("kind"))
    if new is None or _is_renamed(old, new):
        if kind in _HOLDS_DATA:
            yield Effect(DATA_LOSS, _HOLDS_DATA[kind])
        elif kind == "StatefulSet" and _retention(old, "whenDeleted") == "Delete":
            yield Effect(DATA_LOSS, "the claims of its pods are deleted with it")
        return
    yield from _deletes_claims(old, new, kind)
    if kind == "PersistentVolume" and _turned(old, new, ("spec", "persistentVolumeReclaimPolicy")):
        yield Effect(DATA_LOSS, "the volume is deleted with its claim", "spec.persistentVolumeReclaimPolicy")
    yield from _lost_volumes(old, new)


def _deletes_claims(old: Tree, new: Tree, kind: str) -> Iterator[Effect]:
    if kind != "StatefulSet":
        return
    policy = ("spec", "persistentVolumeClaimRetentionPolicy")
    for moment, when in _MOMENTS.items():
        if _turned(old, new, (*policy, moment)):
            yield Effect(DATA_LOSS, f"the claims of its pods are deleted {when}", ".".join((*policy, moment)))
    before, after = get(old, ("spec", "replicas"), 1), get(new, ("spec", "replicas"), 1)
    smaller = isinstance(before, int) and isinstance(after, int) and after < before
    if smaller and _retention(new, "whenScaled") == "Delete":
        yield Effect(DATA_LOSS, "the claims of the removed pods are deleted", "spec.replicas")


_MOMENTS = {"whenDeleted": "when it is deleted", "whenScaled": "when it is scaled down"}


def _turned(old: Tree, new: Tree, path: tuple[str, ...]) -> bool:
    return bool(get(old, path) != "Delete" and get(new, path) == "Delete")


def _retention(tree: Tree, moment: str) -> Any:
    return get(tree, ("spec", "persistentVolumeClaimRetentionPolicy", moment))


def _lost_volumes(old: Tree, new: Tree) -> Iterator[Effect]:
    """Volumes that were claims and are something else now: the pods start without their data."""
    path = ("spec", "template", "spec", "volumes")
    before, after = ({str(v.get("name")): v for _, v in maps_in(get(tree, path))} for tree in (old, new))
    for name, volume in before.items():
        if "persistentVolumeClaim" in volume and name in after and "persistentVolumeClaim" not in after[name]:
            yield Effect(DATA_LOSS, "the volume no longer uses a claim", f"{'.'.join(path)}[{name}]")


_JUDGES: tuple[_EffectOf, ...] = (_data_loss, _immutable, _recreates, _restarts, _scales_down, _widens)
