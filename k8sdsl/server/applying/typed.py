"""Shapes of built-in types, from the tables in `kube`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.atomic import ATOMIC
from k8sdsl.kube.defaults import DEFAULTS
from k8sdsl.kube.types import type_schema
from k8sdsl.server.applying.shapes import LEAF, ListShape, MapShape, deduced

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.server.applying.shapes import Shape


def shape_of(type_name: str) -> Shape:
    """The shape of a type such as `core_v1.Pod`."""
    shape = _SHAPES.get(type_name)
    if shape is None:
        shape = _SHAPES[type_name] = LEAF if type_name in ATOMIC else _struct(type_schema(type_name))
    return shape


def _struct(schema: TypeSchema) -> MapShape:
    fields = schema.fields
    return MapShape(lambda key: _field(fields[key]) if key in fields else None, deduced)


def _field(field: FieldSchema) -> Shape:
    return _wrapped(field, field.shape, atomic=field.list_type == "atomic")


def _wrapped(field: FieldSchema, wrapping: str, *, atomic: bool) -> Shape:
    if not wrapping:
        return _leaf(field)
    if wrapping[0] == "{":
        return LEAF if atomic else MapShape(lambda _key: None, lambda: _wrapped(field, wrapping[1:], atomic=False))
    if field.list_type == "set":
        return ListShape(lambda: LEAF)
    if field.list_type == "map" and not atomic:
        return ListShape(lambda: _wrapped(field, wrapping[1:], atomic=False), _keys(field))
    return LEAF


def _keys(field: FieldSchema) -> tuple[tuple[str, object], ...]:
    target = field.target
    defaults = DEFAULTS.get(target.name, {}) if target is not None else {}
    return tuple((key, defaults.get(key)) for key in field.list_keys)


def _leaf(field: FieldSchema) -> Shape:
    if field.leaf in {"object", "any"}:
        return deduced()
    target = field.target if "|" not in field.leaf else None
    if target is None:
        return LEAF
    return _struct(target) if field.list_type == "granular" else shape_of(target.name)


_SHAPES: dict[str, Shape] = {}
