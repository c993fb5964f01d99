"""Shapes of custom resources, from the schema of their definition (apiextensions `schema/kubeopenapi`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.applying.shapes import LEAF, Atomic, ListShape, MapShape, deduced
from k8sdsl.server.applying.typed import shape_of
from k8sdsl.tree import list_of, map_of

if TYPE_CHECKING:
    from k8sdsl.server.applying.shapes import Shape
    from k8sdsl.tree import Tree


def shape_of_resource(schema: Tree) -> Shape:
    """The shape of a whole object, whose metadata is that of any object."""
    metadata = shape_of("meta_v1.ObjectMeta")
    inner = _shape(schema)
    part = inner.part if isinstance(inner, MapShape) else lambda _key: (deduced(), False)
    return MapShape(lambda key: metadata if key == "metadata" else _named(*part(key)), deduced)


def _named(shape: Shape, is_named: bool) -> Shape | None:  # noqa: FBT001 - the pair that MapShape.part gives
    return shape if is_named else None


def _shape(schema: Any) -> Shape:
    if not isinstance(schema, dict) or schema.get("x-kubernetes-int-or-string"):
        return LEAF
    if schema.get("type") == "array":
        return _list(schema)
    if schema.get("type") == "object" or "properties" in schema:
        return _map(schema)
    return deduced() if schema.get("x-kubernetes-preserve-unknown-fields") else LEAF


def _map(schema: Tree) -> Shape:
    properties = map_of(schema.get("properties"))
    additional = schema.get("additionalProperties")
    shape = MapShape(
        lambda key: _shape(properties[key]) if key in properties else None,
        lambda: _shape(additional) if isinstance(additional, dict) else deduced(),
    )
    return Atomic(lambda: shape) if schema.get("x-kubernetes-map-type") == "atomic" else shape


def _list(schema: Tree) -> Shape:
    items = map_of(schema.get("items"))
    kind = schema.get("x-kubernetes-list-type")
    if kind == "set":
        return ListShape(lambda: LEAF)
    if kind == "map":
        fields = map_of(items.get("properties"))
        keys = [str(key) for key in list_of(schema.get("x-kubernetes-list-map-keys"))]
        return ListShape(lambda: _shape(items), tuple((key, map_of(fields.get(key)).get("default")) for key in keys))
    return Atomic(lambda: _shape(items))
