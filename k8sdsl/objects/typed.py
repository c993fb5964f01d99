"""What a typed object is: the bases of the generated classes.

The classes are declared plainly, and cost what a plain class costs. An object holds in its `__dict__` the fields that
were set and no others, so that making one is one dictionary update and writing one out visits what was said, however
many fields its type has. A field that is not set reads as None. The place that made the object is two words, the code
object and the instruction; `k8sdsl.objects.call_sites` turns them into file, line and argument when something must
be reported.

The classes answer to the attrs protocol (`attrs.fields`, `attrs.evolve`, `attrs.asdict`), worked out when asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module

from k8sdsl.kube.types import TypeSchema, type_schema

# `typing` costs as much as the interpreter's own start, and this module is what every stack imports.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from types import CodeType
    from typing import Any, ClassVar, Literal, ParamSpec, Self, TypeVar, dataclass_transform

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
    _orders: ClassVar[dict[tuple[str, ...], tuple[tuple[str, str], ...]]]

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
        return rebuild, (type(self), dict(self.__dict__))


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
        from k8sdsl.errors import StructureError
        from k8sdsl.objects.conversion import to_tree

        unknown: list[tuple[str, str]] = []
        tree = to_tree(self, unknown)
        if unknown:
            raise StructureError(self.kind, unknown)
        return tree

    @classmethod
    def from_dict(cls, tree: Tree) -> Self:
        """The typed object of a tree; StructureError with a path for everything that does not fit."""
        from k8sdsl.errors import StructureError
        from k8sdsl.objects.conversion import from_dict

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


def rebuild(cls: type[Structured], fields: dict[str, Any]) -> Structured:
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
