"""Lists that are sets or maps: no item, or no item's key, may occur twice (apiextensions `schema/listtype`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.structural.faults import Fault, FaultKind

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def duplicates_in(value: Any, schema: Any, path: str = "") -> list[Fault]:
    """Repeated items in any list below `value` that is a set or a map."""
    found: list[Fault] = []
    _walk(value, schema, path, found)
    return found


def _walk(value: Any, schema: Any, path: str, found: list[Fault]) -> None:
    if not isinstance(schema, dict):
        return
    if isinstance(value, list):
        _list(value, schema, path, found)
    elif isinstance(value, dict):
        prefix = f"{path}." if path else ""
        properties = schema.get("properties") or {}
        additional = schema.get("additionalProperties")
        for key, item in value.items():
            if key in properties:
                _walk(item, properties[key], f"{prefix}{key}", found)
            elif isinstance(additional, dict):
                _walk(item, additional, f"{path}[{key}]", found)


def _list(value: list[Any], schema: Tree, path: str, found: list[Fault]) -> None:
    items = schema.get("items")
    kind = schema.get("x-kubernetes-list-type")
    if kind == "set":
        _note_repeated([canonical(item) for item in value], path, "this item is listed more than once", found)
    elif kind == "map" and all(item is None or isinstance(item, dict) for item in value):
        keys = schema.get("x-kubernetes-list-map-keys") or []
        identities = [
            tuple((key, canonical(item[key])) for key in keys if key in item) if isinstance(item, dict) else None
            for item in value
        ]
        _note_repeated(identities, path, f"another item has the same {', '.join(keys)}", found)
    if isinstance(items, dict):
        for index, item in enumerate(value):
            _walk(item, items, f"{path}[{index}]", found)


def _note_repeated(identities: list[Any], path: str, message: str, found: list[Fault]) -> None:
    if len(set(identities)) == len(identities):
        return
    seen: dict[Any, int] = {}
    for index, identity in enumerate(identities):
        times = seen[identity] = seen.get(identity, 0) + 1
        if identity is not None and times == 2:  # upstream does not tell of further ones
            found.append(Fault(FaultKind.DUPLICATE, f"{path}[{index}]", message))


def canonical(value: Any) -> Any:
    """A hashable form of a value in which 1, true and 1.0 differ, and the order of keys does not matter."""
    if isinstance(value, dict):
        return ("{", frozenset((key, canonical(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("[", tuple(canonical(item) for item in value))
    return (type(value).__name__, value)
