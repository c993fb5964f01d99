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
    ways: dict[int, list[str]] = {}
    for position, below in enumerate(_shortest(needs, waves)):
        for other in below:
            ways.setdefault(other, []).append(nodes[position])
    for other, after in ways.items():
        sketch.link_each(nodes[other], after, "comes before")


def _shortest(needs: list[set[int]], waves: list[int]) -> list[list[int]]:
    """The needs of each object that none of its other needs has, directly or by others; equal needs are judged once."""
    behind: dict[int, frozenset[int]] = {}
    judged: dict[frozenset[int], tuple[list[int], frozenset[int]]] = {}
    found: list[list[int]] = [[] for _ in needs]
    for position in sorted(range(len(needs)), key=lambda one: waves[one]):
        own = frozenset(one for one in needs[position] if waves[one] < waves[position])
        if own not in judged:
            further = frozenset().union(*(behind[one] for one in own))
            judged[own] = sorted(own - further), own | further
        found[position], behind[position] = judged[own]
    return found
