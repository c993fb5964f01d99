"""Merges the new manifest into the stored object (structured-merge-diff `typed/merge.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.applying.shapes import ListShape, MapShape

if TYPE_CHECKING:
    from k8sdsl.server.applying.shapes import PartKey, Shape


def merge(live: Any, new: Any, shape: Shape) -> Any:
    """`new` merged into `live`; a null in `new` replaces a leaf, and keeps a struct, map or list as it is."""
    if isinstance(shape, MapShape) and isinstance(live, dict) and live and (new is None or isinstance(new, dict)):
        return _merge_keys(live, new or {}, shape)
    if isinstance(shape, ListShape) and isinstance(live, list) and live and (new is None or isinstance(new, list)):
        return _merge_items(live, new or [], shape)
    return new


def _merge_keys(live: dict[str, Any], new: dict[str, Any], shape: MapShape) -> dict[str, Any]:
    merged = {key: merge(live[key], new[key], shape.part(key)[0]) for key in new if key in live}
    return {**live, **new, **merged}


def _merge_items(live: list[Any], new: list[Any], shape: ListShape) -> list[Any]:
    """Items of both, in an order that keeps that of `new` and, between its items, that of `live`."""
    old_keys, new_keys = [shape.key_of(item) for item in live], [shape.key_of(item) for item in new]
    old_items = _by_key(old_keys, live)
    new_items = dict(zip(new_keys, new, strict=True))
    shared = [key for key in new_keys if key in old_items]
    out: list[Any] = []
    merged: set[PartKey] = set()
    left, right, wanted = 0, 0, 0
    while left < len(old_keys) or right < len(new_keys):
        if left < len(old_keys) and right < len(new_keys):
            key = old_keys[left]
            if key == new_keys[right]:
                merged.add(key)
                out.append(merge(old_items[key], new_items[key], shape.element))
                left, right, wanted = left + 1, right + 1, wanted + 1
                continue
            if key in new_items and wanted < len(shared) and shared[wanted] != key:
                left += 1
                continue
        if left < len(old_keys):
            key = old_keys[left]
            if key not in new_items:
                out.append(live[left])
                left += 1
                continue
            if key in merged:
                left += 1
        if right < len(new_keys):
            key = new_keys[right]
            merged.add(key)
            out.append(merge(old_items.get(key), new_items[key], shape.element))
            right += 1
            if wanted < len(shared) and shared[wanted] == key:
                wanted += 1
    return out


def _by_key(keys: list[PartKey], items: list[Any]) -> dict[PartKey, Any]:
    """Items stored twice under one key are not merged."""
    found: dict[PartKey, Any] = {}
    for key, item in zip(keys, items, strict=True):
        found[key] = None if key in found else item
    return found
