"""The order of the objects in the output."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.install_order import install_rank
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.validators import must_be
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext

ORDER_FIRST = (
    *("Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount"),
    *("PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret"),
    *("Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim"),
    *("Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"),
)
_ORDERS = ("fifo", "legacy", "install")
ORDER_LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


class SortOrder(Value):
    """The order of the objects.

    `fifo` keeps the order of reading; `legacy` sorts by kind, the given kinds first and last, then by identity.
    `install` is the order in which a cluster needs the kinds; objects of one rank keep their order.

    Examples:
        >>> from k8sdsl import Overlay, SortOrder, build, k8s
        >>> base = [k8s.ConfigMap("b"), k8s.ConfigMap("a")]
        >>> text = build(Overlay(base=base, sort_options=SortOrder("legacy")))
        >>> [line for line in text.splitlines() if "name:" in line]
        ['  name: a', '  name: b']
    """

    __slots__ = ("first", "last", "order")

    def __init__(
        self, order: str = "legacy", first: Sequence[str] = ORDER_FIRST, last: Sequence[str] = ORDER_LAST
    ) -> None:
        self.order = order
        self.first = must_be(self, "first", first, (list, tuple), "a list of kinds")
        self.last = must_be(self, "last", last, (list, tuple), "a list of kinds")

    def apply(self, manifests: ManifestSet, _: TransformContext | None = None) -> None:
        """Sorts the objects; raises OverlayError for an unknown order. Answers for kustomize's SortOrderTransformer."""
        if self.order not in _ORDERS:
            meant = did_you_mean(self.order, _ORDERS) or "write `fifo`, `legacy` or `install`"
            raise OverlayError(f"unknown order {self.order!r}", remedy=meant, code="overlay/declaration")
        if self.order == "install":
            manifests.replace(sorted(manifests, key=lambda manifest: install_rank(manifest.kind)))
        elif self.order == "legacy":
            self._sort(manifests)

    def _sort(self, manifests: ManifestSet) -> None:
        ranks = kind_ranks(self.first, self.last)

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


def kind_ranks(first: Sequence[str] = ORDER_FIRST, last: Sequence[str] = ORDER_LAST) -> dict[str, int]:
    """The rank of each kind that comes before or after the others, which have rank 0."""
    ranks = {kind: position - len(first) for position, kind in enumerate(first)}
    return ranks | {kind: position + 1 for position, kind in enumerate(last)}
