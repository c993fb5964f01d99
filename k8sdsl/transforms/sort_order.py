"""The order of the objects in the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.near_miss import did_you_mean

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses

ORDER_FIRST = (
    *("Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount"),
    *("PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret"),
    *("Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim"),
    *("Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"),
)
ORDER_LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


@frozen
class SortOrder:
    """`fifo` keeps the order of reading; `legacy` sorts by kind, the given kinds first and last, then by identity."""

    order: str = "legacy"
    first: tuple[str, ...] = ORDER_FIRST
    last: tuple[str, ...] = ORDER_LAST


def apply(manifests: ManifestSet, declaration: SortOrder, misses: Misses) -> None:
    """Sorts the objects; raises OverlayError for an unknown order. Answers for kustomize's SortOrderTransformer."""
    del misses
    if declaration.order not in {"fifo", "legacy"}:
        raise OverlayError(
            f"there is no order {declaration.order!r}",
            remedy=did_you_mean(declaration.order, ("fifo", "legacy")) or "it is `fifo` or `legacy`",
        )
    if declaration.order == "fifo":
        return
    ranks = {kind: position - len(declaration.first) for position, kind in enumerate(declaration.first)}
    ranks |= {kind: position + 1 for position, kind in enumerate(declaration.last)}

    def key(manifest: Manifest) -> tuple[int, str, str]:
        group, version = split_api_version(manifest.tree.get("apiVersion"))
        kind = manifest.kind
        own = f"{kind or '[noKind]'}.{version or '[noVer]'}.{group or '[noGrp]'}"
        return (
            ranks.get(kind, 0),
            f"{group or '~G'}_{version or '~V'}_{kind or '~K'}",
            f"{own}|{manifest.namespace or '~X'}|{manifest.name or '~N'}",
        )

    manifests.replace(sorted(manifests, key=key))
