"""Types of expressions.

A simple type is its name (`int`, `dyn`, `kubernetes.Quantity`; `int?` is an `int` that can be null); a list, map,
optional or type is a tuple of its name and its parameters; a type parameter of a function is one capital letter. An
object has named fields.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Type: TypeAlias = "str | tuple[Any, ...] | ObjectType"

DYN, ANY, ERROR, NULL = "dyn", "any", "error", "null_type"
OPTIONAL = "optional_type"
TIMES = {"timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}


class ObjectType:
    """An object with known fields; two objects are different types even if they have the same name."""

    __slots__ = ("fields", "name")

    def __init__(self, name: str, fields: dict[str, Type] | None = None) -> None:
        self.name = name
        self.fields = fields or {}

    def __repr__(self) -> str:
        return self.name


def list_of(item: Type) -> Type:
    """A list."""
    return ("list", item)


def map_of(key: Type, value: Type) -> Type:
    """A map."""
    return ("map", key, value)


def optional_of(inner: Type) -> Type:
    """An optional value."""
    return (OPTIONAL, inner)


def type_of(inner: Type) -> Type:
    """A type as a value."""
    return ("type", inner)


def format_type(kind: Type) -> str:
    """A type in the notation of the server's errors: `map(string, dyn)`."""
    if isinstance(kind, tuple):
        return f"{kind[0]}({', '.join(format_type(part) for part in kind[1:])})"
    return kind.name if isinstance(kind, ObjectType) else kind


def runtime_name(kind: Type) -> str:
    """The name of the type of values of this static type."""
    if isinstance(kind, tuple):
        return str(kind[0])
    name = kind.name if isinstance(kind, ObjectType) else kind.removesuffix("?")
    return TIMES.get(name, name)


def parse_type(text: str) -> Type:
    """The type that `format_type` writes. Raises ValueError."""
    kind, rest = _parse(text.strip())
    if rest:
        raise ValueError(f"{text!r} is not a type")
    return kind


def _parse(text: str) -> tuple[Type, str]:
    end = 0
    while end < len(text) and text[end] not in "(),":
        end += 1
    name, rest = text[:end].strip(), text[end:]
    if not rest.startswith("("):
        return name, rest
    parts: list[Type] = []
    rest = rest[1:]
    while not rest.startswith(")"):
        part, rest = _parse(rest.lstrip(", "))
        parts.append(part)
    return (name, *parts), rest[1:]


def is_parameter(kind: Type) -> bool:
    """Whether a type is a parameter of a signature."""
    return isinstance(kind, str) and len(kind) == 1


def is_variable(kind: Type) -> bool:
    """Whether a type is a variable of the checker."""
    return isinstance(kind, str) and kind.startswith("?")


def is_optional(kind: Type) -> bool:
    """Whether a type is an optional."""
    return isinstance(kind, tuple) and kind[0] == OPTIONAL
