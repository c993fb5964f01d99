"""Paths of a Compose file in another directory than the one that the import starts from."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.shapes import as_list, as_map

if TYPE_CHECKING:
    from collections.abc import Callable


def rebased(tree: dict[str, Any], folder: str) -> dict[str, Any]:
    """A file of a directory, with its relative paths from the directory of the import (compose-go paths/resolve.go).

    `folder` leads from the directory of the import to that of the file; an empty string changes nothing.
    """
    if not folder:
        return tree

    def moved(path: Any) -> Any:
        if not isinstance(path, str) or path.startswith(("/", "~")) or path[1:3] in {":\\", ":/"}:
            return path
        return f"./{posixpath.normpath(posixpath.join(folder, path))}"

    result = dict(tree)
    if "include" in tree:
        fields = ("path", "project_directory", "env_file")
        result["include"] = [_moved_fields(entry, fields, moved) for entry in as_list(tree["include"])]
    for section in ("configs", "secrets"):
        if section in tree:
            result[section] = {
                name: _moved_fields(definition, ("file",), moved) if isinstance(definition, dict) else definition
                for name, definition in as_map(tree[section]).items()
            }
    if "services" in tree:
        result["services"] = {
            name: _moved_service(as_map(service), moved) for name, service in as_map(tree["services"]).items()
        }
    return result


def _moved_service(service: dict[str, Any], moved: Callable[[Any], Any]) -> dict[str, Any]:
    result = dict(service)
    if "env_file" in service:
        result["env_file"] = [_moved_fields(entry, ("path",), moved) for entry in as_list(service["env_file"])]
    if isinstance(service.get("extends"), dict):
        result["extends"] = _moved_fields(service["extends"], ("file",), moved)
    if "volumes" in service:
        result["volumes"] = [_moved_volume(entry, moved) for entry in as_list(service["volumes"])]
    return result


def _moved_volume(entry: Any, moved: Callable[[Any], Any]) -> Any:
    if isinstance(entry, dict):
        return _moved_fields(entry, ("source",), moved) if entry.get("type") == "bind" else entry
    source, colon, rest = str(entry).partition(":")
    return f"{moved(source)}{colon}{rest}" if colon and source.startswith(".") else entry


def _moved_fields(entry: Any, fields: tuple[str, ...], moved: Callable[[Any], Any]) -> Any:
    """An entry that is a path or a list of them, or a map with such fields."""
    if not isinstance(entry, dict):
        return [moved(path) for path in entry] if isinstance(entry, list) else moved(entry)
    return {key: _moved_fields(value, (), moved) if key in fields else value for key, value in entry.items()}
