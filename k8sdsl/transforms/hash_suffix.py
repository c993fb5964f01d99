"""A hash of their content behind the names of generated config maps and secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.semantics.content_hash import content_hash

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class HashSuffix:
    """Every object that asks for it gets its hash."""


def apply(manifests: ManifestSet, declaration: HashSuffix, misses: Misses) -> None:
    """Renames the objects whose `needs_hash` is set. Answers for kustomize's HashTransformer."""
    del declaration, misses
    renamed = False
    for manifest in manifests:
        if manifest.needs_hash:
            suffix = content_hash(manifest.tree)
            manifest.remember()
            manifest.tree["metadata"]["name"] = f"{manifest.name}-{suffix}"
            renamed = True
    if renamed:
        manifests.names_changed()
