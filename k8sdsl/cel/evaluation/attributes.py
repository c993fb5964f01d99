"""Variables and values followed by selections and indexes (cel-go `interpreter/attributes.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import EvaluationError, no_overload
from k8sdsl.cel.values import (
    LARGEST_INT,
    MISSING,
    NONE,
    DefaultingMap,
    ItemList,
    Optional,
    Uint,
    checked,
    find,
    type_name,
)

if TYPE_CHECKING:
    from k8sdsl.cel.evaluation.scope import AnyScope, Instruction

QUALIFIERS = frozenset((str, int, Uint, bool, float))
"""The types of values that can select from another value."""


class Qualifier:
    """One selection or index: a constant, or the value of an instruction; with `tests`, only whether it exists."""

    __slots__ = ("constant", "index", "optional", "tests")

    def __init__(
        self, constant: Any = MISSING, index: Attribute | None = None, *, optional: bool = False, tests: bool = False
    ) -> None:
        self.constant = constant
        self.index = index
        self.optional = optional
        self.tests = tests

    def apply(self, scope: AnyScope, value: Any) -> Any:
        """The selected value. Raises EvaluationError if it does not exist."""
        scope.meter.charge(1)
        if self.tests:
            return select(value, self.constant, must_exist=False) is not MISSING
        return select(value, self._key(scope), must_exist=True)

    def apply_if_present(self, scope: AnyScope, value: Any) -> Any:
        """The selected value, or MISSING."""
        found = select(value, self._key(scope), must_exist=False)
        if found is not MISSING or self.tests:
            scope.meter.charge(1)
        return found

    def _key(self, scope: AnyScope) -> Any:
        if self.index is None:
            return self.constant
        key = self.index.resolve(scope)
        if type(key) not in QUALIFIERS:
            raise EvaluationError(f"invalid qualifier type: {type_name(key)}")
        return key


def select(value: Any, key: Any, *, must_exist: bool) -> Any:
    """The member of a value for a key; if there is none, MISSING, or an error if it `must_exist`."""
    if isinstance(value, dict):
        found = find(value, key)
        if found is MISSING and isinstance(value, DefaultingMap):
            return {}
        if found is MISSING and must_exist:
            raise EvaluationError(f"no such key: {key}")
        return found if found is MISSING else checked(found)
    if isinstance(value, list):
        index = _index(value, key)
        if 0 <= index < len(value):
            return checked(value[index])
        if must_exist:
            raise EvaluationError(f"index out of bounds: {key}")
        return MISSING
    if must_exist:
        raise EvaluationError(f"no such key: {key}")
    return MISSING


def _index(items: list[Any], key: Any) -> int:
    kind = type(key)
    if kind is int:
        return int(key)
    is_whole = kind is Uint or (kind is float and key.is_integer())
    if not is_whole or abs(key) > LARGEST_INT:
        raise EvaluationError(f"unsupported index type '{type_name(key)}' in list")
    if isinstance(items, ItemList) and 0 <= key < len(items):
        raise EvaluationError(f"unsupported index: {key}")
    return int(key)


class Attribute:
    """A value and the selections from it, in order."""

    __slots__ = ("qualifiers",)

    def __init__(self) -> None:
        self.qualifiers: list[Qualifier] = []

    def add(self, qualifier: Qualifier) -> None:
        """Appends a selection."""
        self.qualifiers.append(qualifier)

    def resolve(self, scope: AnyScope) -> Any:
        """The value. Raises EvaluationError."""
        value = self._start(scope)
        is_optional = False
        if isinstance(value, Optional) and self.qualifiers:
            if not value.has_value:
                return value
            value, is_optional = value.value, True
        for qualifier in self.qualifiers:
            is_optional = is_optional or qualifier.optional
            if not is_optional:
                value = qualifier.apply(scope, value)
                continue
            value = qualifier.apply_if_present(scope, value)
            if value is MISSING:
                return NONE
        return Optional(value) if is_optional else value

    def _start(self, scope: AnyScope) -> Any:
        raise NotImplementedError


class VariableAttribute(Attribute):
    """A variable, by its name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def _start(self, scope: AnyScope) -> Any:
        return scope.resolve(self.name)


class RelativeAttribute(Attribute):
    """The value of an instruction."""

    __slots__ = ("operand",)

    def __init__(self, operand: Instruction) -> None:
        super().__init__()
        self.operand = operand

    def _start(self, scope: AnyScope) -> Any:
        return self.operand.evaluate(scope)


class ConditionalAttribute(Attribute):
    """One of two values; selections apply to both."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, condition: Instruction, yes: Attribute, no: Attribute) -> None:
        super().__init__()
        self.condition = condition
        self.yes = yes
        self.no = no

    def add(self, qualifier: Qualifier) -> None:
        """Appends a selection to both."""
        self.yes.add(qualifier)
        self.no.add(qualifier)

    def resolve(self, scope: AnyScope) -> Any:
        """The value of the branch that the condition chooses. Raises EvaluationError."""
        condition = self.condition.evaluate(scope)
        if condition is True:
            return self.yes.resolve(scope)
        if condition is False:
            return self.no.resolve(scope)
        raise no_overload()
