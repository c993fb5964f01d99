"""The claims of a workload: those that it names, and those that a StatefulSet makes from its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import get, map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.system.members import Member
    from k8sdsl.views.pictures.sketch import Sketch

CLAIM = "PersistentVolumeClaim"


def draw_claims(sketch: Sketch, workload: Member) -> None:
    """Adds a workload and its claims; those of one template are one node."""
    own = sketch.member(workload)
    for reference in workload.uses:
        if reference.kinds[0] == CLAIM and not reference.field.makes:
            sketch.link(own, sketch.target(reference), "mounts", _size_of(reference.target))
    replicas = workload.spec.get("replicas", 1)
    for _, template in maps_in(workload.spec.get("volumeClaimTemplates")):
        name = map_of(template.get("metadata")).get("name")
        note = f"x{replicas}" if type(replicas) is int and replicas != 1 else "template"
        claim = sketch.outside(CLAIM, f"{name}-{workload.name}", workload.namespace, note=note, beside=workload)
        sketch.link(own, claim, "mounts", _size(template))


def _size_of(claim: Member | None) -> str:
    return _size(claim.tree) if claim is not None else ""


def _size(claim: dict[str, object]) -> str:
    return str(get(claim, ("spec", "resources", "requests", "storage")) or "")
