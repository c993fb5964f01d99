"""Claims of persistent storage: size, access mode and storage class."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.objects.part import Quantity


@said_by_caller
def claim(
    name: str,
    size: Quantity,
    *,
    access: k8s.PersistentVolumeAccessMode | Sequence[k8s.PersistentVolumeAccessMode] = "ReadWriteOnce",
    storage_class: str | None = None,
    selector: k8s.LabelSelector | None = None,
    volume: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.PersistentVolumeClaim:
    """A claim for storage used by one workload; `access="ReadWriteMany"` lets pods on several nodes share it.

    Without `storage_class` the cluster's default class provisions the volume; with "" no class does. `selector` and
    `volume` restrict the choice to certain volumes, or to one.

    Examples:
        >>> from k8sdsl.blocks import claim
        >>> claim("files", "10Gi", access="ReadWriteMany", storage_class="shared").to_dict()["spec"]["accessModes"]
        ['ReadWriteMany']
    """
    spec = _spec(size, access, storage_class, selector, volume)
    return k8s.PersistentVolumeClaim(name, labels=labels, annotations=annotations, spec=spec)


@said_by_caller
def claim_template(
    name: str,
    size: Quantity,
    *,
    access: k8s.PersistentVolumeAccessMode | Sequence[k8s.PersistentVolumeAccessMode] = "ReadWriteOnce",
    storage_class: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.PersistentVolumeClaim:
    """A template for the claims of a StatefulSet, which creates one claim per replica.

    Containers mount it by its name, like a volume of the pod.

    Examples:
        >>> from k8sdsl.blocks import claim_template
        >>> claim_template("data", "10Gi").to_dict()["spec"]["resources"]
        {'requests': {'storage': '10Gi'}}
    """
    spec = _spec(size, access, storage_class, None, None)
    return k8s.PersistentVolumeClaim(name, labels=labels, annotations=annotations, spec=spec)


def _spec(
    size: Quantity,
    access: k8s.PersistentVolumeAccessMode | Sequence[k8s.PersistentVolumeAccessMode],
    storage_class: str | None,
    selector: k8s.LabelSelector | None,
    volume: str | None,
) -> k8s.PersistentVolumeClaimSpec:
    spec = k8s.PersistentVolumeClaimSpec(
        access_modes=[access] if isinstance(access, str) else list(access),
        resources=k8s.VolumeResourceRequirements(requests={"storage": size}),
    )
    if storage_class is not None:
        spec.storage_class_name = storage_class
    if selector is not None:
        spec.selector = selector
    if volume is not None:
        spec.volume_name = volume
    return spec
