"""Which objects a cluster and its controllers create themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.identity import ObjectRef
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_KINDS = {
    "ComponentStatus": "the API server",
    "ControllerRevision": "controllers",
    "CSINode": "nodes",
    "CSIStorageCapacity": "storage drivers",
    "EndpointSlice": "controllers",
    "Endpoints": "controllers",
    "Event": "controllers",
    "IPAddress": "the API server",
    "Lease": "controllers",
    "Node": "nodes",
    "NodeMetrics": "nodes",
    "PodMetrics": "nodes",
    "ServiceCIDR": "the API server",
    "VolumeAttachment": "storage drivers",
}
_NAMES = {
    ("ConfigMap", "kube-root-ca.crt"): "controllers",
    ("Namespace", "default"): "the API server",
    ("Namespace", "kube-node-lease"): "the API server",
    ("Namespace", "kube-public"): "the API server",
    ("Namespace", "kube-system"): "the API server",
    ("PriorityClass", "system-cluster-critical"): "the API server",
    ("PriorityClass", "system-node-critical"): "the API server",
    ("ServiceAccount", "default"): "controllers",
}
_SECRETS = {
    "bootstrap.kubernetes.io/token": "kubeadm",
    "helm.sh/release.v1": "Helm",
    "kubernetes.io/service-account-token": "controllers",
}
_MARKS = {
    ("labels", "kubernetes.io/bootstrapping"): "the API server",
    ("labels", "kube-aggregator.kubernetes.io/automanaged"): "the API server",
    ("annotations", "apf.kubernetes.io/autoupdate-spec"): "the API server",
    ("annotations", "pv.kubernetes.io/provisioned-by"): "storage drivers",
}


def creator_of(tree: Tree) -> str:
    """Who created an object that nobody wrote; an empty string if somebody may have written it."""
    ref = ObjectRef.of(tree)
    metadata: Any = tree.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    owners = metadata.get("ownerReferences")
    if isinstance(owners, list) and owners:
        return "other objects"
    if ref.kind == "Secret":
        return _SECRETS.get(str(tree.get("type")), "")
    if ref.kind == "Service" and (ref.namespace, ref.name) == ("default", "kubernetes"):
        return "the API server"
    for (part, key), creator in _MARKS.items():
        if isinstance(metadata.get(part), dict) and key in metadata[part]:
            return creator
    if ref.kind in {"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"} and ref.name.startswith("system:"):
        return "the API server"
    if ref.kind == "Pod" and "kubernetes.io/config.mirror" in map_of(metadata.get("annotations")):
        return "nodes"
    return _NAMES.get((ref.kind, ref.name), "") or _KINDS.get(ref.kind, "")
