"""Changes of PersistentVolumes (core `ValidatePersistentVolumeUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import IMMUTABLE
from k8sdsl.server.equality import comparable, only
from k8sdsl.server.rules.core.persistent_volume_sources import SOURCES

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

VOLUME_SOURCE = Rule(
    "change/volume-source",
    "The source of a PersistentVolume, such as `csi`, cannot change.",
    "ValidatePersistentVolumeUpdate",
    "PersistentVolume",
    remedy="create another volume with a new `metadata.name`, and delete this one once nothing uses it",
)
VOLUME_NODES = Rule(
    "change/volume-node-affinity",
    "`nodeAffinity` of a PersistentVolume cannot change once it is set.",
    "validatePvNodeAffinity",
    "PersistentVolume",
    remedy=(
        "keep the old value, or create another volume; only `failure-domain.beta.kubernetes.io` labels can be "
        "replaced with `topology.kubernetes.io`"
    ),
)
ATTRIBUTES_CLASS = Rule(
    "change/attributes-class",
    "`volumeAttributesClassName` of a volume or claim cannot be removed once it is set.",
    "ValidatePersistentVolumeUpdate",
    "PersistentVolume",
    remedy="use another class instead, such as `volumeAttributesClassName: silver`",
)

_TYPE = "core_v1.PersistentVolumeSpec"
_STABLE = {
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
}


def change_persistent_volume(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """Its source, mode and node affinity cannot change."""
    before, after = (comparable(obj.get("spec") or {}, _TYPE) for obj in (old, new))
    if _source(before) != _source(after, before):
        message = "the source of a PersistentVolume cannot change"
        problems.add(VOLUME_SOURCE, "spec.persistentvolumesource", message)
    if before.get("volumeMode") != after.get("volumeMode"):
        problems.add(IMMUTABLE, "volumeMode", "`spec.volumeMode` of a PersistentVolume cannot change")
    affinity = before.get("nodeAffinity")
    if affinity is not None and not _same_nodes(after.get("nodeAffinity"), affinity):
        problems.add(VOLUME_NODES, "nodeAffinity", "`spec.nodeAffinity` cannot change once it is set")
    if "volumeAttributesClassName" in before and "volumeAttributesClassName" not in after:
        problems.add(ATTRIBUTES_CLASS, "spec.volumeAttributesClassName", "the class cannot be removed")


def _source(spec: Tree, before: Tree | None = None) -> Tree:
    """The source; a secret for expansion can be added to a CSI volume that had none."""
    source = only(spec, *SOURCES)
    if before and "csi" in source and "csi" in before and "controllerExpandSecretRef" not in before["csi"]:
        source["csi"] = {key: value for key, value in source["csi"].items() if key != "controllerExpandSecretRef"}
    return source


def _same_nodes(new: Any, old: Any) -> bool:
    """Whether two affinities differ only in labels that went from beta to stable."""
    if isinstance(new, dict) and isinstance(old, dict) and "key" in old and "operator" in old:
        if new.get("key") != old["key"] and _STABLE.get(old["key"]) == new.get("key"):
            old = {**old, "key": new.get("key")}
        return bool(new == old)
    if isinstance(new, dict) and isinstance(old, dict):
        return new.keys() == old.keys() and all(_same_nodes(new[key], old[key]) for key in old)
    if isinstance(new, list) and isinstance(old, list):
        return len(new) == len(old) and all(map(_same_nodes, new, old))
    return bool(new == old)
