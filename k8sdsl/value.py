"""Value: the base of values that are compared, printed and copied by their parts.

A plain build creates these for every field of a kustomization. They are plain classes with `__init__` written out,
because importing attrs costs more than such a build.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any, Self


class Value:
    """A value that equals another of its class if all slots are equal; it is never changed, only copied."""

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


def _parts(record: Value) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name in _names(record)])


def _names(record: Value) -> tuple[str, ...]:
    return record.__slots__
