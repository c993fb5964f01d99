"""The decisions that differ for overlays: an entry that matches nothing is an error, without kustomize's accidents."""

from __future__ import annotations

from k8sdsl.lazy import remembered

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl.kube.references.renaming import NameReferences
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

_HEAD = ("apiVersion", "kind", "metadata")
_METADATA = ("name", "generateName", "namespace", "labels", "annotations")


class OverlayDialect:
    """The dialect of overlays and stacks. All references of Kubernetes are updated, not only those of kustomize."""

    as_kustomize = False
    misses_are_errors = True
    manager = "k8sdsl"  # the API server rejects kustomize's own value

    @property
    def references(self) -> tuple[NameReferences, ...]:
        """Every reference that is known."""
        from k8sdsl.kube.references.renaming import NAME_REFERENCES

        return NAME_REFERENCES

    @staticmethod
    def output(manifest: Manifest) -> Tree:
        """The tree with the keys of its head and of its metadata in the usual order."""
        tree = manifest.tree
        if tuple(tree)[:3] != _HEAD:
            tree = {**{key: tree[key] for key in _HEAD if key in tree}, **tree}
        metadata = tree.get("metadata")
        if isinstance(metadata, dict):
            keys = tuple(metadata)
            order = _in_order(keys)
            if order != keys:
                tree["metadata"] = {key: metadata[key] for key in order}
        return tree


@remembered(1_024)
def _in_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of metadata in the usual order."""
    return (*[key for key in _METADATA if key in keys], *[key for key in keys if key not in _METADATA])


PYTHON = OverlayDialect()
