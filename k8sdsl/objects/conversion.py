"""Typed objects to plain trees, and back.

A generic walk over the fields that were set: below some thousands of objects it beats converters that are compiled for
each class, and it needs no preparation.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.errors import StructureError
from k8sdsl.kube.kinds import is_builtin_group, kind_info
from k8sdsl.kube.types import camel_case
from k8sdsl.objects import generated
from k8sdsl.objects.typed import CustomResource, Part, Resource, rebuild, schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.kube.types import FieldSchema
    from k8sdsl.tree import Tree

Structured = TypeVar("Structured", bound=Part)


def to_tree(resource: Resource, unknown: list[tuple[str, str]] | None = None) -> Tree:
    """The plain tree of an object, in wire spelling and the conventional order of keys.

    A field that the type does not have is written in the spelling that it would have, for the checks to find; with
    `unknown` it is noted there as (path, message). Raises StructureError for an object that holds itself.
    """
    try:
        return _tree_of(resource, unknown)
    except RecursionError:
        raise StructureError(resource.kind, _ENDLESS) from None


_ENDLESS = [("", "it holds itself, or is nested too deep")]


def _tree_of(resource: Resource, unknown: list[tuple[str, str]] | None) -> Tree:
    body = _part_tree(resource, "", unknown)
    if resource.api_version:
        return {"apiVersion": resource.api_version, "kind": resource.kind, **body}
    return body


def plain_tree(tree: Mapping[str, Any]) -> Tree:
    """A tree of one's own of a mapping that may hold typed parts, members of enumerations, bytes and times."""
    try:
        plain: Tree = _plain(dict(tree), "", None)
    except RecursionError:
        raise StructureError("manifest", _ENDLESS) from None
    return plain


def _part_tree(part: Part, path: str, unknown: list[tuple[str, str]] | None) -> Tree:
    cls, fields = type(part), part.__dict__
    names = tuple(fields)
    try:
        order = cls.__dict__["_orders"][names]
    except KeyError:
        order = _order(cls, names)
    out: Tree = {}
    for name, known, nullable in order:
        value = fields[name]
        if value is None and not nullable:
            continue
        wire = _unknown_wire(cls, name, path, unknown) if known is None else known
        if type(value) in _PLAIN:
            out[wire] = value
        else:
            out[wire] = _plain(value, "" if unknown is None else f"{path}.{wire}", unknown)
    return out


_PLAIN = frozenset((str, int, bool, float))


def _order(cls: type[Part], names: tuple[str, ...]) -> tuple[tuple[str, str | None, bool], ...]:
    """These attributes in the conventional order: name, wire name (None for one that is not known), may it be null.

    Kept by the class: a program makes many parts of few shapes.
    """
    if "_orders" not in cls.__dict__:
        type.__setattr__(cls, "_orders", {})
    schema = schema_of(cls)
    places = {field.name: place for place, field in enumerate(schema)}
    order: list[tuple[str, str | None, bool]] = []
    for name in sorted(names, key=lambda name: places.get(name, len(places))):
        field = schema.by_name.get(name)
        if field is not None:
            order.append((name, field.wire, field.nullable))
        else:
            order.append((name, name.removeprefix(_VERBATIM) if schema.open else None, False))
    cls.__dict__["_orders"][names] = tuple(order)
    return cls.__dict__["_orders"][names]  # type: ignore[no-any-return]


_VERBATIM = "="
"""Before a wire name that an open type does not name, but that is the attribute of a field which it does."""


def _unknown_wire(cls: type[Part], name: str, path: str, unknown: list[tuple[str, str]] | None) -> str:
    if unknown is not None:
        from k8sdsl.near_miss import did_you_mean

        hint = did_you_mean(name, schema_of(cls).by_name)
        unknown.append((f"{path}.{camel_case(name)}".lstrip("."), f"unknown field{f'; {hint}' if hint else ''}"))
    return camel_case(name)


def _plain(value: Any, path: str, unknown: list[tuple[str, str]] | None) -> Any:
    """A value of a field as a plain tree. What no tree can hold is left for the checks to name."""
    if isinstance(value, Part):
        return _part_tree(value, path, unknown)
    if isinstance(value, dict):
        return {
            name if type(name) is str else _plain_key(name): (
                item if type(item) in _PLAIN else _plain(item, "" if unknown is None else f"{path}[{name}]", unknown)
            )
            for name, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            item if type(item) in _PLAIN else _plain(item, "" if unknown is None else f"{path}[{index}]", unknown)
            for index, item in enumerate(value)
        ]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
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
    return _plain(dict(value), "", None) if hasattr(value, "keys") else value


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


def from_dict(tree: Tree) -> Resource:
    """The typed object of a plain tree, its class chosen by `apiVersion` and `kind`.

    A kind that is not built in becomes a CustomResource. A tree with neither, but with `type` and `object`, is the one
    message of the API that names no kind: a WatchEvent. Raises StructureError that names the path of every unknown
    field, wrong type and missing required field; a field of any Kubernetes version is known.
    """
    return resource_of(tree, Resource)


def resource_of(tree: Tree, wanted: type[Expected]) -> Expected:
    """As `from_dict`, for an object that must be of the class `wanted`, which a custom kind may have."""
    cls = wanted if _is_of(tree, wanted) else class_of(tree)
    if not issubclass(cls, wanted):
        raise StructureError(wanted.__name__, [("kind", f"this is a {cls.__name__}")])
    if not issubclass(cls, CustomResource):
        _must_fit(tree, cls)
    return structure_resource(tree, cls)


Expected = TypeVar("Expected", bound=Resource)


def _is_of(tree: Tree, cls: type[Resource]) -> bool:
    return bool(cls.kind) and (tree.get("apiVersion"), tree.get("kind")) == (cls.api_version, cls.kind)


def structure_resource(tree: Tree, cls: type[Expected]) -> Expected:
    """The typed object of a tree that is of this class; what does not fit is kept as it is, for the checks to name."""
    resource = structure(tree, cls)
    if cls.kind:
        for name in ("api_version", "kind"):  # the class has them
            resource.__dict__.pop(name, None)
    return resource


def _must_fit(tree: Tree, cls: type[Part]) -> None:
    from k8sdsl.semantics.decoding import Decoder

    decoder = Decoder(None, required=True)
    decoder.decode(tree, schema_of(cls))
    problems = [*decoder.wrong, *decoder.unknown, *decoder.missing]
    if problems:
        lines = [(p.path, p.message + (f"; {p.remedy}" if p.remedy else "")) for p in problems]
        raise StructureError(cls.__name__, lines)


def class_of(tree: Tree) -> type[Resource]:
    """The class for a tree's `apiVersion` and `kind`; raises StructureError if a built-in group has no such kind."""
    api_version, kind = tree.get("apiVersion"), tree.get("kind")
    if api_version is None and kind is None and "type" in tree and "object" in tree:
        api_version, kind = "v1", "WatchEvent"
    if not isinstance(api_version, str) or not isinstance(kind, str) or not api_version or not kind:
        raise StructureError("manifest", [("", "apiVersion and kind are required")])
    info = kind_info(api_version, kind)
    if info is not None and info.type:
        module, _, name = info.type.partition(".")
        return getattr(import_module(f"k8sdsl.api.{module}"), name)  # type: ignore[no-any-return]
    if is_builtin_group(api_version.rpartition("/")[0]):
        raise StructureError("manifest", [("kind", f"there is no {kind} in {api_version}")])
    return CustomResource


def structure(tree: Tree, cls: type[Structured]) -> Structured:
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
            return structure(value, generated.class_for(target))
    return value
