"""What the fields of an overlay may hold that are carried out elsewhere: told by names, so that nothing is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any, TypeAlias

from k8sdsl.near_miss import did_you_mean

Mistake: TypeAlias = "tuple[str, object, str, str | int | None, str | None]"

_PATH, _TREE, _FUNCTION = "a path", "a tree", "a function"
_ENTRIES: dict[str, tuple[str, ...]] = {
    "components": ("Overlay", _PATH),
    "config_map_generator": ("ConfigMapGenerator",),
    "secret_generator": ("SecretGenerator",),
    "generators": ("Generator", _FUNCTION, _TREE, _PATH),
    "replacements": ("Replacement", _PATH),
    "vars": ("Variable",),
    "transformers": (_FUNCTION, _TREE, _PATH),
    "validators": (_FUNCTION, _TREE, _PATH),
    "configurations": (_TREE, _PATH),
    "crds": (_PATH,),
    "build_metadata": ("originAnnotations", "transformerAnnotations", "managedByLabel"),
}
_ONES: dict[str, tuple[str, ...]] = {
    "generator_options": ("GeneratorOptions",),
    "openapi": (_TREE, _PATH),
}
_ORDERS = ("install", "legacy", "fifo")


def find_mistake(overlay: Any) -> Mistake | None:
    """The first value that its field cannot have: field, value, what it must be, position and remedy."""
    for name, allowed in _ENTRIES.items():
        entries = getattr(overlay, name)
        if not entries and isinstance(entries, (list, tuple)):
            continue
        if not isinstance(entries, (list, tuple)):
            return name, entries, "a list", None, None
        for index, value in enumerate(entries):
            if not _fits(value, allowed):
                return name, value, _words(allowed), index, _meant(value, allowed)
    for name, allowed in _ONES.items():
        value = getattr(overlay, name)
        if value is not None and not _fits(value, allowed):
            return name, value, _words(allowed), None, None
    return _wrong_order(overlay.sort_options) or _unmet_options(overlay)


def _fits(value: object, allowed: tuple[str, ...]) -> bool:
    if isinstance(value, (str, PathLike)):
        return (_PATH in allowed and bool(value)) or value in allowed
    if isinstance(value, Mapping):
        return _TREE in allowed
    name = type(value).__name__
    return name in allowed or (_FUNCTION in allowed and callable(value))


def _words(allowed: tuple[str, ...]) -> str:
    *others, last = [f"{word}(...)" if word[0].isupper() else word for word in allowed]
    return f"{', '.join(others)} or {last}" if others else last


def _meant(value: object, allowed: tuple[str, ...]) -> str | None:
    return did_you_mean(value, allowed) or None if isinstance(value, str) else None


def _wrong_order(given: object) -> Mistake | None:
    if given in _ORDERS or type(given).__name__ == "SortOrder":
        return None
    remedy = did_you_mean(given, _ORDERS) if isinstance(given, str) else ""
    return "sort_options", given, _words((*_ORDERS, "SortOrder")), None, remedy or None


def _unmet_options(overlay: Any) -> Mistake | None:
    if overlay.generator_options is None or overlay.config_map_generator or overlay.secret_generator:
        return None
    wanted = "beside `config_map_generator` or `secret_generator`, which it is for"
    return "generator_options", overlay.generator_options, wanted, None, None
