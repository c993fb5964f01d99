"""The storage classes that claims and volumes name, and how these bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import Objects
    from k8sdsl.tree import Tree

_OLD = "volume.beta.kubernetes.io/storage-class"
_NO_PROVISIONER = "kubernetes.io/no-provisioner"


def class_of(claim_or_volume: Tree) -> str:
    """The name of the class of a claim or volume, empty for none (`GetPersistentVolumeClaimClass`)."""
    annotations = (claim_or_volume.get("metadata") or {}).get("annotations") or {}
    if _OLD in annotations:
        return str(annotations[_OLD])
    return (claim_or_volume.get("spec") or {}).get("storageClassName") or ""


def storage_class(objects: Objects, name: str) -> Tree | None:
    """The StorageClass of a name, if it exists."""
    return objects.get("storage.k8s.io", "StorageClass", name) if name else None


def waits_for_consumer(found: Tree | None) -> bool:
    """Whether claims of a class are bound only when a pod that uses them is scheduled."""
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def provisioner_of(found: Tree | None) -> str:
    """The provisioner that makes volumes of a class, empty where none does."""
    name = (found or {}).get("provisioner") or ""
    return "" if name == _NO_PROVISIONER else str(name)
