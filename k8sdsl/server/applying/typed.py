"""Shapes of built-in types, from the tables in `kube`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from k8sdsl.kube.atomic import ATOMIC
from k8sdsl.kube.defaults import DEFAULTS
from k8sdsl.kube.types import type_schema
from k8sdsl.server.applying.shapes import LEAF, Atomic, ListShape, MapShape, deduced

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.server.applying.shapes import Shape


def shape_of(type_name: str) -> Shape:
    """The shape of a type such as `core_v1.Pod`."""
    shape = _SHAPES.get(type_name)
    if shape is None:
        struct = _struct(type_schema(type_name))
        shape = _SHAPES[type_name] = Atomic(lambda: struct) if type_name in ATOMIC else struct
    return shape


def _struct(schema: TypeSchema) -> MapShape:
    made: dict[str, Shape] = {}

    def field(key: str) -> Shape | None:
        if key in schema.fields and key not in made:
            made[key] = _field(schema.fields[key])
        return made.get(key)

    return MapShape(field, deduced)


def _field(field: FieldSchema) -> Shape:
    return _wrapped(field, field.shape, atomic=field.list_type == "atomic")


def _wrapped(field: FieldSchema, wrapping: str, *, atomic: bool) -> Shape:
    if not wrapping:
        return _leaf(field)
    inner = partial(_wrapped, field, wrapping[1:], atomic=False)
    if wrapping[0] == "{":
        return LEAF if atomic else MapShape(lambda _key: None, inner)
    if field.list_type == "set":
        return ListShape(lambda: LEAF)
    return ListShape(inner, _keys(field)) if field.list_type == "map" else Atomic(inner)


def _keys(field: FieldSchema) -> tuple[tuple[str, object], ...]:
    """The keys with their defaults; a required string or number has its zero value for one (kube-openapi)."""
    target = field.target
    if target is None:
        return tuple((key, None) for key in field.list_keys)
    defaults = DEFAULTS.get(target.name, {})
    fields = [target.fields[key] for key in field.list_keys]
    return tuple((key.wire, defaults.get(key.wire, _ZERO.get(key.leaf) if key.required else None)) for key in fields)


_ZERO = {"string": "", "int32": 0, "int64": 0}


def _leaf(field: FieldSchema) -> Shape:
    if field.leaf in {"object", "any"}:
        return deduced()
    target = field.target if "|" not in field.leaf else None
    if target is None:
        return LEAF
    return _struct(target) if field.list_type == "granular" else shape_of(target.name)


_SHAPES: dict[str, Shape] = {}
