"""Typed objects to plain trees, and back.

A generic walk over the fields that were set: below some thousands of objects it beats converters that are compiled for
each class, and it needs no preparation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.errors import StructureError
from k8sdsl.kube.types import camel_case
from k8sdsl.objects.part import NULL, Part, class_for, rebuild, schema_of
from k8sdsl.tree import fault_of_bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.kube.types import FieldSchema
    from k8sdsl.tree import Tree

StructuredPart = TypeVar("StructuredPart", bound=Part)


ENDLESS = [("", "it contains itself, or is nested too deeply")]


def plain_tree(tree: Mapping[str, Any]) -> Tree:
    """A tree of one's own of a mapping that may hold typed parts, members of enumerations, bytes and times."""
    try:
        plain: Tree = _plain(dict(tree))
    except RecursionError:
        raise StructureError.of("manifest", ENDLESS) from None
    refuse_unreadable(plain)
    return plain


def refuse_unreadable(tree: Mapping[str, Any]) -> None:
    """Raises StructureError for a tree that is nested deeper, or has longer numbers, than any file could be read."""
    fault = fault_of_bounds(tree)
    if fault:
        raise StructureError.of("manifest", [("", fault)])


def object_tree(part: Part, api_version: str, kind: str) -> Tree:
    """The tree of an object of a kind; see `to_tree` in `typed`, which loads this module on first use."""
    try:
        return part_tree(part, {"apiVersion": api_version, "kind": kind} if api_version else None)
    except RecursionError:
        raise StructureError.of(kind, ENDLESS) from None


def part_tree(part: Part, head: Tree | None = None) -> Tree:
    """The tree of a part, after what `head` has."""
    cls, fields = type(part), part.__dict__
    names = tuple(fields)
    try:
        order = _ORDERS[cls][names]
    except KeyError:
        order = _order(cls, names)
    out: Tree = head or {}
    for name, wire, nullable in order:
        value = fields[name]
        if type(value) in _PLAIN:
            out[wire] = value
        elif value is not None or nullable:
            out[wire] = _plain(value)
    return out


_PLAIN = frozenset((str, int, bool, float))


def _order(cls: type[Part], names: tuple[str, ...]) -> tuple[tuple[str, str, bool], ...]:
    """These attributes in the conventional order: their name, wire name, and whether they may be null."""
    schema = schema_of(cls)
    places = {field.name: place for place, field in enumerate(schema)}
    order: list[tuple[str, str, bool]] = []
    for name in sorted(names, key=lambda name: places.get(name, len(places))):
        field = schema.by_name.get(name)
        if field is not None:
            order.append((name, field.wire, field.nullable))
        else:
            order.append((name, name.removeprefix(_VERBATIM) if schema.open else camel_case(name), False))
    found = _ORDERS.setdefault(cls, {})[names] = tuple(order)
    return found


_ORDERS: dict[type[Part], dict[tuple[str, ...], tuple[tuple[str, str, bool], ...]]] = {}
"""The attributes in order, by class and set fields: a program makes many parts of few shapes."""

_VERBATIM = "="
"""Before a wire name that an open type does not name, but that is the attribute of a field which it does."""


def unknown_fields(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The path and a message for each field in a value that is set, but that its type does not have."""
    if isinstance(value, Part):
        schema = schema_of(type(value))
        for name, wire, nullable in _order(type(value), tuple(value.__dict__)):
            item, place = value.__dict__[name], f"{path}.{wire}"
            if item is None and not nullable:
                continue
            if name not in schema.by_name and not schema.open:
                from k8sdsl.near_miss import did_you_mean

                hint = did_you_mean(name, schema.by_name)
                yield place.lstrip("."), f"unknown field{f'; {hint}' if hint else ''}"
            yield from unknown_fields(item, place)
    elif isinstance(value, (dict, list, tuple)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from unknown_fields(item, f"{path}[{key}]")


def _plain(value: Any) -> Any:
    """A value of a field as a plain tree. What no tree can hold is left for the checks to name."""
    kind = type(value)
    if kind is dict:
        return {
            name if type(name) is str else _plain_key(name): item if type(item) in _PLAIN else _plain(item)
            for name, item in value.items()
        }
    if kind is list:
        return [item if type(item) in _PLAIN else _plain(item) for item in value]
    if isinstance(value, Part):
        return part_tree(value)
    if isinstance(value, dict):
        return _plain(dict(value.items()))
    return _plain([*value]) if isinstance(value, (list, tuple)) else _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if value is NULL:
        return None
    if isinstance(value, str):  # a member of an enumeration, or of another subclass
        return str.__str__(value)
    for plain in (bool, int, float):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, (bytes, bytearray)):
        import base64

        return base64.b64encode(value).decode("ascii")
    if hasattr(value, "isoformat"):
        return _rfc3339(value)
    return _plain(dict(value)) if hasattr(value, "keys") else value


def _plain_key(name: Any) -> str:
    if isinstance(name, str):
        return str.__str__(name)
    from k8sdsl.semantics.decoding import as_key

    return as_key(name)


def _rfc3339(moment: Any) -> str:
    """A date and time in UTC as the API server writes it; a naive one counts as UTC."""
    import datetime as dt

    if not isinstance(moment, dt.datetime):
        return str(moment.isoformat())
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return str(moment.replace(tzinfo=None).isoformat()) + "Z"


def must_fit(tree: Tree, cls: type[Part]) -> None:
    """Raises StructureError with a path for everything in a tree that does not fit the class."""
    from k8sdsl.semantics.decoding import Decoder

    decoder = Decoder(None, required=True)
    decoder.decode(tree, schema_of(cls))
    problems = [*decoder.wrong, *decoder.unknown, *decoder.missing]
    if problems:
        lines = [(p.path, p.message + (f"; {p.remedy}" if p.remedy else "")) for p in problems]
        raise StructureError.of(cls.__name__, lines)


def structure(tree: Tree, cls: type[StructuredPart]) -> StructuredPart:
    """The typed part of a tree; what does not fit is kept as it is, for the checks to name."""
    schema = schema_of(cls)
    fields, names = schema.fields, schema.by_name
    held: dict[str, Any] = {}
    for wire, value in tree.items():
        field = fields.get(wire)
        if field is None:
            held[f"{_VERBATIM}{wire}" if schema.open and wire in names else wire] = value
        else:
            held[field.name] = value if field.leaf in _SCALARS else _structure_field(value, field, field.shape)
    return rebuild(cls, held)


_SCALARS = frozenset(("string", "bool", "int32", "int64", "quantity", "int_or_string", "object", "any"))


def _structure_field(value: Any, field: FieldSchema, shape: str) -> Any:
    if isinstance(value, list) and (shape[:1] == "[" or "|[]" in field.leaf):
        return [_structure_field(item, field, shape[1:]) for item in value]
    if isinstance(value, dict):
        if shape[:1] == "{":
            return {name: _structure_field(item, field, shape[1:]) for name, item in value.items()}
        target = field.target
        if not shape and target is not None:
            return structure(value, class_for(target))
    return value
