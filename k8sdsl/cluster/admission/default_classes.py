"""Claims and Ingresses without a class get the default one.

Answers for `storage/storageclass/setdefault` and `network/defaultingressclass` in `plugin/pkg/admission`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.objects import Objects
    from k8sdsl.tree import Tree

_STORAGE = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)
_INGRESS = ("ingressclass.kubernetes.io/is-default-class",)
_OLD_STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class"
_OLD_INGRESS_CLASS = "kubernetes.io/ingress.class"


def mutate_claim(request: Request) -> None:
    """Writes the default storage class into a claim that names none."""
    if request.spec.get("storageClassName") is None and _OLD_STORAGE_CLASS not in request.annotations:
        name = default_storage_class(request.objects)
        if name is not None:
            request.spec["storageClassName"] = name


def mutate_ingress(request: Request) -> None:
    """Writes the default ingress class into an Ingress that names none."""
    if request.spec.get("ingressClassName") is None and _OLD_INGRESS_CLASS not in request.annotations:
        name = _default(request.objects.all("networking.k8s.io", "IngressClass"), _INGRESS)
        if name is not None:
            request.spec["ingressClassName"] = name


def default_storage_class(objects: Objects) -> str | None:
    """The name of the default storage class, if there is one."""
    return _default(objects.all("storage.k8s.io", "StorageClass"), _STORAGE)


def _default(classes: Iterable[Tree], annotations: tuple[str, ...]) -> str | None:
    """The newest class that is marked as default; of several as new the first by name."""
    marked = []
    for tree in classes:
        metadata = tree.get("metadata") or {}
        own = metadata.get("annotations") or {}
        if any(own.get(key) == "true" for key in annotations):
            marked.append((metadata.get("creationTimestamp") or "", metadata.get("name") or ""))
    newest = max((created for created, _ in marked), default="")
    return min((name for created, name in marked if created == newest), default=None)
