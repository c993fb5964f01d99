"""A part of a typed object, and the template of one with metadata: the fields that were set, and the place of the call.

An object holds in its `__dict__` the fields that were set and no others, so making one is one dictionary update, and
writing it visits only what was set, however many fields its type has. A field that is not set reads as None. The place
that made the object is two words, the code object and the instruction; `k8sdsl.objects.call_sites` turns them into
file, line and argument when something must be reported.

Type checkers see the stubs of the generated modules. The private names below are hidden from them, so that editors do
not offer them beside the fields.
"""

from __future__ import annotations

import sys
from importlib import import_module

from k8sdsl.kube.types import TypeSchema, TypeTable, type_schema
from k8sdsl.locations.caller import calling_site
from k8sdsl.value import AttrsFields

# `typing` costs as much as the interpreter's own start, and this module is what every stack imports.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Any, ParamSpec, TypeVar

    from k8sdsl.locations.caller import Site

    Structured = TypeVar("Structured", bound="Part")
    Given = ParamSpec("Given")
    Made = TypeVar("Made")

    Time = str | dt.datetime
else:
    Time = str


IntOrString = int | str
Quantity = str | int | float
Base64 = str | bytes


class _Null:
    """The value of a field, or of an entry, that is written as null; None is a field that is not set.

    A null deletes the field in a strategic merge patch and in `kubectl apply`.

    Examples:
        >>> from k8sdsl import NULL, k8s
        >>> k8s.ConfigMap("settings", labels=NULL, annotations=None).to_dict()["metadata"]
        {'name': 'settings', 'labels': None}
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NULL"

    def __reduce__(self) -> str:
        return "NULL"


NULL: Any = _Null()


def _attrs_names(cls: type[Part]) -> list[str]:
    """The fields that attrs knows: those that a class has no constant for."""
    own = {"apiVersion", "kind"} if hasattr(cls, "api_version") else set()
    return [field.name for field in schema_of(cls) if field.wire not in own]


class Part:
    """A part of a kind: a typed map that holds only the fields that were set; equality compares them.

    Examples:
        >>> from k8sdsl import Part, k8s
        >>> port = k8s.ServicePort(80, name="http")
        >>> isinstance(port, Part), port == k8s.ServicePort(name="http", port=80)
        (True, True)
    """

    if TYPE_CHECKING:

        def __init__(self, *keys: Any, **fields: Any) -> None: ...

    else:
        __slots__ = ("__dict__", "__weakref__", "_accepted", "_at", "_code")
        _key = ""
        _table: TypeTable | None = None
        _type = ""
        __attrs_attrs__ = AttrsFields(_attrs_names)

        def __init__(self, *keys: Any, **fields: Any) -> None:
            if keys:
                fields = _with_key(type(self), keys, fields)
            self.__dict__ = fields
            frame = sys._getframe(1)  # noqa: SLF001 - the only way to know who called, at the cost of two words
            self._code, self._at = frame.f_code, frame.f_lasti

        def __getattr__(self, name: str) -> Any:
            """None for a field that is not set; Python calls this only for names that it finds nowhere else."""
            if name[:1] != "_" and name in schema_of(type(self)).by_name:
                return None
            message = f"{type(self).__name__} has no field {name!r}"
            if name[:1] != "_":
                from k8sdsl.near_miss import did_you_mean

                hint = did_you_mean(name, schema_of(type(self)).by_name)
                message += f"; {hint}" if hint else ""
            raise AttributeError(message)

        def __rich_repr__(self) -> Any:
            yield from _shown_fields(self).items()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _set_fields(self) == _set_fields(other)

    __hash__ = None  # type: ignore[assignment] # an object that can be changed is not a key

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in _shown_fields(self).items())
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> Any:
        return rebuild, (type(self), dict(self.__dict__))


class Template(Part):
    """A part with metadata of its own, such as the template of a pod or claim."""

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
            self.__dict__ = fields
            self._code, self._at = site


def schema_of(cls: type[Part]) -> TypeSchema:
    """The schema of a generated class: its fields, their versions, merge keys and list types.

    A function and not a property, because any name may be a field's.
    """
    held: TypeSchema = cls._table.type(cls._type)  # type: ignore[attr-defined] # hidden from checkers
    return held


def key_of(cls: type[Part]) -> str:
    """The field that a part takes as its first argument, or nothing."""
    key: str = cls._key  # type: ignore[attr-defined] # hidden from checkers
    return key


def site_of(part: Part) -> Site | None:
    """The code object and the instruction that made a part; None for a copy."""
    code = getattr(part, "_code", None)
    return None if code is None else (code, part._at)  # type: ignore[attr-defined] # noqa: SLF001 - hidden from checkers


def rebuild(cls: type[Structured], fields: dict[str, Any]) -> Structured:
    """A part with these fields and no place; for copying, pickling and structuring."""
    part = cls.__new__(cls)
    part.__dict__.update(fields)
    return part


FINDERS: dict[TypeTable, Callable[[str], Any]] = {}
"""What finds the classes of each table of types, for the modules that are loaded."""


def class_for(schema: TypeSchema) -> type[Part]:
    """The class of a type."""
    find = FINDERS.get(schema.table)
    if find is None:
        import_module(f"k8sdsl.api.{schema.table.name}")
        find = FINDERS[schema.table]
    cls: type[Part] = find(schema.name.partition(".")[2])
    return cls


def _shown_fields(part: Part) -> dict[str, Any]:
    """The fields that are set, as they may be shown: without the values of a Secret."""
    held = _set_fields(part)
    if type(part).__name__ != "Secret":
        return held
    from k8sdsl.locations.secret_values import veiled

    veils: dict[str, Any] = veiled({"kind": "Secret", **held}, lambda _: ...)
    del veils["kind"]
    return veils


def _set_fields(part: Part) -> dict[str, Any]:
    return {name: value for name, value in part.__dict__.items() if value is not None}


def _with_key(cls: type[Part], keys: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
    """The first argument under the name of the field that is the type's key."""
    name = key_of(cls)
    if len(keys) != 1 or not name or name in fields:
        takes = f"one argument by position, {name!r}" if name else "no argument by position"
        message = f"{cls.__name__} takes {takes}, and its other fields by keyword"
        raise TypeError(message)
    return {name: keys[0], **fields}


def _metadata(named: dict[str, Any], given: Any, site: Site) -> Part:
    """The metadata that `name`, `labels` and so on make, laid over the one given, which is not changed."""
    if not _META:
        _META.append(class_for(type_schema("meta_v1.ObjectMeta")))
    fields = {**given.__dict__, **named} if isinstance(given, Part) else named
    metadata: Part = rebuild(_META[0], fields)
    _set_site(metadata, site)
    return metadata


_META: list[type[Part]] = []


def said_by_caller(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """For functions of a library that make parts: findings point at the call of the function."""
    from functools import wraps

    @wraps(function)
    def sited(*args: Given.args, **named: Given.kwargs) -> Made:
        made = function(*args, **named)
        _move_to(made, calling_site(), function.__code__.co_filename)
        return made

    return sited


def _set_site(part: Part, site: Site) -> None:
    part._code, part._at = site  # type: ignore[attr-defined] # noqa: SLF001 - hidden from checkers


def _move_to(value: Any, site: Site, file: str) -> None:
    """Gives every part in a value that was made in `file` another place."""
    if isinstance(value, Part):
        own = site_of(value)
        if own is None or own[0].co_filename == file:
            _set_site(value, site)
            for item in value.__dict__.values():
                _move_to(item, site, file)
    elif isinstance(value, dict):
        for item in value.values():
            _move_to(item, site, file)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _move_to(item, site, file)
