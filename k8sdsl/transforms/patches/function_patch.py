"""A Python function over the typed object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.errors import OverlayError
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.objects.typed import CustomResource, Resource, structure_resource, to_tree
from k8sdsl.transforms.target import Target
from k8sdsl.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath

Patched = TypeVar("Patched", bound=Resource)


class FunctionPatch(Value):
    """A function that changes the objects which `target` matches, each converted to `cls` first.

    Examples:
        >>> from k8sdsl import FunctionPatch, k8s, patch
        >>> @patch(k8s.ConfigMap, "settings")
        ... def quiet(settings: k8s.ConfigMap) -> None:
        ...     settings.data = {"level": "warn"}
        ...
        >>> isinstance(quiet, FunctionPatch)
        True
    """

    __slots__ = ("allow_no_match", "cls", "function", "target")
    may_change_kinds = True
    keeps_origin = True

    def __init__(
        self,
        function: Callable[[Any], Any],
        cls: type[Resource],
        target: Target,
        allow_no_match: bool = False,  # noqa: FBT001, FBT002 - as users know it
    ) -> None:
        self.function = function
        self.cls = cls
        self.target = target
        self.allow_no_match = allow_no_match

    def __call__(self, resource: Any) -> Any:
        """Calls the function itself, for tests."""
        return self.function(resource)

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Passes every object that the target matches to the function, as a fresh typed object, and stores its tree.

        Raises UserCodeError for an exception of the function, and OverlayError if it returns another object instead of
        changing the one that it gets.
        """
        met = [manifest for manifest in self.target.select(manifests) if _is_of(manifest, self.cls)]
        for manifest in met:
            name = manifest.name
            _apply_one(manifest, self)
            manifests.renamed(manifest, name)
        if not met and not self.allow_no_match:
            message = f"the patch matches nothing: {self.target.absence}"
            meant = self.target.near_misses(manifests) if context.suggests else ""
            context.missed(self, message, meant, source=self.source)

    @property
    def source(self) -> Source | None:
        """The place where the function is defined."""
        from k8sdsl.locations.python_calls import definition

        return definition(self.function)


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
    """Turns a function into a patch: `@patch(k8s.StatefulSet, "mariadb")`.

    The objects are those of the class's kind and version; for a CustomResource, pass both. `name` and `namespace` can
    be regular expressions that must match in full, and the selectors are label selectors (`app=web,tier!=db`). A patch
    that matches nothing is an error unless `allow_no_match` is set.

    Examples:
        >>> from k8sdsl import Overlay, build, k8s, patch
        >>> @patch(k8s.ConfigMap, "settings")
        ... def quiet(settings: k8s.ConfigMap) -> None:
        ...     settings.data = {"level": "warn"}
        ...
        >>> overlay = Overlay(base=k8s.ConfigMap("settings", data={"level": "info"}), patches=[quiet])
        >>> build(overlay).splitlines()[-1]
        '  level: warn'
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
        from k8sdsl.locations.secret_values import described

        raise OverlayError(
            f"the patch {_name(declaration)} returns {described(returned)}",
            source=declaration.source,
            remedy="change the object that is passed to the function, and do not return a value",
            code="patch/function",
        )
    manifest.remember()
    manifest.tree = to_tree(resource)
    manifest.origin = PatchedOrigin(manifest.origin, resource, declaration)


class PatchedOrigin:
    """The origin of an object after a function patch: the function for fields that it set, else the former origin."""

    __slots__ = ("before", "patch", "resource")

    def __init__(self, before: Any, resource: Resource, patch: FunctionPatch) -> None:
        self.before = before
        self.resource = resource
        self.patch = patch

    def locate(self, path: FieldPath) -> Source | None:
        """The argument or assignment of the function that set the field, or its former place."""
        from k8sdsl.locations.python_calls import assignment
        from k8sdsl.objects.call_sites import locate

        made = locate(self.resource, path)
        if made is not None:
            return made
        assigned = assignment(self.patch.function, path)
        if assigned is not None or self.before is None:
            return assigned or self.patch.source
        before: Source | None = self.before.locate(path)
        return before


def _name(declaration: FunctionPatch) -> str:
    return getattr(declaration.function, "__name__", repr(declaration.function))
