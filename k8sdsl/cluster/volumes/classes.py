"""The storage classes that claims and volumes name, and how these bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.tree import Tree

_OLD = "volume.beta.kubernetes.io/storage-class"
_DEFAULT = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)
_NO_PROVISIONER = "kubernetes.io/no-provisioner"


def class_of(claim_or_volume: Tree) -> str:
    """The name of the class of a claim or volume, empty for none (`GetPersistentVolumeClaimClass`)."""
    annotations = (claim_or_volume.get("metadata") or {}).get("annotations") or {}
    if _OLD in annotations:
        return str(annotations[_OLD])
    return (claim_or_volume.get("spec") or {}).get("storageClassName") or ""


def storage_class(objects: ClusterObjects, name: str) -> Tree | None:
    """The StorageClass of a name, if it exists."""
    return objects.get("storage.k8s.io", "StorageClass", name) if name else None


def waits_for_consumer(found: Tree | None) -> bool:
    """Whether claims of a class are bound only when a pod that uses them is scheduled."""
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def provisioner_of(found: Tree | None) -> str:
    """The provisioner that makes volumes of a class, empty if none does."""
    name = (found or {}).get("provisioner") or ""
    return "" if name == _NO_PROVISIONER else str(name)


def default_storage_class(objects: ClusterObjects) -> str | None:
    """The name of the default storage class, if there is one."""
    return marked_as_default(objects.all("storage.k8s.io", "StorageClass"), _DEFAULT)


def marked_as_default(classes: Iterable[Tree], annotations: tuple[str, ...]) -> str | None:
    """The newest class that is marked as default; of several as new the first by name."""
    marked = []
    for tree in classes:
        metadata = tree.get("metadata") or {}
        own = metadata.get("annotations") or {}
        if any(own.get(key) == "true" for key in annotations):
            marked.append((metadata.get("creationTimestamp") or "", metadata.get("name") or ""))
    newest = max((created for created, _ in marked), default="")
    return min((name for created, name in marked if created == newest), default=None)
