"""Strategic merge patches: lists merge by the keys that the schema names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.scope import effective_namespace
from k8sdsl.near_miss import Miss
from k8sdsl.semantics.merge_schema import MergeSchema, builtin_schema
from k8sdsl.semantics.strategic_merge import CLEARED, merge
from k8sdsl.target import Target
from k8sdsl.tree import Tree, copy_tree

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class StrategicMergePatch:
    """A patch, for the one object that it names or for all that a target meets.

    Name and kind stay as they are unless a change is allowed. `schemas` finds the schema of a kind by `apiVersion` and
    `kind`; lists of kinds without one are replaced. `as_kustomize` loses what kustomize loses where elements of lists
    lack merge keys, and reports it; otherwise such elements are joined by the keys that they have.
    """

    patch: Tree
    target: Target | None = None
    allow_name_change: bool = False
    allow_kind_change: bool = False
    allow_no_match: bool = False
    as_kustomize: bool = False
    schemas: Callable[[str, str], MergeSchema | None] = builtin_schema


def apply(manifests: ManifestSet, declaration: StrategicMergePatch, misses: Misses) -> None:
    """Merges the patch into the objects that it is for; raises OverlayError where the two do not fit together.

    Answers for kustomize's PatchTransformer (and its merge2).
    """
    if declaration.target is not None:
        selected = declaration.target.select(manifests)
        if not selected and not declaration.allow_no_match:
            misses.append(_missed(manifests, declaration, declaration.target))
    else:
        selected = _named_by(manifests, declaration.patch)
        if not selected and not declaration.allow_no_match:
            ref = ObjectRef.of(declaration.patch)
            misses.append(_missed(manifests, declaration, Target(kind=ref.kind, name=ref.name)))
    for manifest in selected:
        losses: list[str] | None = [] if declaration.as_kustomize else None
        if not _merge_into(manifest, declaration, losses):
            manifests.remove(manifest)
        if declaration.allow_no_match:
            continue
        misses.extend([Miss(declaration, f"in the patch for {manifest.ref}, {loss}") for loss in losses or ()])
    if declaration.allow_name_change and selected:
        manifests.names_changed()


def _named_by(manifests: ManifestSet, patch: Tree) -> list[Manifest]:
    """The one object that has, or had, the identity that a patch gives; raises OverlayError where there are several."""
    ref = ObjectRef.of(patch)
    place = effective_namespace(ref.api_version, ref.kind, ref.namespace)

    def fits(other: ObjectRef) -> bool:
        return (
            other.kind == ref.kind
            and other.name == ref.name
            and effective_namespace(ref.api_version, other.kind, other.namespace) == place
        )

    found = [
        manifest
        for manifest in manifests.named(ref.name)
        if manifest.tree.get("apiVersion") == ref.api_version and any(map(fits, (*manifest.former, manifest.ref)))
    ]
    if len(found) > 1:
        raise OverlayError(
            f"the patch for {ref} meets {' and '.join(str(manifest.ref) for manifest in found)}",
            remedy="give the patch a target that meets one, or say their namespace",
        )
    return found


def _missed(manifests: ManifestSet, declaration: StrategicMergePatch, target: Target) -> Miss:
    what = ObjectRef.of(declaration.patch) if declaration.target is None else target
    remedy = _other_identity(manifests, declaration.patch) if declaration.target is None else ""
    remedy = remedy or target.near_misses(manifests)
    return Miss(declaration, f"the patch meets nothing: there is no {what}", remedy or None)


def _other_identity(manifests: ManifestSet, patch: Tree) -> str:
    """What tells an object of the same kind and name from the one that a patch asks for."""
    ref = ObjectRef.of(patch)
    for manifest in manifests.named(ref.name):
        if manifest.kind == ref.kind:
            now = manifest.ref
            if now.api_version != ref.api_version:
                return f"that object has apiVersion {now.api_version}, the patch {ref.api_version or 'none'}"
            return f"that object is in namespace `{now.namespace or 'default'}`, the patch names `{ref.namespace}`"
    return ""


def _merge_into(manifest: Manifest, declaration: StrategicMergePatch, losses: list[str] | None) -> bool:
    """Merges the patch into one object; False where nothing is left of it."""
    tree, patch = manifest.tree, copy_tree(declaration.patch)
    ref = manifest.ref
    name, namespace = manifest.metadata.get("name"), manifest.namespace
    if declaration.target is not None:
        patch["apiVersion"] = tree.get("apiVersion")
    if declaration.allow_name_change or declaration.allow_kind_change:
        manifest.remember()
    blanks = {(id(container), key) for container, key in manifest.blanks}
    schema = declaration.schemas(ref.api_version, ref.kind)
    try:
        merged = merge(tree, patch, schema, declaration.schemas, losses, blanks)
    except OverlayError as error:
        raise OverlayError(f"the patch does not fit {ref}: {error.message}", remedy=error.remedy) from None
    if merged is CLEARED or not merged:
        return False
    manifest.tree = merged
    if not declaration.allow_kind_change and ref.kind:
        merged["kind"] = ref.kind
    metadata = merged.get("metadata")
    if type(metadata) is not dict:
        metadata = merged["metadata"] = {}
    if not declaration.allow_name_change and name is not None:
        metadata["name"] = name
    if namespace:
        metadata["namespace"] = namespace
    else:
        metadata.pop("namespace", None)
    return True
