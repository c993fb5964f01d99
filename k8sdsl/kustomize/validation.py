"""Validators: transformers that must not change the objects."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.tree import copy_tree

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl.layers.layer import Declaration
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree


class Unchanging:
    """A transformer that validates. Answers for kustomize's `runValidators`."""

    __slots__ = ("_transformer",)

    def __init__(self, transformer: Declaration) -> None:
        self._transformer = transformer

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Applies the transformer; raises OverlayError if it changes an object."""
        before = [copy_tree(manifest.tree) for manifest in manifests]
        self._transformer.apply(manifests, context)
        if [_unmarked(manifest.tree) for manifest in manifests] != before:
            raise OverlayError(
                "a validator changes the objects", remedy="list it under `transformers`", code="overlay/function"
            )


def _unmarked(tree: Tree) -> Tree:
    """A tree without the label that validators may add."""
    labels = (tree.get("metadata") or {}).get("labels")
    if isinstance(labels, dict) and labels.pop("validated-by", None) is not None and not labels:
        del tree["metadata"]["labels"]
    return tree
