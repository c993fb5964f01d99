"""Maps, lists and scalars of Compose files, which can be written in several ways."""

from __future__ import annotations

from typing import Any

from k8sdsl.yaml.resolver import PlainValues, ScalarError

_TEXT = frozenset(("y", "n", "yes", "no", "on", "off"))


class ComposeValues(PlainValues):
    """Each plain scalar: `yes` and `on` are strings (go-yaml v4), and so is what JSON has no value for."""

    def __missing__(self, text: str) -> object:
        try:
            value = text if text.lower() in _TEXT else super().__missing__(text)
        except ScalarError:
            value = text
        self[text] = value
        return value


def as_map(value: Any) -> dict[str, Any]:
    """A map as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as its only item."""
    return value if isinstance(value, list) else [] if value is None else [value]


def pairs(value: Any) -> dict[str, str | None]:
    """`environment` and the like, written as a map or as a list of `NAME=value`; None for a name without a value."""
    if isinstance(value, dict):
        return {str(name): None if item is None or _is_nested(item) else text_of(item) for name, item in value.items()}
    found: dict[str, str | None] = {}
    for item in as_list(value):
        name, equals, rest = text_of(item).partition("=")
        if name:
            found[name] = rest if equals else None
    return found


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def text_of(value: Any) -> str:
    """A scalar as Compose passes it on; empty for a map or list."""
    if isinstance(value, (dict, list)):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
