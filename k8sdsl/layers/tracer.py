"""Finds the declaration of an overlay that set the field of a finding.

A build keeps no record of changes, so tracing costs nothing until there is a finding. Then the overlay is applied once
more with a tracer, which reads the fields in question after every step.
"""

from __future__ import annotations

from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.tree import get

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from k8sdsl.finding import Finding
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.tree import FieldPath

    Locate = Callable[[Manifest, FieldPath], Source | None]

MOST_PATHS = 200
"""The most fields that are traced; further findings keep the place where their object was created."""


class Tracer:
    """Watches fields of all objects through the steps of a build, and keeps the steps that changed each."""

    def __init__(self, paths: Iterable[FieldPath]) -> None:
        self.paths = tuple(paths)
        self._steps: dict[tuple[int, FieldPath], list[Source | None]] = {}
        self._values: dict[tuple[int, FieldPath], str] = {}

    def look(self, manifests: ManifestSet, locate: Locate | None = None) -> None:
        """Compares the fields with their former values; `locate` returns the place of the step in between."""
        for manifest in manifests:
            for path in self.paths:
                key = (id(manifest), path)
                value = repr(get(manifest.tree, path, _NOTHING))
                if locate is not None and self._values.get(key) != value:
                    self._steps.setdefault(key, []).append(locate(manifest, path))
                self._values[key] = value

    def copied(self, manifest: Manifest, made: Manifest) -> None:
        """Must be called for the copy of an object: what set its fields set those of the copy."""
        for path in self.paths:
            held, key = (id(manifest), path), (id(made), path)
            if held in self._steps:
                self._steps[key] = list(self._steps[held])
            if held in self._values:
                self._values[key] = self._values[held]

    def setter(self, manifest: Manifest, path: FieldPath) -> Source | None:
        """The place of the last step that set a field; None if no step did."""
        steps = self._steps.get((id(manifest), path))
        return steps[-1] if steps else None

    def setters(self, manifest: Manifest, path: FieldPath) -> list[Source]:
        """The places of all steps that set a field, the last one first."""
        return [source for source in reversed(self._steps.get((id(manifest), path), ())) if source is not None]


def blamed(findings: Sequence[Finding], built: ManifestSet, again: Callable[[Tracer], ManifestSet]) -> list[Finding]:
    """The findings of a build, each with the place that set its field. `again` builds once more with a tracer."""
    trees = {manifest.ref: manifest.tree for manifest in built}
    paths = dict.fromkeys(manifest_path(trees.get(finding.ref, {}), finding.path) for finding in findings)
    tracer = Tracer(list(paths)[:MOST_PATHS])
    manifests = {manifest.ref: manifest for manifest in again(tracer)}
    return [_blame_one(finding, manifests.get(finding.ref), tracer) for finding in findings]


def _blame_one(finding: Finding, manifest: Manifest | None, tracer: Tracer) -> Finding:
    if manifest is None:
        return finding
    source = tracer.setter(manifest, manifest_path(manifest.tree, finding.path))
    return finding.replace(source=source) if source is not None else finding


_NOTHING: Any = object()
