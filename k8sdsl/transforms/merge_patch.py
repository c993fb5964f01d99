"""JSON merge patches (RFC 7386): maps merge, null removes, everything else replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.near_miss import Miss
from k8sdsl.target import Target
from k8sdsl.tree import Tree, copy_tree

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class MergePatch:
    """A patch for all objects that a target meets."""

    patch: Tree
    target: Target
    allow_no_match: bool = False


def apply(manifests: ManifestSet, declaration: MergePatch, misses: Misses) -> None:
    """Merges the patch into every object that the target meets."""
    selected = declaration.target.select(manifests)
    if not selected and not declaration.allow_no_match:
        meant = declaration.target.near_misses(manifests)
        misses.append(Miss(declaration, f"the patch meets nothing: there is no {declaration.target}", meant or None))
    for manifest in selected:
        manifest.remember()
        manifest.tree = merged(manifest.tree, copy_tree(declaration.patch))
        if manifest.name != manifest.former[-1].name:
            manifests.names_changed()


def merged(current: Any, patch: Any) -> Any:
    """The patched value, as section 2 of the RFC computes it; the trees of both are used up."""
    if type(patch) is not dict:
        return patch
    if type(current) is not dict:
        current = {}
    for key, value in patch.items():
        if value is None:
            current.pop(key, None)
        else:
            current[key] = merged(current.get(key), value)
    return current
