"""When two decoded values are the same to the API server (apimachinery `apiequality.Semantic.DeepEqual`).

`1` and `1000m` are, an empty list and none are, and so are an empty string and none, unless Go keeps the field behind a
pointer. `comparable` brings a value into a form in which equal values are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.pointers import POINTERS
from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.quantities import parse_quantity

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import Tree


def comparable(tree: Tree, type_name: str) -> Tree:
    """A decoded struct of a type, without what is the same as nothing."""
    return _struct(tree, type_schema(type_name))


def same(left: Any, right: Any, type_name: str, field: str = "") -> bool:
    """Whether two structs are the same, or the values of their `field`."""
    if left is right:
        return True
    if not field:
        return comparable(left, type_name) == comparable(right, type_name)
    return comparable(only(left, field), type_name) == comparable(only(right, field), type_name)


def only(tree: Tree, *fields: str) -> Tree:
    """The struct with only these fields."""
    return {field: tree[field] for field in fields if field in tree}


def _struct(tree: Tree, schema: TypeSchema) -> Tree:
    out: Tree = {}
    pointers = POINTERS.get(schema.name, "").split()
    is_object = "metadata" in schema.fields and "kind" in schema.fields
    for wire, value in tree.items():
        field = schema.fields.get(wire)
        if field is None or value is None or (is_object and wire in _TYPE_META):
            continue
        form = _wrapped(value, field, field.shape)
        if form or (wire in pointers and not field.shape):
            out[wire] = form
    return out


_TYPE_META = ("apiVersion", "kind")
"""An object loses them when it is read into its type, so they do not count in objects within objects."""


def _wrapped(value: Any, field: FieldSchema, shape: str) -> Any:
    if not shape:
        return _leaf(value, field)
    if shape[0] == "[":
        return [_wrapped(item, field, shape[1:]) for item in value]
    return {key: _wrapped(item, field, shape[1:]) for key, item in value.items()}


def _leaf(value: Any, field: FieldSchema) -> Any:
    if field.leaf == "quantity":
        return parse_quantity(value) or 0
    if field.leaf == "bytes":
        return value.replace("\n", "").replace("\r", "")
    if field.leaf in {"time", "microtime"}:
        return _instant(value)
    target = field.target if "|" not in field.leaf else None
    if target is not None and isinstance(value, dict):
        return _struct(value, target)
    return value


def _instant(text: str) -> Any:
    """A time in UTC; the text itself where Python cannot hold it."""
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
