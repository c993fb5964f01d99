"""Functions: their parameters, results and implementations (cel-go `common/decls`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from k8sdsl.cel.errors import no_overload
from k8sdsl.cel.types import DYN, Type, is_parameter, parse_type, runtime_name
from k8sdsl.cel.values import checked, key_value, type_name

Implementation = Callable[..., Any]


class Overload:
    """One way to call a function; `result` and `parameters` are types, the receiver of a method first."""

    __slots__ = ("id", "implementation", "is_member", "parameters", "result")

    def __init__(self, name: str, signature: str, implementation: Implementation | None = None) -> None:
        self.id = name
        self.parameters, self.result, self.is_member = _read(signature)
        self.implementation = implementation

    def fits(self, args: list[Any]) -> bool:
        """Whether values have the types that this overload accepts."""
        return len(args) == len(self.parameters) and all(map(_is_a, args, self.parameters))


class Function:
    """A function with its overloads.

    A `singleton` is one implementation for all of them; it accepts as first argument only values of the types in
    `takes` (all types if that is empty). Without `guarded`, overloads check their arguments themselves.
    """

    __slots__ = ("guarded", "name", "overloads", "singleton", "takes")

    def __init__(
        self,
        name: str,
        *overloads: Overload,
        singleton: Implementation | None = None,
        takes: tuple[str, ...] = (),
        guarded: bool = True,
    ) -> None:
        self.name = name
        self.overloads = list(overloads)
        self.singleton = singleton
        self.takes = frozenset(takes)
        self.guarded = guarded

    def merged(self, other: Function) -> Function:
        """This function with the overloads of another library as well."""
        singleton, takes = (self.singleton, self.takes) if self.singleton else (other.singleton, other.takes)
        made = Function(self.name, *self.overloads, *other.overloads, singleton=singleton)
        made.takes, made.guarded = takes, self.guarded and other.guarded
        return made

    def call(self, overload: Overload | None, args: list[Any]) -> Any:
        """The value for `args`; `overload` is the only one that the types allow, if known. Raises EvaluationError."""
        if self.singleton is not None:
            if self.takes and type_name(args[0]) not in self.takes:
                raise no_overload(self.name)
            return self.singleton(*args)
        candidates = self.overloads if overload is None or len(self.overloads) == 1 else (overload,)
        for candidate in candidates:
            if candidate.implementation is not None and self._fits(candidate, args):
                return candidate.implementation(*args)
        raise no_overload(f"{self.name}({', '.join(map(type_name, args))})")

    def _fits(self, candidate: Overload, args: list[Any]) -> bool:
        return candidate.fits(args) if self.guarded else len(candidate.parameters) == len(args)


def _is_a(value: Any, kind: Type) -> bool:
    """Whether a value has a type; of a list or map, only the first member is checked."""
    if kind == DYN or is_parameter(kind):
        return True
    if type_name(value) != runtime_name(kind):
        return False
    if not isinstance(kind, tuple) or not value:
        return True
    if kind[0] == "list":
        return _is_a(checked(value[0]), kind[1])
    if kind[0] == "map":
        key, item = next(iter(value.items()))
        return _is_a(key_value(key), kind[1]) and _is_a(checked(item), kind[2])
    return True


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[tuple[Type, ...], Type, bool]:
    """Reads `receiver.(arguments) result` or `(arguments) result`."""
    opening = 0 if text.startswith("(") else text.index(".(") + 1
    receiver = text[:opening].removesuffix(".")
    closing = _closing(text, opening)
    parts = ([receiver] if receiver else []) + _split(text[opening + 1 : closing])
    return tuple(parse_type(part) for part in parts), parse_type(text[closing + 1 :]), bool(receiver)


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index
    raise ValueError(text)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
