"""Which volume fits a claim best (component-helpers `volume.FindMatchingVolume`, `checkVolumeSatisfyClaim`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import shown
from k8sdsl.semantics.label_selector import selects

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from k8sdsl.cluster.volumes.claim import Claim, Volume


def find_match(
    claim: Claim,
    volumes: Iterable[Volume],
    *,
    node_labels: Mapping[str, str] | None = None,
    excluded: Container[str] = (),
    delayed: bool = False,
) -> Volume | None:
    """The first volume that is reserved for a claim or fits it.

    With `node_labels` only volumes that the node can reach count, and access modes are compared. Without a node, a
    claim that waits for its consumer (`delayed`) gets only a volume that is reserved for it.
    """
    for volume in volumes:
        if volume.name in excluded or (volume.holder is not None and not volume.belongs_to(claim)):
            continue
        if not _is_large_enough(claim, volume) or volume.is_deleted:
            continue
        reachable = node_labels is None or volume.node_affinity.matches(node_labels)
        if volume.belongs_to(claim):
            return volume if reachable else None
        if (node_labels is None and delayed) or not reachable or not _is_free_for(claim, volume):
            continue
        if node_labels is not None and not claim.modes <= volume.modes:
            continue
        return volume
    return None


def _is_large_enough(claim: Claim, volume: Volume) -> bool:
    return (
        volume.capacity >= claim.request
        and volume.volume_mode == claim.volume_mode
        and volume.attributes_class == claim.attributes_class
    )


def _is_free_for(claim: Claim, volume: Volume) -> bool:
    return volume.is_available and volume.class_name == claim.class_name and selects(claim.selector, volume.labels)


def mismatch(claim: Claim, volume: Volume) -> str:
    """Why a volume that a claim names does not satisfy it; empty if it does."""
    if volume.capacity < claim.request:
        return f"it has {shown(volume.capacity, 'storage')}, and {shown(claim.request, 'storage')} is requested"
    if volume.class_name != claim.class_name:
        return f"its storage class is {volume.class_name!r}, not {claim.class_name!r}"
    if volume.volume_mode != claim.volume_mode:
        return f"its volume mode is {volume.volume_mode}, not {claim.volume_mode}"
    if volume.attributes_class != claim.attributes_class:
        return f"its volume attributes class is {volume.attributes_class!r}, not {claim.attributes_class!r}"
    if not claim.modes <= volume.modes:
        return f"it does not support {', '.join(sorted(claim.modes - volume.modes))}"
    return ""
