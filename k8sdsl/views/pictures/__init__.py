"""Pictures of a set of objects: `k8sdsl graph`.

picture    nodes, edges and groups, as data
sketch     collects them from the graph of references
subjects/  what each view shows: traffic, config, storage, access, network, deploy, all
layout/    layers, cells of a grid, tracks for the lines
forms/     svg, html, mermaid, dot, json and png
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from k8sdsl.views.pictures.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.finding import Finding
    from k8sdsl.system.graph import Graph
    from k8sdsl.views.pictures.picture import Picture

VIEWS = ("traffic", "config", "storage", "access", "network", "deploy", "all")


def picture_of(
    graph: Graph,
    view: str,
    *,
    title: str = "",
    findings: Iterable[Finding] = (),
    stacks: Mapping[int, str] | None = None,
) -> Picture:
    """The picture of one view of a set; `stacks` are those of `stacks_of`."""
    sketch = Sketch(graph, findings, stacks)
    import_module(f"k8sdsl.views.pictures.subjects.{view}").draw(sketch)
    return sketch.picture(title or view)
