"""What cannot be known without the cluster, as a value of expressions."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError


class UnknownError(EvaluationError):
    """Stands for a value that only the cluster knows, and is raised where an expression looks at it."""

    code = "cel/unknown"

    def forget(self) -> None:
        """Before another expression is evaluated."""
        self.__traceback__ = None

    @property
    def was_met(self) -> bool:
        """Whether an expression has looked at it since, even if another failure hid this one."""
        return self.__traceback__ is not None


UNKNOWN = UnknownError("this is known only to the cluster")


class Failed:
    """In place of the value of an expression that does not compile or whose evaluation ends with an error."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class Undecided:
    """In place of the value of an expression that depends on what only the cluster knows."""

    __slots__ = ()


UNDECIDED: Any = Undecided()
