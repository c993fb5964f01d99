"""JSON merge patches (RFC 7386): maps merge, null removes, everything else replaces."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.locations.secret_values import described_in_python
from k8sdsl.transforms.target import Target
from k8sdsl.transforms.validators import must_be
from k8sdsl.tree import copy_tree
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree


class MergePatch(Value):
    """A patch for all objects that a target matches.

    Examples:
        >>> from k8sdsl import MergePatch, Overlay, Target, build, k8s
        >>> quiet = MergePatch({"data": {"level": None}}, target=Target(kind="ConfigMap"))
        >>> settings = k8s.ConfigMap("settings", data={"level": "info"})
        >>> "level" in build(Overlay(base=settings, patches=[quiet]))
        False
    """

    __slots__ = ("allow_no_match", "patch", "target")
    may_change_kinds = True

    def __init__(self, patch: Tree, target: Target, allow_no_match: bool = False) -> None:  # noqa: FBT001, FBT002
        self.patch = patch
        self.target: Target = must_be(self, "target", target, Target)
        self.allow_no_match = allow_no_match

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Merges the patch into every object that the target matches; raises OverlayError for anything but a map."""
        patch: Any = self.patch
        if not isinstance(patch, dict):
            message = f"a merge patch must be a map, not {described_in_python(patch)}"
            raise OverlayError(message, code="patch/strategic-merge")
        selected = self.target.select(manifests)
        if not selected and not self.allow_no_match:
            message = f"the patch matches nothing: {self.target.absence}"
            context.missed(self, message, self.target.near_misses(manifests) if context.suggests else "")
        for manifest in selected:
            manifest.remember()
            manifest.tree = merged(manifest.tree, copy_tree(patch))
            manifests.renamed(manifest, manifest.former[-1].name)


def merged(current: Any, patch: Any) -> Any:
    """The patched value, according to section 2 of the RFC; the trees of both are reused."""
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
