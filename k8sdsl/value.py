"""Bases of small values, for modules that every build loads: attrs, `typing` and `enum` cost more than such a build."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum
    from typing import Any, NamedTuple, Self

__all__ = ["AttrsFields", "NamedTuple", "Remembering", "StrEnum", "Value"]


class Value:
    """A value that equals another of its class if all slots are equal; it is never changed, only copied.

    Subclasses have a written-out `__init__`.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _parts(other) == _parts(self)

    def __hash__(self) -> int:
        return hash((type(self), *_parts(self)))

    def __repr__(self) -> str:
        parts = ", ".join([f"{name}={getattr(self, name)!r}" for name in _names(self)])
        return f"{type(self).__name__}({parts})"

    def replace(self, **changes: Any) -> Self:
        """A copy with other parts."""
        made = object.__new__(type(self))
        for name in _names(self):
            setattr(made, name, changes.pop(name) if name in changes else getattr(self, name))
        if changes:
            message = f"{type(self).__name__} has no part {next(iter(changes))!r}"
            raise TypeError(message)
        return made


class Remembering(Value):
    """A value that keeps what its application found out: `kept` does not belong to the value, and is unset before."""

    __slots__ = ("kept",)
    kept: Any


class AttrsFields:
    """The fields of a class for `attrs.fields`, `attrs.evolve` and `attrs.asdict`, which are all that loads attrs.

    `names` returns the fields of a class. Written as `__attrs_attrs__ = AttrsFields(names)` in its body.
    """

    __slots__ = ("_names",)

    def __init__(self, names: Callable[[Any], Iterable[str]]) -> None:
        self._names = names

    def __get__(self, _: object, cls: type) -> Any:
        import attrs

        described = {name: attrs.field(default=None) for name in self._names(cls)}
        return attrs.fields(attrs.make_class(cls.__name__, described))


def _parts(record: Value) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name in _names(record)])


def _names(record: Value) -> tuple[str, ...]:
    return record.__slots__


if not TYPE_CHECKING:
    try:
        from _collections import _tuplegetter as _getter  # what `collections.namedtuple` itself uses
    except ImportError:

        def _getter(index: int, _: str) -> property:
            return property(lambda value: value[index])

    class _WithFields(type):
        """Makes a tuple with named fields of the annotations of a class, as `typing.NamedTuple` does."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            arguments = ", ".join(f"{field}=defaults[{field!r}]" if field in defaults else field for field in fields)
            scope = {"defaults": defaults, "new": tuple.__new__}
            if fields:
                made = f"lambda cls, {arguments}: new(cls, ({', '.join(fields)},))"
                namespace["__new__"] = eval(made, scope)  # noqa: S307 - names of fields only
            getters = {field: _getter(index, "") for index, field in enumerate(fields)}
            namespace |= {"_fields": fields, "_field_defaults": defaults, **getters}
            return super().__new__(cls, name, bases, {"__slots__": (), **namespace})

    class NamedTuple(tuple, metaclass=_WithFields):
        """The base of tuples with named fields."""

        __slots__ = ()

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            parts = ", ".join([f"{name}={part!r}" for name, part in zip(self._fields, self, strict=True)])
            return f"{type(self).__name__}({parts})"

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes: Any) -> Self:
            return type(self)(**{**self._asdict(), **changes})

    class _WithMembers(type):
        """Makes the strings of a class its only instances, as `enum.StrEnum` does."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
            values = {key: value for key, value in namespace.items() if key[0] != "_" and type(value) is str}
            made = super().__new__(cls, name, bases, namespace)
            made._members = {}
            for key, value in values.items():
                member = made._members[value] = str.__new__(made, value)
                member.name, member.value = key, value
                setattr(made, key, member)
            return made

        def __call__(cls, value: str) -> Any:
            if value not in cls._members:
                message = f"{value!r} is not a valid {cls.__name__}"
                raise ValueError(message)
            return cls._members[value]

        def __iter__(cls) -> Any:
            return iter(cls._members.values())

        def __len__(cls) -> int:
            return len(cls._members)

    class StrEnum(str, metaclass=_WithMembers):
        """The base of enumerations of strings."""

        __slots__ = ("name", "value")

        def __reduce__(self) -> tuple[Any, ...]:
            return type(self), (self.value,)

        def __deepcopy__(self, _: object) -> Self:
            return self

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self) -> str:
            return self.value
