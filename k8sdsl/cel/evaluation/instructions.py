"""The steps that an expression is evaluated by: one class per kind of step (cel-go `interpreter/interpretable.go`).

A failure is an EvaluationError; `&&` and `||` take it for a value, and so do loops, whose accumulator may hold one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.comparison import equal, is_equal
from k8sdsl.cel.errors import CancelledError, EvaluationError, no_overload
from k8sdsl.cel.evaluation.costs import LIST_COST, MAP_COST, MESSAGE_COST, call_cost, equality_cost
from k8sdsl.cel.evaluation.scope import AnyScope, Instruction, LoopScope
from k8sdsl.cel.values import AccumulatedList, Optional, checked, key_value, map_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cel.evaluation.attributes import Attribute
    from k8sdsl.cel.functions import Function, Overload
    from k8sdsl.cel.messages import WellKnown


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
    """A variable or value, with what is selected from it; it costs one less if it only `tests` for presence."""

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
    """`&&` or `||`: `deciding` is the value that decides whatever the other side is, even a failure."""

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
            except CancelledError:
                raise
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
    """`==` or, `negated`, `!=`, which is true also for values that cannot be compared."""

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
    """Whether a loop goes on: until its condition is false, a failure notwithstanding."""

    __slots__ = ("operand",)

    def __init__(self, operand: Instruction) -> None:
        self.operand = operand

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        try:
            value = self.operand.evaluate(scope)
        except CancelledError:
            raise
        except EvaluationError:
            value = True
        scope.meter.charge(1)
        return value is not False


class Invocation(Instruction):
    """A call of a function; `overload` is the one that its types allow, if it is only one."""

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
    """`or` and `orValue`, which give what is not an optional as it is, and do not look at their argument then."""

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


def _present(value: Any) -> Any:
    if not isinstance(value, Optional):
        raise EvaluationError("cannot initialize an optional member from a value that is not optional")
    return value


class MakeList(Instruction):
    """A list of elements, some of which may be absent."""

    __slots__ = ("elements", "optional")

    def __init__(self, elements: list[Instruction], optional: frozenset[int]) -> None:
        self.elements = elements
        self.optional = optional

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        items = []
        for index, element in enumerate(self.elements):
            item = element.evaluate(scope)
            if index in self.optional:
                if not _present(item).has_value:
                    continue
                item = item.value
            items.append(item)
        scope.meter.charge(LIST_COST)
        return items


class MakeMap(Instruction):
    """A map of entries: keys, values, and whether they may be absent."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[tuple[Instruction, Instruction, bool]]) -> None:
        self.entries = entries

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        made: dict[Any, Any] = {}
        for key, value, optional in self.entries:
            name, item = key.evaluate(scope), value.evaluate(scope)
            if optional:
                if not _present(item).has_value:
                    made.pop(map_key(name), None)
                    continue
                item = item.value
            made[map_key(name)] = item
        scope.meter.charge(MAP_COST)
        return made


class MakeMessage(Instruction):
    """A message of its fields: names, values, and whether they may be absent."""

    __slots__ = ("fields", "message")

    def __init__(self, message: WellKnown | None, fields: list[tuple[str, Instruction, bool]]) -> None:
        self.message = message
        self.fields = fields

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        given: dict[Any, Any] = {}
        for name, value, optional in self.fields:
            item = value.evaluate(scope)
            if optional:
                if not _present(item).has_value:
                    given.pop(name, None)
                    continue
                item = item.value
            given[name] = item
        scope.meter.charge(MESSAGE_COST)
        return given if self.message is None else self.message.build(given)


class Fold(Instruction):
    """A loop."""

    __slots__ = ("accumulator", "condition", "initial", "result", "second", "source", "step", "variable")

    def __init__(
        self,
        source: Instruction,
        variables: tuple[str, str],
        accumulator: tuple[str, Instruction],
        condition: Instruction,
        step: Instruction,
        result: Instruction,
    ) -> None:
        self.source = source
        self.variable, self.second = variables
        self.accumulator, self.initial = accumulator
        self.condition = condition
        self.step = step
        self.result = result

    def evaluate(self, scope: AnyScope) -> Any:
        """The value of the step. Raises EvaluationError."""
        source = self.source.evaluate(scope)
        loop = LoopScope(scope, self.accumulator, self.initial)
        for first, second in self._rounds(source):
            loop.variables[self.variable] = first
            if self.second:
                loop.variables[self.second] = second
            if not self._goes_on(loop):
                break
            try:
                loop.accumulated = self.step.evaluate(loop)
            except CancelledError:
                raise
            except EvaluationError as error:
                loop.accumulated = error
        loop.done = True
        return loop.finish(self.result.evaluate(loop))

    def _goes_on(self, loop: LoopScope) -> bool:
        try:
            value = self.condition.evaluate(loop)
        except CancelledError:
            raise
        except EvaluationError:
            return True
        return value is not False

    def _rounds(self, source: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(source, list):
            return enumerate(source) if self.second else ((item, None) for item in source)
        if isinstance(source, dict):
            return ((key_value(key), item) for key, item in source.items())
        raise EvaluationError("expected an iterable type")


def value_of(instruction: Instruction, scope: AnyScope) -> Any:
    """The value of an expression, which must not be a failure. Raises EvaluationError."""
    return checked(instruction.evaluate(scope))
