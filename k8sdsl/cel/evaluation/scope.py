"""The input of a step: the values of names, and the cost so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import EvaluationError, ExhaustedError
from k8sdsl.cel.values import MISSING, AccumulatedList, AccumulatedMap, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

PER_CALL_LIMIT = 1_000_000
"""The cost limit of one expression on the API server (`celconfig.PerCallLimit`), which bounds its time here too."""

MOST_BYTES = 50_000_000
"""The maximum number of characters and bytes that an expression creates; upstream's costs allow about ten million."""


class Meter:
    """Counts the cost of evaluating, and ends it at the limit."""

    __slots__ = ("cost", "limit", "made")

    def __init__(self, limit: int = PER_CALL_LIMIT) -> None:
        self.cost = 0
        self.made = 0
        self.limit = limit

    def charge(self, cost: int) -> None:
        """Adds a cost. Raises ExhaustedError."""
        self.cost += cost
        if self.cost > self.limit:
            raise ExhaustedError("operation cancelled: actual cost limit exceeded")

    def make(self, size: int) -> None:
        """Counts the size of a new value. Raises ExhaustedError."""
        self.made += size
        if self.made > MOST_BYTES:
            raise ExhaustedError("evaluating the expression needs too much memory")


class Instruction:
    """One step of an expression; `instructions` has the kinds of steps."""

    __slots__ = ()

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        raise NotImplementedError


class Scope:
    """The variables that an expression is given."""

    __slots__ = ("meter", "variables")

    def __init__(self, variables: Mapping[str, Any], meter: Meter) -> None:
        self.variables = variables
        self.meter = meter

    def resolve(self, name: str) -> Any:
        """The value of a name. Raises EvaluationError."""
        found = self.variables.get(name, MISSING)
        if found is MISSING:
            raise EvaluationError(f"no such attribute(s): {name}")
        return checked(found)


class LoopScope:
    """The variables of one loop in front of the outer ones; the accumulator is evaluated on its first use."""

    __slots__ = ("accumulated", "accumulator", "done", "initial", "meter", "outer", "variables")

    def __init__(self, outer: Scope | LoopScope, accumulator: str, initial: Instruction) -> None:
        self.outer = outer
        self.meter: Meter = outer.meter
        self.accumulator = accumulator
        self.initial = initial
        self.accumulated: Any = MISSING
        self.variables: dict[str, Any] = {}
        self.done = False

    def resolve(self, name: str) -> Any:
        """The value of a name. Raises EvaluationError."""
        if name == self.accumulator:
            if self.accumulated is MISSING:
                self.accumulated = self._initial()
            return checked(self.accumulated)
        if not self.done and name in self.variables:
            return checked(self.variables[name])
        return self.outer.resolve(name)

    def _initial(self) -> Any:
        try:
            value = self.initial.evaluate(self.outer)
        except EvaluationError as error:
            return error
        if isinstance(value, list) and not value:
            return AccumulatedList()
        return AccumulatedMap() if isinstance(value, dict) and not value else value

    def finish(self, value: Any) -> Any:
        """The result of the loop, which no longer changes."""
        if value is self.accumulated and type(value) is AccumulatedList:
            return list(value)
        if value is self.accumulated and type(value) is AccumulatedMap:
            return dict(value)
        return value


AnyScope = Scope | LoopScope
