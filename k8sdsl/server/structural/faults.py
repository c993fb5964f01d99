"""Faults of values by their schema."""

from __future__ import annotations

from enum import Enum

NOWHERE = "<nil>"
"""The path of faults that the server reports without a path."""


class FaultKind(Enum):
    """The server's class of error for a fault; some prevent the evaluation of CEL rules."""

    INVALID = "invalid"
    TYPE = "type"
    REQUIRED = "required"
    ENUM = "enum"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    DUPLICATE = "duplicate"
    COMBINATION = "combination"

    @property
    def blocks_expressions(self) -> bool:
        """Whether such a fault prevents the evaluation of CEL rules (`hasBlockingErr`)."""
        return self in _BLOCKING


_BLOCKING = {FaultKind.TYPE, FaultKind.REQUIRED, FaultKind.ENUM, FaultKind.TOO_LONG, FaultKind.TOO_MANY}


class Fault:
    """One thing wrong with one value."""

    __slots__ = ("kind", "message", "path")

    def __init__(self, kind: FaultKind, path: str, message: str) -> None:
        self.kind = kind
        self.path = path
        self.message = message

    def __repr__(self) -> str:
        return f"Fault({self.kind.value} {self.path}: {self.message})"
