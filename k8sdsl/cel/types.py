"""Types of CEL, as the API server knows them.

A simple type is its name (`int`, `dyn`, `kubernetes.Quantity`); a list, map, optional or type is a tuple of its name
and its parameters; a type parameter of a function is one capital letter. An object has named fields.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Type: TypeAlias = "str | tuple[Any, ...] | ObjectType"

DYN = "dyn"


class ObjectType:
    """An object with known fields; two of them are the same type only where they are one."""

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
    """A value that may be absent."""
    return ("optional_type", inner)


def format_type(kind: Type) -> str:
    """A type as the server writes it in its errors: `map(string, dyn)`."""
    if isinstance(kind, tuple):
        return f"{kind[0]}({', '.join(format_type(part) for part in kind[1:])})"
    return kind.name if isinstance(kind, ObjectType) else kind


def parse_type(text: str) -> Type:
    """The type that `format_type` writes."""
    kind, rest = _parse(text.strip())
    if rest:
        raise ValueError(f"{text!r} is no type")
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
    """Whether a type stands for any."""
    return isinstance(kind, str) and len(kind) == 1
