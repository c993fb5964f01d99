"""The annotations of `buildMetadata`: where an object came from, and what changed it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest, ManifestSet

ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
ORIGINS_WANTED = "originAnnotations"
TRANSFORMATIONS_WANTED = "transformerAnnotations"
MANAGED_BY_WANTED = "managedByLabel"
MANAGED_BY = ("app.kubernetes.io/managed-by", "kustomize-(devel)")


class Step:
    """One generator or transformer, or a place in the tree of files; empty parts are not written."""

    __slots__ = ("configured_by", "configured_in", "path")

    def __init__(self, path: str = "", configured_in: str = "", configured_by: dict[str, str] | None = None) -> None:
        self.path = path
        self.configured_in = configured_in
        self.configured_by = configured_by

    def lines(self) -> list[str]:
        """The step as YAML."""
        lines = [f"path: {self.path}"] if self.path else []
        if self.configured_in:
            lines.append(f"configuredIn: {self.configured_in}")
        if self.configured_by:
            lines.append("configuredBy:")
            lines += [f"  {key}: {value}" for key, value in self.configured_by.items() if value]
        return lines


def joined(base: str, path: str) -> str:
    """A path behind another, as far as it can be shortened."""
    return posixpath.normpath(posixpath.join(base, path))


def plugin(tree: dict[str, Any]) -> dict[str, str]:
    """How a plugin's configuration is called in annotations."""
    metadata = tree.get("metadata") or {}
    return {
        "apiVersion": str(tree.get("apiVersion") or ""),
        "kind": str(tree.get("kind") or ""),
        "name": str(metadata.get("name") or ""),
        "namespace": str(metadata.get("namespace") or ""),
    }


def set_origin(manifest: Manifest, step: Step) -> None:
    """Writes where an object came from."""
    _annotations(manifest)[ORIGIN] = "\n".join(step.lines()) + "\n"


def add_transformation(manifests: ManifestSet, step: Step) -> None:
    """Notes a transformer in every object; what has no origin yet is taken to be made by it."""
    lines = step.lines()
    entry = "- " + "\n  ".join(lines) + "\n"
    for manifest in manifests:
        annotations = _annotations(manifest)
        if ORIGIN in annotations:
            annotations[TRANSFORMATIONS] = annotations.get(TRANSFORMATIONS, "") + entry
        else:
            annotations[ORIGIN] = "\n".join(lines) + "\n"


def clean(manifests: ManifestSet, wanted: list[str]) -> None:
    """Takes away the annotations that nobody asked for."""
    for key, option in ((ORIGIN, ORIGINS_WANTED), (TRANSFORMATIONS, TRANSFORMATIONS_WANTED)):
        if option in wanted:
            continue
        for manifest in manifests:
            annotations = manifest.metadata.get("annotations")
            if isinstance(annotations, dict) and annotations.pop(key, None) is not None and not annotations:
                del manifest.metadata["annotations"]


def _annotations(manifest: Manifest) -> dict[str, Any]:
    metadata = manifest.tree.get("metadata")
    if not isinstance(metadata, dict):
        metadata = manifest.tree["metadata"] = {}
    annotations = metadata.get("annotations")
    if not isinstance(annotations, dict):
        annotations = metadata["annotations"] = {}
    return annotations
