"""What a PersistentVolumeClaim uses of a quota (`persistent_volume_claims.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts, nano
from k8sdsl.cluster.quota.scopes import holds
from k8sdsl.cluster.volumes.classes import class_of

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_BY_CLASS = ".storageclass.storage.k8s.io/"


def usage(claim: Tree) -> Amounts:
    """One claim and its storage, in all and for its class."""
    used = {"count/persistentvolumeclaims": NANO, "persistentvolumeclaims": NANO}
    requests = ((claim.get("spec") or {}).get("resources") or {}).get("requests") or {}
    if "storage" in requests:
        used["requests.storage"] = nano(requests["storage"])
    name = class_of(claim)
    if name:
        used.update(
            {f"{name}{_BY_CLASS}{resource}": amount for resource, amount in used.items() if "/" not in resource}
        )
    return used


def in_scope(requirement: Tree, claim: Tree) -> bool:
    """Whether a claim is in a scope: that of its volume attributes class is the only one for claims."""
    if requirement.get("scopeName") != "VolumeAttributesClass":
        return False
    return holds(requirement, (claim.get("spec") or {}).get("volumeAttributesClassName") or "")
