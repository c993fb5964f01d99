"""Generators, transformers and validators of an overlay that are functions of the user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import OverlayError, raise_all
from k8sdsl.locations.secret_values import described, described_in_python
from k8sdsl.manifest import ManifestSet
from k8sdsl.rule import Problem
from k8sdsl.stack import Stack, manifest_of, refuse_item
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.transforms.context import TransformContext


class UserGenerator:
    """A function that creates objects: one, several, or a stack."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function

    def apply(self, manifests: ManifestSet, _: TransformContext) -> None:
        """Adds the objects; raises UserCodeError for an exception of the function, OverlayError for other values."""
        made = _listed(_called(self._function), Mapping, Stack)
        manifests.extend(
            [_manifest(item) for one in made for item in (one.items if isinstance(one, Stack) else (one,))]
        )


def _manifest(item: Any) -> Manifest:
    if isinstance(item, Mapping) or hasattr(item, "to_dict"):
        return manifest_of(item)
    raise refuse_item("the generator", item)


class UserTransformer:
    """A function of each plain tree, or of all objects if its parameter is a ManifestSet."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def apply(self, manifests: ManifestSet, _: TransformContext) -> None:
        """Calls the function. A tree can be changed in place; a tree that is returned replaces it.

        Renamed objects are also found by their former name.
        """
        before = [(manifest, manifest.ref) for manifest in manifests]
        if _wants_all(self._function):
            _called(self._function, manifests)
        else:
            for manifest, _ref in before:
                self._transform(manifest)
        for manifest, ref in before:
            if manifest.ref != ref and (not manifest.former or manifest.former[-1] != ref):
                manifest.former = (*manifest.former, ref)
        manifests.names_changed()

    def _transform(self, manifest: Manifest) -> None:
        returned = _called(self._function, manifest.tree)
        if returned is not None and not isinstance(returned, dict):
            raise OverlayError(
                f"{_name(self._function)} returns {described(returned)} for {manifest.ref}",
                remedy="change the tree that is passed to the function, or return the tree that replaces it",
                code="overlay/function",
            )
        manifest.tree = manifest.tree if returned is None else returned


class UserValidator:
    """A function that checks copies of the objects: each string and Problem that it yields is an error."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def apply(self, manifests: ManifestSet, _: TransformContext) -> None:
        """Calls the function; raises all errors together."""
        given: Iterable[tuple[Manifest | None, object]] = (
            [(None, ManifestSet(manifest.copy() for manifest in manifests))]
            if _wants_all(self._function)
            else ((manifest, copy_tree(manifest.tree)) for manifest in manifests)
        )
        raise_all([_error(said, about) for about, one in given for said in _said(self._function, one)])


def _error(said: str | Problem, manifest: Manifest | None) -> OverlayError:
    about = f"{manifest.ref}: " if manifest is not None else ""
    source = manifest.origin.locate(()) if manifest is not None and manifest.origin is not None else None
    if isinstance(said, str):
        message, remedy = said, None
    else:
        message, remedy = f"{said.path}: {said.message} [{said.rule.id}]", said.remedy
    return OverlayError(f"{about}{message}", source=source, remedy=remedy, code="overlay/refused")


def _said(function: Callable[[Any], Any], given: object) -> list[str | Problem]:
    said = _listed(_called(function, given), str, Problem)
    for one in said:
        if not isinstance(one, (str, Problem)):
            raise OverlayError(
                f"{_name(function)} yields {described_in_python(one)}",
                remedy="yield strings, or Problems of a rule",
                code="overlay/function",
            )
    return said


def _listed(made: Any, *single: type) -> list[Any]:
    """What a function returned, as a list: nothing for None, and one item for anything of these types."""
    if made is None:
        return []
    return [made] if isinstance(made, single) or not hasattr(made, "__iter__") else list(made)


def _called(function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        made = function(*arguments)
        return list(made) if hasattr(made, "__next__") else made  # a generator function has not run yet
    except (Exception, SystemExit) as error:
        from k8sdsl.project.user_errors import as_user_error

        raise as_user_error(error) from error


def _wants_all(function: Callable[..., Any]) -> bool:
    """Whether the first parameter is annotated as a ManifestSet."""
    annotations: Iterator[Any] = iter(getattr(function, "__annotations__", {}).values())
    first = next(annotations, None)
    return (first if isinstance(first, str) else getattr(first, "__name__", "")) == "ManifestSet"


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", repr(function))
