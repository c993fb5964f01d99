"""Whether a set of objects concerns its cluster, and the findings if it does.

Only this module is loaded for sets that do not.
"""

from __future__ import annotations

from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.tree import map_of, maps

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from k8sdsl.cluster.declaration import ClusterLike
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest, ManifestSet

_TELLING = {"LimitRange", "Node", "PersistentVolume", "PriorityClass", "ResourceQuota", "RuntimeClass"}
"""Kinds that decide about other objects of their own set in any cluster."""


def concerns_cluster(manifests: Iterable[Manifest]) -> bool:
    """Whether a set says itself something of the cluster that it is for: quotas, limits, volumes, namespaces."""
    return any(manifest.kind in _TELLING or _is_telling(manifest) for manifest in manifests)


def _is_telling(manifest: Manifest) -> bool:
    """Whether a namespace, claim for devices or Service depends on its namespace or on the Services of the cluster."""
    if manifest.kind in {"ResourceClaim", "ResourceClaimTemplate"}:
        return "adminAccess" in str(manifest.tree.get("spec"))
    if manifest.kind == "Namespace":
        return any("pod-security" in str(key) for key in map_of(manifest.metadata.get("labels")))
    if manifest.kind != "Service":
        return False
    spec = map_of(manifest.tree.get("spec"))
    address = spec.get("clusterIP")
    has_address = isinstance(address, str) and address not in {"", "None"}
    return has_address or any(port.get("nodePort") for port in maps(spec.get("ports")))


def check_in_cluster(
    manifests: ManifestSet,
    cluster: ClusterLike | None,
    *,
    kube_version: str,
    crds: Iterable[Mapping[str, Any]] = (),
) -> list[Finding]:
    """What a cluster would refuse, not bind and not schedule of a set.

    Without a cluster, what the set itself says of one (quotas, limits, volumes, pod security) still counts.
    """
    if cluster is None and not concerns_cluster(manifests):
        return []
    from k8sdsl.cluster.declaration import Cluster
    from k8sdsl.cluster.forecast.check import check_cluster
    from k8sdsl.server.rules import Context
    from k8sdsl.server.validate import index_crds

    given = None if cluster is None else Cluster.of(cluster)
    return check_cluster(manifests, given, Context(parse_kube_version(kube_version), index_crds(crds)))


def report_on(manifests: ManifestSet, cluster: ClusterLike | None, *, kube_version: str) -> str:
    """What a cluster makes of a set, as text: quotas, claims and placement."""
    from k8sdsl.cluster.declaration import Cluster
    from k8sdsl.cluster.forecast.report import render
    from k8sdsl.server.rules import Context

    given = None if cluster is None else Cluster.of(cluster)
    return render(manifests, given, Context(parse_kube_version(kube_version)))
