"""The values that a field of an overlay can have: validators that raise OverlayError with the place of the wrong value.

Classes are named instead of imported: an overlay does not load the transforms of fields that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, TypeAlias

from k8sdsl.errors import OverlayError
from k8sdsl.near_miss import did_you_mean

Validator: TypeAlias = Callable[[Any, str, Any], None]
"""Raises OverlayError for a value of a field of an overlay; called with the overlay, the field and the value."""


class Allowed:
    """One sort of value: its description, and the test for it."""

    __slots__ = ("accepts", "words")

    def __init__(self, words: str, accepts: Callable[[Any], bool]) -> None:
        self.words = words
        self.accepts = accepts


def is_path(value: object) -> bool:
    """Whether a value can be the path of a file."""
    return isinstance(value, PathLike) or (isinstance(value, str) and bool(value) and "\0" not in value)


PATH = Allowed("a path", is_path)
TREE = Allowed("a tree", lambda value: isinstance(value, Mapping))
FUNCTION = Allowed("a function", callable)
STRING = Allowed("a string", lambda value: isinstance(value, str))
NUMBER = Allowed("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool))
BOOLEAN = Allowed("True or False", lambda value: isinstance(value, bool))
TRANSFORM = Allowed("a declaration of k8sdsl.transforms", lambda value: hasattr(value, "apply"))


def a(qualified: str) -> Allowed:
    """An object of the class of this name."""
    module, _, name = qualified.rpartition(".")
    return Allowed(f"{name}(...)", lambda value: (type(value).__module__, type(value).__name__) == (module, name))


def word(*words: str) -> Allowed:
    """One of a few words."""
    return Allowed(" or ".join(map(repr, words)), lambda value: isinstance(value, str) and value in words)


def one_of(*allowed: Allowed, optional: bool = False, near: tuple[str, ...] = ()) -> Validator:
    """A value of one of these sorts; `near` are words for suggestions."""

    def validate(overlay: Any, name: str, value: Any) -> None:
        if not (optional and value is None) and not any(sort.accepts(value) for sort in allowed):
            raise mistake(overlay, name, value, _words(allowed), near=near)

    return validate


def list_of(*allowed: Allowed, near: tuple[str, ...] = ()) -> Validator:
    """A list of such values."""

    def validate(overlay: Any, name: str, values: Any) -> None:
        if not isinstance(values, (list, tuple)):
            raise mistake(overlay, name, values, "a list")
        for index, value in enumerate(values):
            if not any(sort.accepts(value) for sort in allowed):
                raise mistake(overlay, name, value, _words(allowed), index, near=near)

    return validate


def map_or_list(of_map: Allowed, of_list: Allowed, *, or_one: bool = False) -> Validator:
    """A map from names to one sort of value, or a list of another; with `or_one` also a single value of the latter."""

    def validate(overlay: Any, name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if not isinstance(key, str) or not of_map.accepts(item):
                    raise mistake(overlay, name, item, of_map.words, key)
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                if not of_list.accepts(item):
                    raise mistake(overlay, name, item, of_list.words, index)
        elif not (or_one and of_list.accepts(value)):
            raise mistake(overlay, name, value, "a map")

    return validate


def mistake(
    overlay: Any,
    name: str,
    value: object,
    wanted: str,
    key: Any = None,
    *,
    near: tuple[str, ...] = (),
    remedy: str | None = None,
) -> OverlayError:
    """The error for an invalid value of a field, or of an entry of it."""
    entry, path = ("", ()) if key is None else (f"[{key}]", (key,))
    from k8sdsl.locations.secret_values import described_in_python

    message = f"`{name}{entry}` of an overlay must be {wanted}, not {described_in_python(value)}"
    if isinstance(value, str) and near:
        remedy = did_you_mean(value, near) or remedy
    return OverlayError(message, source=overlay.locate(name, *path), remedy=remedy, code="overlay/declaration")


def _words(allowed: tuple[Allowed, ...]) -> str:
    *others, last = [sort.words for sort in allowed]
    return f"{', '.join(others)} or {last}" if others else last
