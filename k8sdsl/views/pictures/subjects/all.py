"""Everything: all objects, and every reference and selector between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.pictures.subjects.traffic import port_of

if TYPE_CHECKING:
    from k8sdsl.views.pictures.sketch import Sketch


def draw(sketch: Sketch) -> None:
    """Adds every object with what it refers to and selects."""
    graph = sketch.graph
    for member in graph.members:
        own = sketch.member(member)
        for reference in member.uses:
            if not reference.is_loose or reference.target is not None:
                target, use = sketch.target(reference), reference.field.use
                sketch.link(own, target, use, port_of(reference), dashed=reference.optional)
        for selection in member.selects:
            selected = [sketch.member(one) for one in graph.selected(selection)]
            sketch.link_each(own, selected, selection.field.use)
    for reference in graph.addresses:
        if reference.target is not None:
            port = reference.holder.port
            source, target = sketch.member(reference.source), sketch.member(reference.target)
            sketch.link(source, target, "calls", str(port or ""))
