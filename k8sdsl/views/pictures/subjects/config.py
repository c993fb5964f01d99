"""Configuration: what reads which ConfigMap and Secret, and what makes them. Only names are shown, never values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.views.pictures.sketch import Sketch

_KINDS = frozenset(("ConfigMap", "Secret"))


def draw(sketch: Sketch) -> None:
    """Adds every ConfigMap and Secret, and the objects that refer to them."""
    for member in sketch.graph.members:
        if member.kind in _KINDS:
            sketch.member(member)
        for reference in member.uses:
            if _KINDS.isdisjoint(reference.kinds) or reference.kind not in _KINDS:
                continue
            own = sketch.member(member)
            keys = ", ".join(dict.fromkeys(key for _, key in reference.wanted_keys()))
            sketch.link(own, sketch.target(reference), reference.field.use, keys, dashed=reference.optional)
        for offer in sketch.graph.made_by(member):
            if offer.kind in _KINDS:
                note = f"from {member.plain_kind}"
                made = sketch.outside(offer.kind, offer.name, offer.namespace, note=note, beside=member)
                sketch.link(sketch.member(member), made, "makes")
