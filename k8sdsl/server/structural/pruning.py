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


def _prune(value: Any, schema: Tree | None, path: str, unknown: dict[str, tuple[str, ...]], *, is_root: bool) -> None:
    """Without a schema (None), as below `additionalProperties: true`, every key of a map is unknown."""
    if schema is not None and schema.get("x-kubernetes-preserve-unknown-fields"):
        _skip(value, schema, path, unknown, is_root=is_root)
    elif isinstance(value, dict):
        embedded = is_root or bool(schema and schema.get("x-kubernetes-embedded-resource"))
        _prune_object(value, schema, path, unknown, is_root=embedded)
    elif isinstance(value, list):
        items = _schema(schema.get("items")) if schema is not None else None
        for index, item in enumerate(value):
            _prune(item, items, f"{path}[{index}]", unknown, is_root=False)


def _prune_object(
    value: Tree, schema: Tree | None, path: str, unknown: dict[str, tuple[str, ...]], *, is_root: bool
) -> None:
    schema = schema or {}
    properties = schema.get("properties") or {}
    prefix = f"{path}." if path else ""
    for key in list(value):
        if is_root and key in _META:
            continue
        if key in properties:
            _prune(value[key], _schema(properties[key]), f"{prefix}{key}", unknown, is_root=False)
        elif schema.get("additionalProperties") is not None:
            _prune(value[key], _additional(schema), f"{prefix}{key}", unknown, is_root=False)
        else:
            unknown[f"{prefix}{key}"] = (*properties, *(_META if is_root else ()))
            del value[key]


def _skip(value: Any, schema: Tree, path: str, unknown: dict[str, tuple[str, ...]], *, is_root: bool) -> None:
    """Keeps unknown fields, those of list items too, but checks the fields that the schema has (`skipPrune`)."""
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        prefix = f"{path}." if path else ""
        embedded = is_root or bool(schema.get("x-kubernetes-embedded-resource"))
        for key, item in value.items():
            if embedded and key in _META:
                continue
            if key in properties:
                _prune(item, _schema(properties[key]), f"{prefix}{key}", unknown, is_root=False)
            elif schema.get("additionalProperties") is not None:
                _prune(item, _additional(schema), f"{prefix}{key}", unknown, is_root=False)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            _skip(item, schema["items"], f"{path}[{index}]", unknown, is_root=False)


def _additional(schema: Tree) -> Tree | None:
    additional = schema["additionalProperties"]
    return additional if isinstance(additional, dict) else None


def _schema(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}
