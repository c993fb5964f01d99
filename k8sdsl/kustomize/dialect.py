"""The decisions that differ for kustomizations: kustomize's accidents, its references, and the order of its output."""

from __future__ import annotations

from k8sdsl.yaml.key_order import in_key_order

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
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
        """The tree with its keys in order and without empty annotations, which kustomize always removes."""
        tree = manifest.tree
        if not manifest.metadata.get("annotations", True):
            del tree["metadata"]["annotations"]
        ordered: Tree = in_key_order(tree)
        return ordered


KUSTOMIZE = KustomizeDialect()
