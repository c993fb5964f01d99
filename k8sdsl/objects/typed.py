"""The bases of the generated classes of whole objects, and what makes typed objects of plain trees."""

from __future__ import annotations

from importlib import import_module

from k8sdsl.kube.types import OPEN, TypeTable
from k8sdsl.objects.part import Base64, IntOrString, Part, Quantity, Template, Time

# With the names of parts, for the stubs of generated modules.
__all__ = [
    "Base64",
    "CustomResource",
    "IntOrString",
    "NamedResource",
    "Part",
    "Quantity",
    "Resource",
    "Template",
    "Time",
    "class_of",
    "from_dict",
    "resource_of",
    "structure_resource",
    "to_tree",
]

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, TypeVar

    from k8sdsl.tree import Tree

    Expected = TypeVar("Expected", bound="Resource")


class Resource(Part):
    """An object of a kind, as one manifest describes it.

    Examples:
        >>> from k8sdsl import Resource, k8s
        >>> isinstance(k8s.ConfigMap("settings"), Resource), k8s.ConfigMap("settings").to_dict()["kind"]
        (True, 'ConfigMap')
    """

    __slots__ = ()

    api_version: ClassVar[str] = ""
    kind: ClassVar[str] = ""

    def to_dict(self) -> Tree:
        """The plain tree in wire spelling, `apiVersion` and `kind` first.

        Raises StructureError for a field that the type does not have.
        """
        from k8sdsl.objects.conversion import unknown_fields

        tree = to_tree(self)
        unknown = [*unknown_fields(self)]
        if unknown:
            from k8sdsl.errors import StructureError

            raise StructureError.of(self.kind, unknown)
        return tree

    @classmethod
    def from_dict(cls, tree: Tree) -> Self:
        """The typed object of a tree; StructureError with a path for everything that does not fit."""
        return resource_of(tree, cls)


class NamedResource(Template, Resource):
    """An object of a kind with metadata, as nearly every kind is. Its name comes first."""

    __slots__ = ()


class CustomResource(NamedResource):
    """An object of a custom kind without a class: `CustomResource("name", api_version=..., kind=...)`.

    Its fields have the names that they have in YAML (`spec={"secretName": "web-tls"}`). `k8sdsl import crd` writes
    typed classes from the definition of the kind.

    Examples:
        >>> from k8sdsl import CustomResource
        >>> CustomResource("kitchen", api_version="example.com/v1", kind="Tap", spec={"maxLitres": 9}).to_dict()["spec"]
        {'maxLitres': 9}
    """

    if TYPE_CHECKING:
        metadata: Any

        def __init__(
            self,
            name: str | None = None,
            *,
            api_version: str,
            kind: str,
            namespace: str | None = None,
            labels: dict[str, str] | None = None,
            annotations: dict[str, str] | None = None,
            metadata: Any = None,
            **fields: Any,
        ) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    else:
        _type = "CustomResource"
        _table = TypeTable(
            "custom",
            {_type: (("api_version", "string"), ("kind", "string"), ("metadata", "meta_v1.ObjectMeta"), *OPEN)},
        )


def to_tree(resource: Resource) -> Tree:
    """The plain tree of an object, in wire spelling and the conventional order of keys.

    A field that the type does not have is written in the spelling that it would have, for the checks to find. Raises
    StructureError for an object that holds itself.
    """
    from k8sdsl.objects.conversion import object_tree

    return object_tree(resource, resource.api_version, resource.kind)


def from_dict(tree: Tree) -> Resource:
    """The typed object of a plain tree, its class chosen by `apiVersion` and `kind`.

    A kind that is not built in becomes a CustomResource. A tree with neither, but with `type` and `object`, is the one
    message of the API that names no kind: a WatchEvent. Raises StructureError that names the path of every unknown
    field, wrong type and missing required field; a field of any Kubernetes version is known.

    Examples:
        >>> from k8sdsl import from_dict
        >>> settings = from_dict({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}})
        >>> type(settings).__name__, settings.to_dict()["metadata"]
        ('ConfigMap', {'name': 'settings'})
    """
    return resource_of(tree, Resource)


def resource_of(tree: Tree, wanted: type[Expected]) -> Expected:
    """As `from_dict`, for an object that must be of the class `wanted`, which a custom kind may have."""
    from k8sdsl.errors import StructureError
    from k8sdsl.objects.conversion import must_fit

    cls = wanted if _is_of(tree, wanted) else class_of(tree)
    if not issubclass(cls, wanted):
        raise StructureError.of(wanted.__name__, [("kind", f"this is a {cls.__name__}")])
    if not issubclass(cls, CustomResource):
        must_fit(tree, cls)
    return structure_resource(tree, cls)


def _is_of(tree: Tree, cls: type[Resource]) -> bool:
    return bool(cls.kind) and (tree.get("apiVersion"), tree.get("kind")) == (cls.api_version, cls.kind)


def structure_resource(tree: Tree, cls: type[Expected]) -> Expected:
    """The typed object of a tree that is of this class; what does not fit is kept as it is, for the checks to name."""
    from k8sdsl.objects.conversion import structure

    resource = structure(tree, cls)
    if cls.kind:
        for name in ("api_version", "kind"):  # the class has them
            resource.__dict__.pop(name, None)
    return resource


def class_of(tree: Tree) -> type[Resource]:
    """The class for a tree's `apiVersion` and `kind`; raises StructureError if a built-in group has no such kind."""
    from k8sdsl.errors import StructureError
    from k8sdsl.kube.kinds import is_builtin_group, kind_info

    api_version, kind = tree.get("apiVersion"), tree.get("kind")
    if api_version is None and kind is None and "type" in tree and "object" in tree:
        api_version, kind = "v1", "WatchEvent"
    if not isinstance(api_version, str) or not isinstance(kind, str) or not api_version or not kind:
        raise StructureError.of("manifest", [("", "apiVersion and kind are required")])
    info = kind_info(api_version, kind)
    if info is not None and info.type:
        module, _, name = info.type.partition(".")
        return getattr(import_module(f"k8sdsl.api.{module}"), name)  # type: ignore[no-any-return]
    if is_builtin_group(api_version.rpartition("/")[0]):
        raise StructureError.of("manifest", [("kind", f"there is no {kind} in {api_version}")])
    return CustomResource
