"""What the fields of an overlay may hold that are carried out elsewhere: told by names, so that nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
            wrong = _wrong_part(value)
            if wrong is not None:
                part, given, wanted = wrong
                return name, given, f"{type(value).__name__}(...) whose `{part}` is {wanted}", index, None
    for name, allowed in _ONES.items():
        value = getattr(overlay, name)
        if value is not None and not _fits(value, allowed):
            return name, value, _words(allowed), None, None
        wrong = _wrong_part(value)
        if wrong is not None:
            part, given, wanted = wrong
            return name, given, f"{type(value).__name__}(...) whose `{part}` is {wanted}", None, None
    if not isinstance(overlay.transforms, (list, tuple)):
        return "transforms", overlay.transforms, "a list", None, None
    return _wrong_order(overlay.sort_options) or _unmet_options(overlay)


def _fits(value: object, allowed: tuple[str, ...]) -> bool:
    if isinstance(value, (str, PathLike)):
        return (_PATH in allowed and _is_path(value)) or value in allowed
    if isinstance(value, Mapping):
        return _TREE in allowed
    name = type(value).__name__
    return name in allowed or (_FUNCTION in allowed and callable(value))


def _is_path(value: object) -> bool:
    return isinstance(value, PathLike) or (isinstance(value, str) and bool(value) and "\0" not in value)


def _wrong_part(value: object) -> tuple[str, object, str] | None:
    """The first field of a declaration that cannot be what it is: its name, its value, and what it must be."""
    for part, (fits, words) in _PARTS.get(type(value).__name__, {}).items():
        given = getattr(value, part)
        if not fits(given):
            return part, given, words
    return None


def _is_text(given: object) -> bool:
    return isinstance(given, str)


def _are_texts(given: object) -> bool:
    return isinstance(given, Mapping) and all(isinstance(item, str) for pair in given.items() for item in pair)


def _are_literals(given: object) -> bool:
    return isinstance(given, Mapping) and all(
        isinstance(key, str) and isinstance(value, (str, bytes)) for key, value in given.items()
    )


def _are_paths(given: object) -> bool:
    return isinstance(given, (list, tuple)) and all(map(_is_path, given))


def _are_files(given: object) -> bool:
    if isinstance(given, Mapping):
        return all(isinstance(key, str) and _is_path(path) for key, path in given.items())
    return _are_paths(given)


def _are_targets(given: object) -> bool:
    return isinstance(given, (list, tuple)) and all(
        type(one).__name__ == "ReplacementTarget"
        and type(one.select).__name__ == "Target"
        and isinstance(one.field_paths, (list, tuple))
        for one in given
    )


def _is_source(given: Any) -> bool:
    return given is None or (type(given).__name__ == "ReplacementSource" and type(given.target).__name__ == "Target")


_OPTIONS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "labels": (_are_texts, "a map of texts"),
    "annotations": (_are_texts, "a map of texts"),
}
_GENERATOR: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("name", "namespace", "behavior"), (_is_text, "text")),
    "literals": (_are_literals, "a map of texts"),
    "files": (_are_files, "a list of paths, or a map of them"),
    "envs": (_are_paths, "a list of paths"),
    **_OPTIONS,
}
_PARTS: dict[str, dict[str, tuple[Callable[[Any], bool], str]]] = {
    "ConfigMapGenerator": _GENERATOR,
    "SecretGenerator": {**_GENERATOR, "type": (_is_text, "text")},
    "GeneratorOptions": _OPTIONS,
    "Replacement": {
        "source": (_is_source, "a ReplacementSource(...) of a Target(...)"),
        "targets": (_are_targets, "a list of ReplacementTarget(...), with Targets and lists of paths"),
    },
    "Variable": dict.fromkeys(
        ("name", "api_version", "kind", "object_name", "namespace", "field_path"), (_is_text, "text")
    ),
}


def _words(allowed: tuple[str, ...]) -> str:
    *others, last = [f"{word}(...)" if word[0].isupper() else word for word in allowed]
    return f"{', '.join(others)} or {last}" if others else last


def _meant(value: object, allowed: tuple[str, ...]) -> str | None:
    return did_you_mean(value, allowed) or None if isinstance(value, str) else None


def _wrong_order(given: object) -> Mistake | None:
    if given in _ORDERS:
        return None
    if type(given).__name__ == "SortOrder" and isinstance(getattr(given, "order", None), str):
        kinds = getattr(given, "first", None), getattr(given, "last", None)
        return None if all(isinstance(part, (list, tuple)) for part in kinds) else _no_kinds(given)
    remedy = did_you_mean(given, _ORDERS) if isinstance(given, str) else ""
    return "sort_options", given, _words((*_ORDERS, "SortOrder")), None, remedy or None


def _no_kinds(given: object) -> Mistake:
    return "sort_options", given, "a SortOrder(...) whose `first` and `last` are lists of kinds", None, None


def _unmet_options(overlay: Any) -> Mistake | None:
    if overlay.generator_options is None or overlay.config_map_generator or overlay.secret_generator:
        return None
    wanted = "beside `config_map_generator` or `secret_generator`, which it is for"
    return "generator_options", overlay.generator_options, wanted, None, None
