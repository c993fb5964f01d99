"""Annotations for all objects and their pod templates."""

from __future__ import annotations

from k8sdsl.kube.field_specs import in_metadata
from k8sdsl.transforms.field_routes import FieldSpecs
from k8sdsl.transforms.shared_entries import EntryWriter
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree

COMMON_ANNOTATIONS = FieldSpecs(in_metadata("annotations"))


class Annotations(Value):
    """Annotations, and the fields for them if they are not the usual ones."""

    __slots__ = ("field_specs", "pairs")

    def __init__(self, pairs: Mapping[str, str], field_specs: FieldSpecs | None = None) -> None:
        self.pairs = pairs
        self.field_specs = field_specs

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Writes the annotations; raises OverlayError if the field for them is not a map.

        Answers for kustomize's AnnotationsTransformer.
        """
        if not self.pairs:
            return
        table = context.table("commonAnnotations", COMMON_ANNOTATIONS, self.field_specs)
        writer = EntryWriter(self.pairs, "annotations", as_kustomize=context.as_kustomize)
        for manifest in manifests:
            tree = manifest.tree
            if table is self.field_specs and context.as_kustomize and (manifest.former or manifest.needs_hash):
                _add_map(tree)
            writer.write(manifest, table.routes(tree))


def _add_map(tree: Tree) -> None:
    """Adds an empty map of annotations, because kustomize keeps former names and the need of a hash there."""
    metadata = tree.get("metadata")
    if type(metadata) is dict:
        metadata.setdefault("annotations", {})
