"""Storage: workloads, their claims, the volumes, the classes, and who provisions them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import get, map_of, maps_in
from k8sdsl.views.pictures.sketch import node_id
from k8sdsl.views.pictures.subjects.claims import CLAIM, draw_claims

if TYPE_CHECKING:
    from k8sdsl.system.members import Member
    from k8sdsl.views.pictures.sketch import Sketch

_KINDS = frozenset((CLAIM, "PersistentVolume", "StorageClass", "CSIDriver", "VolumeAttributesClass"))


def draw(sketch: Sketch) -> None:
    """Adds every object of storage, and the workloads that mount claims."""
    for member in sketch.graph.members:
        if member.plain_kind in _KINDS or member.plain_kind.startswith("VolumeSnapshot"):
            _object(sketch, member)
        elif member.pods is not None and _has_claims(member):
            draw_claims(sketch, member)
            _classes(sketch, member)


def _object(sketch: Sketch, member: Member) -> None:
    own = sketch.member(member, note=_size(member))
    for reference in member.uses:
        if reference.kinds[0] in _KINDS:
            use = reference.field.use
            sketch.link(own, sketch.target(reference), use, dashed=reference.optional)
    for selection in member.selects:
        sketch.link_each(own, [sketch.member(one) for one in sketch.graph.selected(selection)], selection.field.use)
    provisioner = member.tree.get("provisioner") if member.kind == "StorageClass" else None
    if isinstance(provisioner, str) and not any(one.name == provisioner for one in member.uses):
        sketch.link(own, sketch.outside("CSIDriver", provisioner), "is provisioned by")


def _has_claims(workload: Member) -> bool:
    return bool(workload.spec.get("volumeClaimTemplates")) or any(one.kinds[0] == CLAIM for one in workload.uses)


def _classes(sketch: Sketch, workload: Member) -> None:
    """The classes of the claims that a StatefulSet makes."""
    templates = [template for _, template in maps_in(workload.spec.get("volumeClaimTemplates"))]
    for template in templates:
        wanted = get(template, ("spec", "storageClassName"))
        name = map_of(template.get("metadata")).get("name")
        claim = node_id(CLAIM, workload.namespace, f"{name}-{workload.name}")
        for reference in workload.uses:
            if reference.kinds[0] == "StorageClass" and reference.name == wanted:
                sketch.link(claim, sketch.target(reference), reference.field.use)


def _size(member: Member) -> str:
    size = get(member.spec, ("resources", "requests", "storage")) or get(member.spec, ("capacity", "storage"))
    return str(size or "")
