"""Where a project uses the stacks of other packages: a finding in such a stack names the project's line as well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.layers.apply import apply
from k8sdsl.layers.layer import Layer
from k8sdsl.overlay.layer import layer_of
from k8sdsl.project.fresh_import import is_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.locations.source import Source
    from k8sdsl.overlay.declaration import Overlay
    from k8sdsl.stack import Stack

    Places = tuple[Source | None, ...]


def with_uses(findings: Sequence[Finding], declared: Overlay | Stack, root: Path) -> list[Finding]:
    """The findings; those outside of the project get the innermost entry of a base or stack in it that led there."""
    if all(finding.source is None or _is_own(finding.source, root) for finding in findings):
        return list(findings)
    layer = layer_of(declared, [])
    places: dict[int, Places] = {}
    _walk(layer, (), places)
    uses = {manifest.ref: _innermost(places.get(id(manifest), ()), root) for manifest in apply(layer, [])}
    return [
        finding.replace(used_at=uses.get(finding.ref))
        if finding.source is not None and not _is_own(finding.source, root)
        else finding
        for finding in findings
    ]


def _walk(layer: Layer, around: Places, found: dict[int, Places]) -> None:
    """Notes the entries that lead to each object, from the outermost."""
    for step in (*layer.bases, *layer.components):
        entries = (*around, layer.place(step))
        if isinstance(step.declaration, Layer):
            _walk(step.declaration, entries, found)
        elif isinstance(step.declaration, list):
            found |= dict.fromkeys([id(manifest) for manifest in step.declaration], entries)


def _innermost(places: Places, root: Path) -> Source | None:
    return next((place for place in reversed(places) if place is not None and _is_own(place, root)), None)


def _is_own(place: Source, root: Path) -> bool:
    """Whether a file is the project's own: inside of its root, and not in a virtual environment there."""
    path = Path(place.file).absolute()
    return path.is_relative_to(root.absolute()) and not is_library(str(path))
