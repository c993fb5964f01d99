"""Fields that no schema has: the server prunes them, and refuses them under strict validation (`schema/pruning`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_META = frozenset({"apiVersion", "kind", "metadata"})


def prune(value: Any, schema: Any, *, is_root: bool, path: str = "") -> dict[str, tuple[str, ...]]:
    """Removes unknown fields from `value` in place, and returns their paths, each with the known fields of its map.

    With `is_root` the value is a whole object, whose apiVersion, kind and metadata are known without a schema.
    """
    unknown: dict[str, tuple[str, ...]] = {}
    _prune(value, schema if isinstance(schema, dict) else {}, path, unknown, is_root=is_root)
    return unknown


def _prune(value: Any, schema: Tree, path: str, unknown: dict[str, tuple[str, ...]], *, is_root: bool) -> None:
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        _skip(value, schema, path, unknown)
    elif isinstance(value, dict):
        _prune_object(
            value, schema, path, unknown, is_root=is_root or bool(schema.get("x-kubernetes-embedded-resource"))
        )
    elif isinstance(value, list):
        items = _schema(schema.get("items"))
        for index, item in enumerate(value):
            _prune(item, items, f"{path}[{index}]", unknown, is_root=False)


def _prune_object(value: Tree, schema: Tree, path: str, unknown: dict[str, tuple[str, ...]], *, is_root: bool) -> None:
    properties = schema.get("properties") or {}
    additional = schema.get("additionalProperties")
    prefix = f"{path}." if path else ""
    for key in list(value):
        if is_root and key in _META:
            continue
        if key in properties:
            _prune(value[key], _schema(properties[key]), f"{prefix}{key}", unknown, is_root=False)
        elif isinstance(additional, dict):
            _prune(value[key], additional, f"{prefix}{key}", unknown, is_root=False)
        elif additional is not True:
            unknown[f"{prefix}{key}"] = (*properties, *(_META if is_root else ()))
            del value[key]


def _skip(value: Any, schema: Tree, path: str, unknown: dict[str, tuple[str, ...]]) -> None:
    """Keeps unknown fields, but still checks the fields that the schema has (`skipPrune`)."""
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        additional = schema.get("additionalProperties")
        prefix = f"{path}." if path else ""
        embedded = bool(schema.get("x-kubernetes-embedded-resource"))
        for key, item in value.items():
            if embedded and key in _META:
                continue
            field = properties.get(key, additional)
            if isinstance(field, dict):
                _prune(item, field, f"{prefix}{key}", unknown, is_root=False)
    elif isinstance(value, list):
        items = _schema(schema.get("items"))
        for index, item in enumerate(value):
            if items:
                _prune(item, items, f"{path}[{index}]", unknown, is_root=False)


def _schema(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}
