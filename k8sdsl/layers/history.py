"""The annotations of `build_metadata`: the origin of an object, and the transformers that changed it."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet

ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
ORIGINS_WANTED = "originAnnotations"
TRANSFORMATIONS_WANTED = "transformerAnnotations"
MANAGED_BY_WANTED = "managedByLabel"
MANAGED_BY = "app.kubernetes.io/managed-by"
OPTIONS = (ORIGINS_WANTED, TRANSFORMATIONS_WANTED, MANAGED_BY_WANTED)


class Note:
    """The note about one generator, transformer or file; empty parts are omitted."""

    __slots__ = ("configured_by", "configured_in", "path")

    def __init__(self, path: str = "", configured_in: str = "", configured_by: dict[str, str] | None = None) -> None:
        self.path = path
        self.configured_in = configured_in
        self.configured_by = configured_by

    def text(self) -> str:
        """The note as YAML."""
        lines = [f"path: {self.path}"] if self.path else []
        if self.configured_in:
            lines.append(f"configuredIn: {self.configured_in}")
        if self.configured_by:
            from k8sdsl.yaml.scalar import quoted

            lines.append("configuredBy:")
            lines += [f"  {key}: {quoted(value)}" for key, value in self.configured_by.items() if value]
        return "\n".join(lines) + "\n"

    def add_to_generated(self, made: Any) -> None:
        """Notes the origin of manifests, or of the object of a generator."""
        if isinstance(made, list):
            set_origin(made, self)
        else:
            made.annotations = {**made.annotations, ORIGIN: self.text()}


def builtin(plugin: str, place: str) -> Note:
    """The note about a built-in generator or transformer that is configured in a file."""
    return Note(configured_in=place, configured_by={"apiVersion": "builtin", "kind": plugin})


def plugin(tree: dict[str, Any]) -> dict[str, str]:
    """The identity of a plugin's configuration in annotations."""
    metadata = tree.get("metadata") or {}
    return {
        "apiVersion": str(tree.get("apiVersion") or ""),
        "kind": str(tree.get("kind") or ""),
        "name": str(metadata.get("name") or ""),
        "namespace": str(metadata.get("namespace") or ""),
    }


def set_origin(manifests: Iterable[Manifest], note: Note) -> None:
    """Writes the origin of objects."""
    for manifest in manifests:
        _annotations(manifest)[ORIGIN] = note.text()


def add_transformation(manifests: ManifestSet, note: Note) -> None:
    """Notes a transformer in every object; it is the origin of an object without one.

    The map of annotations is a new one, as kustomize's `SetAnnotations` makes it: it no longer shares its entries with
    pod templates.
    """
    text = note.text()
    entry = "- " + text[:-1].replace("\n", "\n  ") + "\n"
    for manifest in manifests:
        annotations = manifest.tree["metadata"]["annotations"] = dict(_annotations(manifest))
        if ORIGIN in annotations:
            annotations[TRANSFORMATIONS] = annotations.get(TRANSFORMATIONS, "") + entry
        else:
            annotations[ORIGIN] = text


def finish(manifests: ManifestSet, wanted: Sequence[str], manager: str) -> None:
    """Adds the label of the manager, and removes the annotations that were not requested."""
    if not wanted:
        return
    if MANAGED_BY_WANTED in wanted:
        for manifest in manifests:
            manifest.tree["metadata"].setdefault("labels", {})[MANAGED_BY] = manager
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
