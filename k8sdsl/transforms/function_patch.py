"""A Python function over the typed object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.near_miss import Miss
from k8sdsl.objects.conversion import structure_resource, to_tree
from k8sdsl.objects.typed import CustomResource, Resource
from k8sdsl.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses
    from k8sdsl.tree import FieldPath

Patched = TypeVar("Patched", bound=Resource)


@frozen
class FunctionPatch:
    """A function that changes the objects which `target` meets, each structured into `cls` for it."""

    function: Callable[[Any], Any]
    cls: type[Resource]
    target: Target
    allow_no_match: bool = False

    def __call__(self, resource: Any) -> Any:
        """The function itself, for calling it in a test."""
        return self.function(resource)


def patch(
    cls: type[Patched],
    name: str | None = None,
    *,
    api_version: str = "",
    kind: str = "",
    namespace: str | None = None,
    label_selector: str | None = None,
    annotation_selector: str | None = None,
    allow_no_match: bool = False,
) -> Callable[[Callable[[Patched], None]], FunctionPatch]:
    """Makes a patch of a function: `@patch(k8s.StatefulSet, "mariadb")`.

    The objects are those of the class's kind and version, which for a CustomResource are given. `name` and `namespace`
    may be regular expressions that match in full, and the selectors are those of labels (`app=web,tier!=db`). A patch
    that meets nothing is an error unless `allow_no_match` says otherwise.
    """
    group, _, version = (cls.api_version or api_version).rpartition("/")
    target = Target(
        group=group or None,
        version=version or None,
        kind=cls.kind or kind or None,
        name=name,
        namespace=namespace,
        label_selector=label_selector,
        annotation_selector=annotation_selector,
    )

    def of(function: Callable[[Patched], None]) -> FunctionPatch:
        return FunctionPatch(function, cls, target, allow_no_match)

    return of


def apply(manifests: ManifestSet, declaration: FunctionPatch, misses: Misses) -> None:
    """Gives every object that the target meets to the function, as a fresh typed object, and takes its tree back.

    Raises UserCodeError for an exception of the function, and OverlayError where it returns another object: it changes
    the one that it is given.
    """
    met = [m for m in declaration.target.select(manifests) if _is_of(m, declaration.cls)]
    for manifest in met:
        _apply_one(manifest, declaration)
    if met:
        manifests.names_changed()
    elif not declaration.allow_no_match:
        near = declaration.target.near_misses(manifests)
        misses.append(Miss(declaration, f"the patch meets nothing: {declaration.target}", near or None))


def _is_of(manifest: Manifest, cls: type[Resource]) -> bool:
    if issubclass(cls, CustomResource):
        return not is_builtin_group(manifest.gvk.group)
    return manifest.tree.get("apiVersion") == cls.api_version


def _apply_one(manifest: Manifest, declaration: FunctionPatch) -> None:
    resource = structure_resource(manifest.tree, declaration.cls)
    try:
        returned = declaration.function(resource)
    except (Exception, SystemExit) as error:
        from k8sdsl.project.user_errors import as_user_error

        raise as_user_error(error) from error
    if returned is not None and returned is not resource:
        raise OverlayError(
            f"the patch {_name(declaration)} returns a {type(returned).__name__}",
            source=source_of(declaration),
            remedy="change the object that the function is given, and return nothing",
        )
    manifest.remember()
    manifest.tree = to_tree(resource)
    manifest.origin = PatchedOrigin(manifest.origin, resource, declaration)


class PatchedOrigin:
    """An object after a function patch: what the function made is found in it, the rest where it was before."""

    __slots__ = ("before", "patch", "resource")

    def __init__(self, before: Any, resource: Resource, patch: FunctionPatch) -> None:
        self.before = before
        self.resource = resource
        self.patch = patch

    def locate(self, path: FieldPath) -> Source | None:
        """The argument or assignment of the function that said the field, or where it was said before."""
        from k8sdsl.objects.call_sites import assignment, locate

        made = locate(self.resource, path)
        if made is not None:
            return made
        assigned = assignment(self.patch.function, path)
        if assigned is not None or self.before is None:
            return assigned or source_of(self.patch)
        before: Source | None = self.before.locate(path)
        return before


def source_of(declaration: FunctionPatch) -> Source | None:
    """Where the function of a patch is defined."""
    from k8sdsl.objects.call_sites import definition

    return definition(declaration.function)


def _name(declaration: FunctionPatch) -> str:
    return getattr(declaration.function, "__name__", repr(declaration.function))
