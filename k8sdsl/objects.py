"""What a typed object is: the bases of the generated classes, and typed <-> tree.

The classes are declared plainly, and cost what a plain class costs. An object holds in its `__dict__` the fields that
were set and no others, so that making one is one dictionary update and writing one out visits what was said, however
many fields its type has. A field that is not set reads as None. The place that made the object is two words, the code
object and the instruction; `k8sdsl.sites` turns them into file, line and argument when something must be reported.

The classes answer to the attrs protocol (`attrs.fields`, `attrs.evolve`, `attrs.asdict`), worked out when asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module

from k8sdsl.errors import StructureError
from k8sdsl.kube.kinds import is_builtin_group, kind_info
from k8sdsl.kube.types import TypeSchema, camel_case, type_schema

# `typing` costs as much as the interpreter's own start, and this module is what every stack imports.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from types import CodeType
    from typing import Any, ClassVar, Literal, ParamSpec, Self, TypeVar, dataclass_transform

    from k8sdsl.kube.types import FieldSchema
    from k8sdsl.tree import Tree

    Structured = TypeVar("Structured", bound="Part")
    Given = ParamSpec("Given")
    Built = TypeVar("Built")

    Time = str | dt.datetime
else:
    Time = str

    def dataclass_transform(**_: object) -> Any:
        """Tells checkers what the bases do; at run time there is nothing to do."""
        return lambda cls: cls


IntOrString = int | str
Quantity = str | int | float
Base64 = str | bytes


def key(*, default: Any = None, kw_only: Literal[False] = False) -> Any:  # noqa: ARG001 - read by type checkers
    """Marks the field that a part takes as its first argument: the key of the list it stands in."""
    return default


class _Attrs:
    """The attrs protocol, worked out when it is asked for: most programs never do."""

    def __get__(self, instance: object, cls: type[Part]) -> Any:
        import attrs

        names = {
            field.name: attrs.field(default=None, metadata={"schema": field})
            for field in schema_of(cls)
            if not (issubclass(cls, Resource) and field.wire in {"apiVersion", "kind"})
        }
        return attrs.fields(attrs.make_class(f"{cls.__name__}Attributes", names, kw_only=True))


@dataclass_transform(kw_only_default=True, eq_default=True, field_specifiers=(key,))
class Part:
    """A part of a kind: a typed map. Set fields alone are held; equality compares them."""

    __slots__ = ("__dict__", "__weakref__", "_site")

    _key: ClassVar[str] = ""

    if not TYPE_CHECKING:
        __attrs_attrs__ = _Attrs()

    _site: tuple[CodeType, int]
    _schema: ClassVar[TypeSchema | None] = None
    _wires: ClassVar[dict[str, tuple[str, int]]]

    if not TYPE_CHECKING:

        def __init__(self, *keys: Any, **fields: Any) -> None:
            if keys:
                fields = _with_key(type(self), keys, fields)
            self.__dict__.update(fields)
            frame = sys._getframe(1)  # noqa: SLF001 - the only way to know who called, at the cost of two words
            self._site = (frame.f_code, frame.f_lasti)

        def __getattr__(self, name: str) -> Any:
            """None for a field that is not set; only what no class attribute answers for comes here."""
            if name[:1] != "_" and name in schema_of(type(self)).by_name:
                return None
            message = f"{type(self).__name__} has no field {name!r}"
            if name[:1] != "_":
                from k8sdsl.near_miss import did_you_mean

                hint = did_you_mean(name, schema_of(type(self)).by_name)
                message += f"; {hint}" if hint else ""
            raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _said(self) == _said(other)

    __hash__ = None  # type: ignore[assignment] # an object that can be changed is no key

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in _said(self).items())
        return f"{type(self).__name__}({said})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        yield from _said(self).items()

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), dict(self.__dict__))


class Template(Part):
    """A part with metadata of its own, as the template of a pod or claim."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __init__(self, name: str | None = None, **fields: Any) -> None:
            frame = sys._getframe(1)  # noqa: SLF001 - as in Part
            site = (frame.f_code, frame.f_lasti)
            named = {"name": name} if name is not None else {}
            for part in ("namespace", "labels", "annotations"):
                if part in fields:
                    value = fields.pop(part)
                    if value is not None:
                        named[part] = value
            if named:
                fields["metadata"] = _metadata(named, fields.get("metadata"), site)
            self.__dict__.update(fields)
            self._site = site


class Resource(Part):
    """An object of a kind: what a manifest holds one of."""

    __slots__ = ()

    api_version: ClassVar[str] = ""
    kind: ClassVar[str] = ""

    def to_dict(self) -> Tree:
        """The plain tree in wire spelling, `apiVersion` and `kind` first.

        Raises StructureError for a field that the type does not have.
        """
        unknown: list[tuple[str, str]] = []
        tree = to_tree(self, unknown)
        if unknown:
            raise StructureError(self.kind, unknown)
        return tree

    @classmethod
    def from_dict(cls, tree: Tree) -> Self:
        """The typed object of a tree; StructureError with a path for everything that does not fit."""
        found = from_dict(tree)
        if not isinstance(found, cls):
            raise StructureError(cls.__name__, [("kind", f"this is a {type(found).__name__}")])
        return found


class NamedResource(Template, Resource):
    """An object of a kind with metadata: nearly every kind. Its name comes first."""

    __slots__ = ()


class CustomResource(NamedResource):
    """An object of a kind that Kubernetes does not bring itself: `CustomResource("name", api_version=..., kind=...)`.

    Its fields have the names and shapes of the wire (`spec={"secretName": "web-tls"}`).
    """

    if TYPE_CHECKING:
        metadata: Any

        def __init__(
            self,
            name: str | None = None,
            *,
            api_version: str,
            kind: str,
            namespace: str | None = None,
            labels: dict[str, str] | None = None,
            annotations: dict[str, str] | None = None,
            metadata: Any = None,
            **fields: Any,
        ) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


def schema_of(cls: type[Part]) -> TypeSchema:
    """The schema of a class: its fields, their versions, merge keys and list types. A function, as fields own names."""
    held: TypeSchema | None = cls.__dict__.get("_schema")
    if held is None:
        if issubclass(cls, CustomResource):
            rows = (("api_version", "string"), ("kind", "string"), ("metadata", "meta_v1.ObjectMeta"))
            held = TypeSchema("custom.CustomResource", rows)
        else:
            held = type_schema(f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}")
        cls._schema = held
    return held


def _rebuild(cls: type[Structured], fields: dict[str, Any]) -> Structured:
    """A part with these fields and no place; for copying, pickling and structuring."""
    part = cls.__new__(cls)
    part.__dict__.update(fields)
    return part


def _said(part: Part) -> dict[str, Any]:
    return {name: value for name, value in part.__dict__.items() if value is not None}


def _with_key(cls: type[Part], keys: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
    """The first argument under the name of the field that is the type's key."""
    name = cls._key
    if len(keys) != 1 or not name or name in fields:
        takes = f"one argument by position, {name!r}" if name else "no argument by position"
        message = f"{cls.__name__} takes {takes}, and its other fields by keyword"
        raise TypeError(message)
    return {name: keys[0], **fields}


def _metadata(named: dict[str, Any], given: Any, site: tuple[CodeType, int]) -> Part:
    """The metadata that the arguments beside it make, laid over the one given; the user's own is left as it is."""
    if not _META:
        _META.append(import_module("k8sdsl.api.meta_v1").ObjectMeta)
    fields = {**given.__dict__, **named} if isinstance(given, Part) else named
    metadata = _META[0].__new__(_META[0])
    metadata.__dict__.update(fields)
    metadata._site = site  # noqa: SLF001 - its maker
    return metadata  # type: ignore[no-any-return]


_META: list[Any] = []

# --- typed -> tree


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
    tree: Tree = {}
    if isinstance(resource, CustomResource):
        own = resource.__dict__
        tree["apiVersion"], tree["kind"] = own.get("api_version"), own.get("kind")
        body = _part_tree(resource, "", None)
        body.pop("apiVersion", None)
        body.pop("kind", None)
        tree.update(body)
        return tree
    if resource.api_version:
        tree["apiVersion"], tree["kind"] = resource.api_version, resource.kind
    tree.update(_part_tree(resource, "", unknown))
    return tree


def plain_tree(tree: Mapping[str, Any]) -> Tree:
    """A tree of one's own of a mapping that may hold typed parts, members of enumerations, bytes and times."""
    try:
        plain: Tree = _plain(dict(tree), "", None)
    except RecursionError:
        raise StructureError("manifest", _ENDLESS) from None
    return plain


def _part_tree(part: Part, path: str, unknown: list[tuple[str, str]] | None) -> Tree:
    cls = type(part)
    try:
        wires = cls.__dict__["_wires"]
    except KeyError:
        wires = cls._wires = _wire_names(cls)
    said = part.__dict__
    if len(said) > 1:
        said = dict(sorted(said.items(), key=lambda item: wires.get(item[0], _LAST)[1]))
    out: Tree = {}
    for name, value in said.items():
        if value is None:
            continue
        wire = wires.get(name, _LAST)[0] or _unknown_wire(cls, name, path, unknown)
        kind = type(value)
        out[wire] = value if kind in _PLAIN else _plain(value, f"{path}.{wire}" if unknown is not None else "", unknown)
    return out


_PLAIN = frozenset((str, int, bool, float))
_LAST = ("", 10_000)


def _wire_names(cls: type[Part]) -> dict[str, tuple[str, int]]:
    """For each attribute its wire name and its place in the conventional order."""
    return {field.name: (field.wire, place) for place, field in enumerate(schema_of(cls))}


def _unknown_wire(cls: type[Part], name: str, path: str, unknown: list[tuple[str, str]] | None) -> str:
    if issubclass(cls, CustomResource):
        return name
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
                item if type(item) in _PLAIN else _plain(item, f"{path}[{name}]", unknown)
            )
            for name, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            item if type(item) in _PLAIN else _plain(item, f"{path}[{index}]", unknown)
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
    from k8sdsl.kube.decoding import as_key

    return as_key(name)


def _rfc3339(moment: Any) -> str:
    """A date and time in UTC as the API server writes it; a naive one counts as UTC."""
    import datetime as dt

    if not isinstance(moment, dt.datetime):
        return str(moment.isoformat())
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return str(moment.replace(tzinfo=None).isoformat()) + "Z"


# --- tree -> typed


def from_dict(tree: Tree) -> Resource:
    """The typed object of a plain tree, its class chosen by `apiVersion` and `kind`.

    A kind that is not built in becomes a CustomResource. A tree with neither, but with `type` and `object`, is the one
    message of the API that names no kind: a WatchEvent. Raises StructureError that names the path of every unknown
    field, wrong type and missing required field; a field of any Kubernetes version is known.
    """
    cls = class_of(tree)
    if issubclass(cls, CustomResource):
        return structure_custom(tree)
    _must_fit(tree, cls)
    resource = structure(tree, cls)
    for name in ("api_version", "kind"):
        resource.__dict__.pop(name, None)  # the class says them
    return resource


def _must_fit(tree: Tree, cls: type[Part]) -> None:
    from k8sdsl.kube.decoding import Decoder

    decoder = Decoder(None, required=True)
    decoder.decode(tree, schema_of(cls))
    problems = [*decoder.wrong, *decoder.unknown, *decoder.missing]
    if problems:
        lines = [(p.path, p.message + (f"; {p.remedy}" if p.remedy else "")) for p in problems]
        raise StructureError(cls.__name__, lines)


def class_of(tree: Tree) -> type[Resource]:
    """The class for a tree's `apiVersion` and `kind`; StructureError where a built-in group has no such kind."""
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


def structure_custom(tree: Tree) -> CustomResource:
    """The custom resource of a tree, its fields as the tree has them."""
    fields = dict(tree)
    named = {"api_version": fields.pop("apiVersion"), "kind": fields.pop("kind")}
    metadata = fields.pop("metadata", None)
    if metadata is not None:
        meta_class = import_module("k8sdsl.api.meta_v1").ObjectMeta
        named["metadata"] = structure(metadata, meta_class)
    return _rebuild(CustomResource, {**named, **fields})


def structure(tree: Tree, cls: type[Structured]) -> Structured:
    """The typed part of a tree; what does not fit is kept as it is, for the checks to name."""
    fields = schema_of(cls).fields
    held: dict[str, Any] = {}
    for wire, value in tree.items():
        field = fields.get(wire)
        if field is None:
            held[wire] = value
        else:
            held[field.name] = value if field.leaf in _SCALARS else _structure_field(value, field, field.shape)
    return _rebuild(cls, held)


_SCALARS = frozenset(("string", "bool", "int32", "int64", "quantity", "int_or_string", "object", "any"))


def _structure_field(value: Any, field: FieldSchema, shape: str) -> Any:
    if isinstance(value, list) and (shape[:1] == "[" or "|[]" in field.leaf):
        return [_structure_field(item, field, shape[1:]) for item in value]
    if isinstance(value, dict):
        if shape[:1] == "{":
            return {name: _structure_field(item, field, shape[1:]) for name, item in value.items()}
        target = field.target
        if not shape and target is not None:
            return structure(value, _class_named(target.name))
    return value


def _class_named(name: str) -> type[Part]:
    cls = _CLASSES.get(name)
    if cls is None:
        module, _, short = name.partition(".")
        cls = _CLASSES[name] = getattr(import_module(f"k8sdsl.api.{module}"), short)
    return cls


_CLASSES: dict[str, type[Part]] = {}


# --- who said it


def said_by_caller(function: Callable[Given, Built]) -> Callable[Given, Built]:
    """For functions of a library that make parts: what they return counts as said where they were called."""
    from functools import wraps

    @wraps(function)
    def sited(*args: Given.args, **named: Given.kwargs) -> Built:
        made = function(*args, **named)
        frame = sys._getframe(1)  # noqa: SLF001 - as in Part
        _resite(made, (frame.f_code, frame.f_lasti), function.__code__.co_filename)
        return made

    return sited


def _resite(value: Any, site: tuple[CodeType, int], file: str) -> None:
    if isinstance(value, Part):
        own = getattr(value, "_site", None)
        if own is None or own[0].co_filename == file:
            value._site = site  # noqa: SLF001 - its maker
            for item in value.__dict__.values():
                _resite(item, site, file)
    elif isinstance(value, dict):
        for item in value.values():
            _resite(item, site, file)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _resite(item, site, file)
