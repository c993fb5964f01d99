"""The hash of the content at the end of the names of generated config maps and secrets."""

from __future__ import annotations

from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext


class HashSuffix(Value):
    """Adds the hash to every object that needs it."""

    __slots__ = ()

    def apply(self, manifests: ManifestSet, _: TransformContext) -> None:
        """Renames the objects whose `needs_hash` is set. Answers for kustomize's HashTransformer."""
        waiting = [manifest for manifest in manifests if manifest.needs_hash]
        if not waiting:
            return
        from k8sdsl.semantics.content_hash import content_hash

        for manifest in waiting:
            suffix = content_hash(manifest.tree)
            manifest.remember()
            manifest.tree["metadata"]["name"] = f"{manifest.name}-{suffix}"
        manifests.names_changed()
