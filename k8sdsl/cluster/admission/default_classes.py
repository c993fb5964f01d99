"""Claims and Ingresses without a class get the default one.

Answers for `storage/storageclass/setdefault` and `network/defaultingressclass` in `plugin/pkg/admission`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.classes import default_storage_class, marked_as_default

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request

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
        name = marked_as_default(request.objects.all("networking.k8s.io", "IngressClass"), _INGRESS)
        if name is not None:
            request.spec["ingressClassName"] = name
