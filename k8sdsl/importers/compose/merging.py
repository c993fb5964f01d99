"""A service of a Compose file merged over another one, as the Compose specification says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.shapes import as_list, as_map, pairs, text_of
from k8sdsl.importers.compose.values import mounts

if TYPE_CHECKING:
    from collections.abc import Callable

_PAIRS = frozenset(("annotations", "environment", "extra_hosts", "labels", "sysctls"))
_REPLACED = frozenset(("command", "entrypoint", "test"))


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A map over another (compose-go override.MergeYaml and EnforceUnicity).

    Maps are merged by key and lists one after the other; entries of the same target or name replace earlier ones, and
    so do commands as a whole.
    """
    result = dict(base)
    for key, value in over.items():
        held = result.get(key)
        if held is None or key in _REPLACED:
            result[key] = value
        elif key in _PAIRS:
            result[key] = {**pairs(held), **pairs(value)}
        elif isinstance(held, dict) and isinstance(value, dict):
            result[key] = merged(held, value)
        elif isinstance(held, list) or isinstance(value, list) or key in _LISTS:
            result[key] = _unique(key, [*as_list(held), *as_list(value)])
        elif value is not None:
            result[key] = value
    return result


def _unique(key: str, entries: list[Any]) -> list[Any]:
    """The entries of a list; of those with the same identity only the last, at the place of the first."""
    identity = _IDENTITIES.get(key, repr)
    return list({identity(entry): entry for entry in entries}.values())


def _mounted_at(entry: Any) -> str:
    return next((mount.target for mount in mounts({"volumes": [entry]})), repr(entry))


def _attached_at(entry: Any) -> str:
    return text_of(as_map(entry).get("target") or as_map(entry).get("source") or entry)


def _path_of(entry: Any) -> str:
    return text_of(as_map(entry).get("path") or entry)


_IDENTITIES: dict[str, Callable[[Any], str]] = {
    "configs": _attached_at,
    "env_file": _path_of,
    "secrets": _attached_at,
    "volumes": _mounted_at,
}
_LISTS = frozenset(("dns", "dns_search", "env_file", "label_file", "tmpfs"))
"""Attributes that can also be written as one string."""
