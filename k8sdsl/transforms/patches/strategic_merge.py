"""Strategic merge patches: lists merge by the keys that the schema names."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.kinds import effective_namespace
from k8sdsl.locations.secret_values import described_in_python
from k8sdsl.semantics.strategic_merge import CLEARED, DIRECTIVE, NOTHING_SPELLED, merge
from k8sdsl.transforms.shared_entries import settle
from k8sdsl.transforms.target import Target
from k8sdsl.transforms.validators import must_be
from k8sdsl.tree import copy_tree
from k8sdsl.value import Remembering

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from k8sdsl.locations.source import Origin
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath, Tree


class StrategicMergePatch(Remembering):
    """A patch for the one object that it names or for all that a target matches.

    Name and kind do not change unless that is allowed. Lists of kinds without a schema are replaced. If elements of
    lists lack merge keys, a kustomization loses what kustomize loses, and reports it; otherwise such elements are
    merged by the keys that they have. `origin` is the place of the patch, `spelled` the text of values as for `merge`.

    Examples:
        >>> from k8sdsl import Overlay, StrategicMergePatch, Target, build, k8s
        >>> quiet = StrategicMergePatch({"data": {"level": "warn"}}, target=Target(kind="ConfigMap"))
        >>> settings = k8s.ConfigMap("settings", data={"level": "info"})
        >>> build(Overlay(base=settings, patches=[quiet])).splitlines()[-1]
        '  level: warn'
    """

    __slots__ = ("allow_kind_change", "allow_name_change", "allow_no_match", "origin", "patch", "spelled", "target")
    may_change_kinds = True

    def __init__(
        self,
        patch: Tree,
        target: Target | None = None,
        allow_name_change: bool = False,  # noqa: FBT001, FBT002 - as users know it
        allow_kind_change: bool = False,  # noqa: FBT001, FBT002
        allow_no_match: bool = False,  # noqa: FBT001, FBT002
        *,
        origin: Origin | None = None,
        spelled: Mapping[str, str] = NOTHING_SPELLED,
    ) -> None:
        self.patch = patch
        self.spelled = spelled
        self.target: Target | None = None if target is None else must_be(self, "target", target, Target)
        self.allow_name_change = allow_name_change
        self.allow_kind_change = allow_kind_change
        self.allow_no_match = allow_no_match
        self.origin = origin

    def within(self, manifest: Manifest, path: FieldPath) -> FieldPath:
        """Where in the patch a field of an object is set."""
        from k8sdsl.locations.patch_paths import MergePaths

        paths: MergePaths | None = getattr(self, "kept", None)
        if paths is None:
            paths = self.kept = MergePaths(self.patch)
        return paths.path_of(manifest.tree, path)

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Merges the patch into its objects; raises OverlayError if it does not fit an object.

        Answers for kustomize's PatchTransformer (and its merge2).
        """
        patch: Any = self.patch
        if not isinstance(patch, dict):
            message = f"a strategic merge patch must be a map, not {described_in_python(patch)}"
            raise OverlayError(message, code="patch/strategic-merge")
        selected = _named_by(manifests, self.patch) if self.target is None else self.target.select(manifests)
        if not selected and not self.allow_no_match:
            why = f"there is no {ObjectRef.of(self.patch)}" if self.target is None else self.target.absence
            message = f"the patch matches nothing: {why}"
            context.missed(self, message, _near(manifests, self) if context.suggests else "", fails=self.target is None)
        if context.as_kustomize and patch.get(DIRECTIVE) == "replace":
            message = "`$patch: replace` at the top of a patch has no effect: the patch is lost"
            context.missed(self, message, "put it below `spec` or another field, or use a JSON patch")
            return
        for manifest in selected:
            name = manifest.name
            losses: list[str] | None = [] if context.as_kustomize else None
            if not _merge_into(manifest, self, context, losses):
                manifests.remove(manifest)
            else:
                if manifest.shared and context.as_kustomize:
                    settle(manifest)
                manifests.renamed(manifest, name)
            for loss in losses or () if not self.allow_no_match else ():
                context.missed(self, f"in the patch for {manifest.ref}, {loss}")


def _named_by(manifests: ManifestSet, patch: Tree) -> list[Manifest]:
    """The one object that has or had the identity in a patch; raises OverlayError if there are several."""
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
        if manifest.ref.api_version == ref.api_version and any(map(fits, (*manifest.former, manifest.ref)))
    ]
    if len(found) > 1:
        raise OverlayError(
            f"the patch for {ref} matches {' and '.join(str(manifest.ref) for manifest in found)}",
            remedy="set `metadata.namespace` in the patch, or a target that matches one object",
            code="patch/ambiguous",
        )
    return found


def _near(manifests: ManifestSet, declaration: StrategicMergePatch) -> str:
    """Suggestions for a patch that matches nothing."""
    if declaration.target is not None:
        return declaration.target.near_misses(manifests)
    ref = ObjectRef.of(declaration.patch)
    near = _other_identity(manifests, declaration.patch)
    return near or Target(kind=ref.kind, name=ref.name).near_misses(manifests)


def _other_identity(manifests: ManifestSet, patch: Tree) -> str:
    """The difference between an object of the same kind and name and the one that a patch names."""
    ref = ObjectRef.of(patch)
    for manifest in manifests.named(ref.name):
        if manifest.kind == ref.kind:
            now = manifest.ref
            if now.api_version != ref.api_version:
                return (
                    f"the object has `apiVersion: {now.api_version}`, the patch "
                    f"{f'`apiVersion: {ref.api_version}`' if ref.api_version else 'has none'}"
                )
            return f"the object is in namespace `{now.namespace or 'default'}`, the patch has `{ref.namespace}`"
    return ""


def _merge_into(
    manifest: Manifest, declaration: StrategicMergePatch, context: TransformContext, losses: list[str] | None
) -> bool:
    """Merges the patch into one object; False if nothing is left of it."""
    tree, patch = manifest.tree, copy_tree(declaration.patch)
    ref = manifest.ref
    name, namespace = manifest.metadata.get("name"), manifest.namespace
    if declaration.target is not None:
        patch["apiVersion"] = tree.get("apiVersion")
    if declaration.allow_name_change or declaration.allow_kind_change:
        manifest.remember()
    blanks = {(id(container), key) for container, key in manifest.blanks}
    schemas = context.schemas
    if schemas is None:
        from k8sdsl.semantics.merge_schema import builtin_schema

        schemas = builtin_schema
    merged = merge(
        tree, patch, schemas(ref.api_version, ref.kind), schemas, losses, blanks, str(ref), declaration.spelled
    )
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
