"""The decisions that differ for kustomizations: kustomize's accidents, its references, and the order of its output."""

from __future__ import annotations

from k8sdsl.yaml.key_order import in_key_order

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.kube.references.renaming import NameReferences
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree


class KustomizeDialect:
    """The dialect of kustomization files: an entry that matches nothing is a warning, because kustomize is silent."""

    as_kustomize = True
    misses_are_errors = False
    manager = "kustomize-(devel)"

    @property
    def references(self) -> tuple[NameReferences, ...]:
        """The references that kustomize follows."""
        from k8sdsl.kube.references.renaming import KUSTOMIZE_REFERENCES

        return KUSTOMIZE_REFERENCES

    @staticmethod
    def output(manifest: Manifest) -> Tree:
        """The tree with its keys in order, and its annotations as `RemoveBuildAnnotations` sets them again.

        Annotations that are empty or not a map are removed; a value becomes a string, a map or a list an empty one.
        """
        tree, metadata = manifest.tree, manifest.metadata
        annotations = metadata.get("annotations")
        if type(annotations) is dict and annotations:
            for key, value in annotations.items():
                if type(value) is not str:
                    annotations[key] = _as_annotation(value)
        elif "annotations" in metadata:
            del metadata["annotations"]
        ordered: Tree = in_key_order(tree)
        return ordered


def _as_annotation(value: Any) -> str:
    from k8sdsl.yaml.go_yaml import as_string

    return "" if isinstance(value, (dict, list)) else as_string(value)


KUSTOMIZE = KustomizeDialect()
