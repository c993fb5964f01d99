"""The steps that create lists, maps and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.evaluation.costs import LIST_COST, MAP_COST, MESSAGE_COST
from k8sdsl.cel.evaluation.scope import AnyScope, Instruction
from k8sdsl.cel.values import Optional, map_key

if TYPE_CHECKING:
    from k8sdsl.cel.messages import WellKnown


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
        return given if self.message is None else self.message.make(given)
