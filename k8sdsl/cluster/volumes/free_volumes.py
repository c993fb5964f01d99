"""The volumes that claims may be bound to, in the order in which they are considered."""

from __future__ import annotations

from bisect import insort
from itertools import chain
from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.matching import find_match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.volumes.claim import Claim, Volume

HOSTNAME = "kubernetes.io/hostname"


class FreeVolumes:
    """Volumes without a claim by class, and reserved ones by the claim that they are for.

    Each list is sorted by size, so that the first volume that fits is the smallest; of equal ones the older is first.
    """

    __slots__ = ("_by_host", "_by_modes", "_changes", "_count", "_reserved")

    def __init__(self) -> None:
        self._by_modes: dict[frozenset[str], dict[str, list[_SizedVolume]]] = {}
        self._by_host: dict[tuple[str, str], list[_SizedVolume]] = {}
        self._reserved: dict[tuple[str, str], list[Volume]] = {}
        self._changes: dict[str, list[str]] = {}
        self._count = 0

    def add(self, volume: Volume) -> None:
        """Adds a volume that no claim is bound to."""
        if volume.holder is not None:
            self._reserved.setdefault(volume.holder, []).append(volume)
        self._count += 1
        entry = (volume.capacity, self._count, volume)
        insort(self._by_modes.setdefault(volume.modes, {}).setdefault(volume.class_name, []), entry, key=_order)
        for host in _hosts(volume):
            insort(self._by_host.setdefault((volume.class_name, host), []), entry, key=_order)
        self._change(volume)

    def remove(self, volume: Volume) -> None:
        """Removes a volume that a claim was bound to."""
        lists = [self._by_modes.get(volume.modes, {}).get(volume.class_name, [])]
        lists += [self._by_host.get((volume.class_name, host), []) for host in _hosts(volume)]
        for entries in lists:
            entries[:] = [entry for entry in entries if entry[2] is not volume]
        self._change(volume)

    def _change(self, volume: Volume) -> None:
        self._changes.setdefault(volume.class_name, []).extend(_hosts(volume))

    def for_claim(self, claim: Claim, *, reserved_only: bool = False) -> Iterable[Iterable[Volume]]:
        """The volumes for a claim, those with the fewest access modes first: one list for each set of modes."""
        if reserved_only and claim.key not in self._reserved:
            return
        for modes in sorted((modes for modes in self._by_modes if claim.modes <= modes), key=len):
            reserved = [volume for volume in self._reserved.get(claim.key, ()) if volume.modes == modes]
            yield chain(reserved, (entry[2] for entry in self._by_modes[modes].get(claim.class_name, ())))

    def is_reserved(self, claim: Claim) -> bool:
        """Whether a volume is reserved for a claim."""
        return claim.key in self._reserved

    def changed(self, class_name: str, since: int) -> list[str]:
        """The hosts on which volumes of a class came or went after a moment; an empty name for all hosts."""
        return self._changes.get(class_name, [])[since:]

    def match_on(self, claim: Claim, labels: dict[str, str]) -> Volume | None:
        """The volume for a claim on a node with these labels."""
        return find_match(claim, self.for_node(claim, labels), node_labels=labels)

    def for_node(self, claim: Claim, labels: dict[str, str]) -> Iterable[Volume]:
        """The volumes of a claim's class that a node with these labels may reach."""
        reserved = [v for v in self._reserved.get(claim.key, ()) if v.class_name == claim.class_name]
        anywhere = self._by_host.get((claim.class_name, ""), ())
        here = self._by_host.get((claim.class_name, labels.get(HOSTNAME, "")), ()) if HOSTNAME in labels else ()
        free = sorted((*anywhere, *here), key=_order) if anywhere and here else anywhere or here
        return chain(reserved, (entry[2] for entry in free))


_SizedVolume = tuple[int, int, "Volume"]


def _order(entry: _SizedVolume) -> tuple[int, int]:
    return entry[:2]


def _hosts(volume: Volume) -> frozenset[str]:
    """The names of the only hosts that reach a volume; an empty name if others can."""
    return volume.node_affinity.values_of(HOSTNAME) or frozenset(("",))
