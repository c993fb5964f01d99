"""The findings of a whole set in a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.forecast.addressing import misaddressed
from k8sdsl.cluster.forecast.claims import unclaimed, unserved
from k8sdsl.cluster.forecast.placement import unplaced
from k8sdsl.cluster.forecast.refusals import refusals
from k8sdsl.cluster.forecast.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.declaration import Cluster
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest
    from k8sdsl.server.rules import Context


def check_cluster(manifests: Iterable[Manifest], cluster: Cluster | None, context: Context) -> list[Finding]:
    """What a cluster refuses, does not bind and does not schedule of a set, and what is wrong with its addresses.

    Addresses are compared only in a cluster that is given: files of a directory may be for several.
    """
    objects = list(manifests)
    least = Scenario(objects, cluster or (), context, at_most=False)
    most = Scenario(objects, cluster or (), context, at_most=True)
    return [
        *refusals(least, most, is_known=cluster is not None),
        *unserved(least, objects),
        *unclaimed(least, objects),
        *unplaced(least, most),
        *(misaddressed(objects, cluster) if cluster is not None else ()),
    ]
