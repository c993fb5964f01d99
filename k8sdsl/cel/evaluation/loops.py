"""The step that is a loop; macros expand to loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.evaluation.scope import AnyScope, Instruction, LoopScope
from k8sdsl.cel.values import key_value

if TYPE_CHECKING:
    from collections.abc import Iterator


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
            except EvaluationError as error:
                loop.accumulated = error
        loop.done = True
        return loop.finish(self.result.evaluate(loop))

    def _goes_on(self, loop: LoopScope) -> bool:
        try:
            value = self.condition.evaluate(loop)
        except EvaluationError:
            return True
        return value is not False

    def _rounds(self, source: Any) -> Iterator[tuple[Any, Any]]:
        if isinstance(source, list):
            return enumerate(source) if self.second else ((item, None) for item in source)
        if isinstance(source, dict):
            return ((key_value(key), item) for key, item in source.items())
        raise EvaluationError("expected an iterable type")
