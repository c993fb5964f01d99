"""What a cluster has without anybody's manifest, and which custom kinds live outside namespaces."""

from __future__ import annotations

CLUSTER_KINDS = frozenset(
    (
        *("ClusterIssuer.cert-manager.io", "GatewayClass.gateway.networking.k8s.io"),
        *("ClusterSecretStore.external-secrets.io", "ClusterExternalSecret.external-secrets.io"),
        *("ClusterAnalysisTemplate.argoproj.io", "ClusterTriggerAuthentication.keda.sh"),
        *("VolumeSnapshotClass.snapshot.storage.k8s.io", "VolumeSnapshotContent.snapshot.storage.k8s.io"),
    )
)
"""Custom kinds of well-known projects whose objects have no namespace."""

STANDING = {
    "Namespace": frozenset(("default", "kube-system", "kube-public", "kube-node-lease")),
    "ServiceAccount": frozenset(("default",)),
    "ConfigMap": frozenset(("kube-root-ca.crt",)),
    "Service": frozenset(("kubernetes",)),
    "PriorityClass": frozenset(("system-cluster-critical", "system-node-critical")),
    "PriorityLevelConfiguration": frozenset(("exempt", "catch-all", "workload-high", "workload-low", "global-default")),
    "ClusterRole": frozenset(("cluster-admin", "admin", "edit", "view")),
    "Gateway.networking.istio.io": frozenset(("mesh",)),
    "AppProject.argoproj.io": frozenset(("default",)),
}
"""Names of objects that are there in every namespace or cluster, by kind."""


def is_standing(kind: str, name: str) -> bool:
    """Whether an object is there without a manifest; a colon marks the roles that Kubernetes itself keeps."""
    return name in STANDING.get(kind, ()) or (kind in {"ClusterRole", "Role"} and name.startswith("system:"))
