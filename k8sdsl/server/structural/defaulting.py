"""Defaults of a structural schema, and nulls that the server drops (apiextensions `schema/defaulting`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def apply_defaults(value: Any, schema: Any) -> None:
    """Sets defaults in place where a key is missing, or null and not nullable."""
    if not isinstance(schema, dict):
        return
    if isinstance(value, dict):
        _default_object(value, schema)
    elif isinstance(value, list):
        items = schema.get("items")
        if isinstance(items, dict):
            for index, item in enumerate(value):
                if item is None and _refills(items):
                    value[index] = copy_tree(items["default"])
                apply_defaults(value[index], items)


def _default_object(value: Tree, schema: Tree) -> None:
    properties = schema.get("properties") or {}
    for key, field in properties.items():
        if field.get("default") is not None and (
            key not in value or (value[key] is None and not field.get("nullable"))
        ):
            value[key] = copy_tree(field["default"])
    additional = schema.get("additionalProperties")
    for key, item in value.items():
        if key in properties:
            apply_defaults(item, properties[key])
        elif isinstance(additional, dict):
            if item is None and _refills(additional):
                value[key] = copy_tree(additional["default"])
            apply_defaults(value[key], additional)


def _refills(schema: Tree) -> bool:
    return schema.get("default") is not None and not schema.get("nullable")


def drop_nulls(value: Any, schema: Any) -> None:
    """Drops nulls that are not nullable and have no default (`PruneNonNullableNullsWithoutDefaults`)."""
    if not isinstance(schema, dict):
        return
    if isinstance(value, list):
        for item in value:
            drop_nulls(item, schema.get("items"))
    elif isinstance(value, dict):
        properties = schema.get("properties") or {}
        additional = schema.get("additionalProperties")
        for key in list(value):
            field = properties.get(key, additional)
            if not isinstance(field, dict):
                continue
            if value[key] is None:
                if not field.get("nullable") and field.get("default") is None:
                    del value[key]
            else:
                drop_nulls(value[key], field)
