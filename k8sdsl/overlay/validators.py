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
    """One sort of value: its description, the test for it, and the words that are suggested for another word."""

    __slots__ = ("accepts", "near", "words")

    def __init__(self, words: str, accepts: Callable[[Any], bool], near: tuple[str, ...] = ()) -> None:
        self.words = words
        self.accepts = accepts
        self.near = near


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
    return Allowed(" or ".join(map(repr, words)), lambda value: isinstance(value, str) and value in words, words)


def one_of(*allowed: Allowed, optional: bool = False) -> Validator:
    """A value of one of these sorts."""

    def validate(overlay: Any, name: str, value: Any) -> None:
        if not (optional and value is None):
            _check(overlay, name, value, allowed)

    return validate


def list_of(*allowed: Allowed) -> Validator:
    """A list of such values."""

    def validate(overlay: Any, name: str, values: Any) -> None:
        if not isinstance(values, (list, tuple)):
            raise mistake(overlay, name, values, "a list")
        for index, value in enumerate(values):
            _check(overlay, name, value, allowed, index)

    return validate


def map_or_list(of_map: Allowed, of_list: Allowed, *, or_one: bool = False) -> Validator:
    """A map from names to one sort of value, or a list of another; with `or_one` also a single value of the latter."""

    def validate(overlay: Any, name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                if not isinstance(key, str):
                    raise mistake(overlay, name, key, "a map with strings as keys")
                _check(overlay, name, item, (of_map,), key)
        elif isinstance(value, (list, tuple)):
            for index, item in enumerate(value):
                _check(overlay, name, item, (of_list,), index)
        elif not (or_one and of_list.accepts(value)):
            raise mistake(overlay, name, value, "a map")

    return validate


def _check(overlay: Any, name: str, value: object, allowed: tuple[Allowed, ...], key: Any = None) -> None:
    """Raises OverlayError for a value of a field, or of an entry of it, that is of none of these sorts."""
    if not any(sort.accepts(value) for sort in allowed):
        *others, last = [sort.words for sort in allowed]
        words = f"{', '.join(others)} or {last}" if others else last
        near = [word for sort in allowed for word in sort.near] if isinstance(value, str) else []
        raise mistake(overlay, name, value, words, key, remedy=did_you_mean(str(value), near) if near else None)


def mistake(
    overlay: Any, name: str, value: object, wanted: str, key: Any = None, *, remedy: str | None = None
) -> OverlayError:
    """The error for an invalid value of a field, or of an entry of it."""
    from k8sdsl.locations.secret_values import described_in_python

    entry, path = ("", ()) if key is None else (f"[{key}]", (key,))
    message = f"`{name}{entry}` of an overlay must be {wanted}, not {described_in_python(value)}"
    return OverlayError(message, source=overlay.locate(name, *path), remedy=remedy or None, code="overlay/declaration")
