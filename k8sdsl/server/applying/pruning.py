"""Removes what the manager applied before and no longer applies (`merge.Updater.prune`, `typed/remove.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.applying.shapes import ListShape, MapShape, named

if TYPE_CHECKING:
    from k8sdsl.server.applying.field_set import FieldSet
    from k8sdsl.server.applying.shapes import Shape


def prune(value: Any, before: FieldSet, after: FieldSet, shape: Shape) -> Any:
    """`value` without what is in `before` and not in `after`.

    A struct goes as a whole, with what the server filled in, if the new manifest has nothing of it; else what nobody
    asked for stays (`addBackDanglingItems`).
    """
    if before.is_empty:
        return value
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return _prune_keys(value, before, after, shape)
    if isinstance(shape, ListShape) and isinstance(value, list):
        return _prune_items(value, before, after, shape)
    return value


def drop_emptied(value: Any, original: Any) -> Any:
    """Null for maps and lists that pruning emptied, as all versions except 1.36 leave them."""
    if isinstance(value, dict) and isinstance(original, dict):
        kept = {key: drop_emptied(item, original.get(key)) for key, item in value.items()}
        return kept if kept or not original else None
    return value


def _prune_keys(value: dict[str, Any], before: FieldSet, after: FieldSet, shape: MapShape) -> dict[str, Any]:
    out = {}
    for key, item in value.items():
        element = named(key)
        if element in before.members and element not in after.members:
            continue
        out[key] = prune(item, before.under(element), after.under(element), shape.part(key)[0])
    return out


def _prune_items(value: list[Any], before: FieldSet, after: FieldSet, shape: ListShape) -> list[Any]:
    out = []
    for item in value:
        element = shape.key_of(item)
        if element in before.members and element not in after.members:
            continue
        out.append(prune(item, before.under(element), after.under(element), shape.element))
    return out
