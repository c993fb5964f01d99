"""Deployment: the waves in which objects are created, and what each needs; needs that follow from others are omitted.

The waves are those of the rendered trees for Argo CD and Flux.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.gitops.order.waves import needs_in, waves_in

if TYPE_CHECKING:
    from k8sdsl.views.pictures.sketch import Sketch


def draw(sketch: Sketch) -> None:
    """Adds every object, in the group of its wave."""
    members = sketch.graph.members
    needs = needs_in(sketch.graph)
    waves = waves_in(sketch.graph)
    for wave in sorted(set(waves)):
        sketch.group(f"wave {wave}")
    nodes = [sketch.member(one, f"wave {wave}") for one, wave in zip(members, waves, strict=True)]
    for position, below in enumerate(_shortest(needs, waves)):
        for other in below:
            sketch.link(nodes[other], nodes[position], "comes before")


def _shortest(needs: list[set[int]], waves: list[int]) -> list[list[int]]:
    """The needs of each object that none of its other needs has, directly or by others."""
    behind: dict[int, set[int]] = {}
    for position in sorted(range(len(needs)), key=lambda one: waves[one]):
        own = {one for one in needs[position] if waves[one] < waves[position]}
        behind[position] = own.union(*(behind[one] for one in own))
    found = []
    for position, every in enumerate(needs):
        own = {one for one in every if waves[one] < waves[position]}
        found.append(sorted(one for one in own if not any(one in behind[other] for other in own)))
    return found
