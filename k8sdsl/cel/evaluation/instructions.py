"""The steps of evaluating an expression: one class per kind of step (cel-go `interpreter/interpretable.go`).

`constructors` and `loops` have the others. A failure is an EvaluationError; `&&`, `||` and the accumulators of loops
treat it as a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.comparison import equal, is_equal
from k8sdsl.cel.errors import EvaluationError, no_overload
from k8sdsl.cel.evaluation.costs import call_cost, equality_cost
from k8sdsl.cel.evaluation.scope import AnyScope, Instruction
from k8sdsl.cel.values import AccumulatedList, Optional, map_key

if TYPE_CHECKING:
    from k8sdsl.cel.evaluation.attributes import Attribute
    from k8sdsl.cel.functions import Function, Overload


class Constant(Instruction):
    """A value that does not depend on anything."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def evaluate(self, scope: AnyScope) -> Any:
        """The value itself."""
        del scope
        return self.value


class Lookup(Instruction):
    """A variable or value with selections; it costs one less if it only `tests` for presence."""

    __slots__ = ("attribute", "cost", "tests")

    def __init__(self, attribute: Attribute, *, cost: int = 1, tests: bool = False) -> None:
        self.attribute = attribute
        self.cost = cost
        self.tests = tests

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        scope.meter.charge(self.cost)
        value = self.attribute.resolve(scope)
        if self.tests and isinstance(value, Optional):
            return value.has_value
        return value


class Logical(Instruction):
    """`&&` or `||`: `deciding` is the value that decides regardless of the other side, even if that fails."""

    __slots__ = ("deciding", "terms")

    def __init__(self, terms: list[Instruction], *, deciding: bool) -> None:
        self.terms = terms
        self.deciding = deciding

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        failure: EvaluationError | None = None
        for term in self.terms:
            try:
                value = term.evaluate(scope)
            except EvaluationError as error:
                failure = failure or error
                continue
            if value is self.deciding:
                return value
            if type(value) is not bool:
                failure = failure or no_overload()
        if failure is not None:
            raise failure
        return not self.deciding


class Equality(Instruction):
    """`==` or, `negated`, `!=`, which is also true for values that cannot be compared."""

    __slots__ = ("left", "negated", "right")

    def __init__(self, left: Instruction, right: Instruction, *, negated: bool) -> None:
        self.left = left
        self.right = right
        self.negated = negated

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        scope.meter.charge(equality_cost(left, right, negated=self.negated))
        try:
            return equal(left, right) is not self.negated
        except EvaluationError:
            if self.negated:
                return True
            raise


class NotStrictlyFalse(Instruction):
    """Whether a loop continues: until its condition is false; a failure does not end it."""

    __slots__ = ("operand",)

    def __init__(self, operand: Instruction) -> None:
        self.operand = operand

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        try:
            value = self.operand.evaluate(scope)
        except EvaluationError:
            value = True
        scope.meter.charge(1)
        return value is not False


class Invocation(Instruction):
    """A call of a function; `overload` is the one that its types allow, if there is only one."""

    __slots__ = ("args", "function", "overload")

    def __init__(self, function: Function, overload: Overload | None, args: list[Instruction]) -> None:
        self.function = function
        self.overload = overload
        self.args = args

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        args = [arg.evaluate(scope) for arg in self.args]
        value = self.function.call(self.overload, args)
        scope.meter.charge(call_cost(self.function.name, self.overload, args, value))
        if isinstance(value, str | bytes) or (isinstance(value, list) and type(value) is not AccumulatedList):
            scope.meter.make(len(value))
        return value


class Membership(Instruction):
    """`in` with a list of constants, which costs nothing."""

    __slots__ = ("items", "member")

    def __init__(self, member: Instruction, items: list[Any]) -> None:
        self.member = member
        self.items = items

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        member = self.member.evaluate(scope)
        map_key(member)  # as upstream looks the member up in a map
        return any(is_equal(member, item) for item in self.items)


class Fallback(Instruction):
    """`or` and `orValue`; they return a value that is not optional unchanged, without evaluating their argument."""

    __slots__ = ("default", "operand", "unwraps")

    def __init__(self, operand: Instruction, default: Instruction, *, unwraps: bool) -> None:
        self.operand = operand
        self.default = default
        self.unwraps = unwraps

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        value = self.operand.evaluate(scope)
        if not isinstance(value, Optional):
            return value
        if not value.has_value:
            return self.default.evaluate(scope)
        return value.value if self.unwraps else value
