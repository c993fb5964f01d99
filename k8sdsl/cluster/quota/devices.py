"""What a ResourceClaim uses of a quota (`resource_claims.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import NANO, Amounts

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_BY_CLASS = ".deviceclass.resource.k8s.io/devices"
_MOST_DEVICES = 32
"""A claim for all devices counts as the most that one claim can hold (`AllocationResultsMaxSize`)."""


def usage(claim: Tree) -> Amounts:
    """One claim, and its devices by class; of alternatives the largest counts for each class."""
    used = {"count/resourceclaims.resource.k8s.io": NANO}
    for request in ((claim.get("spec") or {}).get("devices") or {}).get("requests") or ():
        most: Amounts = {}
        for choice in request.get("firstAvailable") or [request.get("exactly") or request]:
            name = f"{choice.get('deviceClassName', '')}{_BY_CLASS}"
            count = _MOST_DEVICES if choice.get("allocationMode") == "All" else choice.get("count", 1)
            most[name] = max(most.get(name, 0), count * NANO)
        for name, amount in most.items():
            used[name] = used.get(name, 0) + amount
    return used
