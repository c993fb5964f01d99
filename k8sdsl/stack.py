"""A stack: a named collection of objects, returned by a plain Python function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from k8sdsl.errors import OverlayError
from k8sdsl.locations.caller import calling_site
from k8sdsl.locations.origins import TreeOrigin
from k8sdsl.manifest import Manifest
from k8sdsl.objects.conversion import object_tree, plain_tree
from k8sdsl.objects.typed import Resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.locations.caller import Site
    from k8sdsl.locations.source import Source


StackItem: TypeAlias = "Resource | Mapping[str, Any] | Stack | str | PathLike[str] | None"


class Stack:
    """A named collection of typed objects, other stacks, plain trees, and paths of YAML files or directories.

    Paths are relative to the file that creates the stack. None is skipped where it is deliberate, so the list can
    contain `x if wanted else None`; a call that returns None is an error. Nothing is added to the objects: a stack is a
    list with a name.

    Examples:
        >>> from k8sdsl import Stack, build, k8s
        >>> stack = Stack("shop", [k8s.Namespace("shop"), k8s.ServiceAccount("shop"), None])
        >>> build(stack).count("kind:")
        2
    """

    __slots__ = ("items", "name", "site")

    def __init__(self, name: str, items: Iterable[StackItem] = ()) -> None:
        self.name = name
        self.site: Site = calling_site()
        self.items = self._listed(items)

    def __iter__(self) -> Iterator[StackItem]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Stack({self.name!r}, {len(self.items)} items)"

    @property
    def file(self) -> str:
        """The file that creates the stack; its paths are relative to the directory of that file."""
        return self.site[0].co_filename

    def locate(self, *path: str | int) -> Source:
        """Where an item of the stack, or the value at `path` in it, was written."""
        from k8sdsl.locations.python_calls import argument_of

        return argument_of(self.site, "items", path, position=1)

    def refuse_none(self, index: int) -> None:
        """Raises OverlayError if the item at `index`, which is None, is the result of a call or the like."""
        from k8sdsl.locations.list_items import mistaken_none

        mistake = mistaken_none(self.site, "items", position=1, index=index, count=len(self.items))
        if mistake is not None:
            source, text = mistake
            raise OverlayError(
                f"the stack {self.name!r} contains None: `{text}` did not return an object",
                source=source,
                remedy="add the missing `return`; an optional item is written `x if wanted else None`",
                code="overlay/stack-item",
            )

    def _listed(self, items: Iterable[StackItem]) -> list[StackItem]:
        if isinstance(items, (Resource, Mapping, str, PathLike)) or not isinstance(items, Iterable):
            raise OverlayError(
                f"the items of the stack {self.name!r} must be a list, not {_a(items)}",
                source=self.locate(),
                remedy=f"write Stack({self.name!r}, [...])",
                code="overlay/stack-item",
            )
        return list(items)


def manifest_of(item: Resource | Mapping[str, Any], locate: Callable[..., Source] | None = None) -> Manifest:
    """The manifest of one object: a new tree, owned by the build, and its origin.

    `locate` finds where a plain tree, or the value at a path in it, was written.
    """
    if isinstance(item, Resource):
        return Manifest(object_tree(item, item.api_version, item.kind), LazyOrigin(item))
    return Manifest(plain_tree(item), None if locate is None else TreeOrigin(locate))


class LazyOrigin:
    """The origin of a typed object; the code that finds the place in the file is loaded on first use.

    `part` also holds the findings that are accepted beside the object.
    """

    __slots__ = ("part",)

    def __init__(self, part: Resource) -> None:
        self.part = part

    def locate(self, path: tuple[str | int, ...]) -> Source | None:
        """The argument that set the field at `path`."""
        from k8sdsl.objects.call_sites import locate

        return locate(self.part, path)


def refuse_item(owner: str, item: object) -> OverlayError:
    """The error for something in a stack or base that is not an object."""
    return OverlayError(
        f"{owner} contains {_a(item)}, which is not a Kubernetes object",
        remedy=_ITEM_REMEDIES.get(
            item if item is None or item is False else ...,
            "use typed objects (`k8s.Deployment(...)`), stacks, overlays, dicts, or paths of YAML files",
        ),
        code="overlay/stack-item",
    )


_ITEM_REMEDIES: dict[object, str] = {
    None: "a function without `return` returns None",
    False: "write `x if wanted else None` for an optional item: `wanted and x` can be False",
}


def _a(value: object) -> str:
    """A value by its type, with an article."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
