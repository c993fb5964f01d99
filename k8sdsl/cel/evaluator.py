"""Evaluates expressions on plain values (cel-go `interpreter`).

Failures are values of a kind: `false && failure` is false whichever side fails. What is unknown here, or would take too
long, ends in UnjudgeableError, so that nothing is said that the server might not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel import extensions, operators
from k8sdsl.cel.node import UnjudgeableError
from k8sdsl.cel.values import NONE, EvaluationError, OptionalValue, TypeValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.cel.checker import Checked
    from k8sdsl.cel.node import Node

MOST_STEPS = 500_000
"""How many nodes are evaluated before we give up; the server's own budget lies in the same region."""


def evaluate(checked: Checked, variables: Mapping[str, Any]) -> Any:
    """The value of an expression. Raises EvaluationError or UnjudgeableError."""
    try:
        return _Evaluation(checked, dict(variables)).value(checked.node)
    except (RecursionError, MemoryError) as error:
        raise UnjudgeableError("nested too deep") from error


class _Evaluation:
    def __init__(self, checked: Checked, variables: dict[str, Any]) -> None:
        self.calls = checked.calls
        self.variables = variables
        self.steps = 0

    def value(self, node: Node) -> Any:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise UnjudgeableError("too many steps")
        method: Callable[[Node], Any] = getattr(self, f"_{node.kind}")
        return method(node)

    def _const(self, node: Node) -> Any:
        return operators.checked_uint(node.value) if node.name == "uint" else node.value

    def _ident(self, node: Node) -> Any:
        if node.name in self.variables:
            return self.variables[node.name]
        return TypeValue(node.name)

    def _select(self, node: Node) -> Any:
        assert node.target is not None  # noqa: S101 the parser writes no selection of nothing
        if node.target.kind == "ident" and node.target.name not in self.variables:
            raise UnjudgeableError(f"{node.target.name}.{node.name}")
        operand = self.value(node.target)
        if isinstance(operand, OptionalValue):
            if node.test_only:
                return operand.has_value and node.name in operand.value
            return optional_field(operand, node.name)
        if not isinstance(operand, dict):
            raise operators.no_overload("select", operand)
        if node.test_only:
            return node.name in operand
        if node.name not in operand:
            raise EvaluationError(f"no such key: {node.name}")
        return operand[node.name]

    def _list(self, node: Node) -> list[Any]:
        items = []
        for position, arg in enumerate(node.args):
            item = self.value(arg)
            if position in node.optional:
                if item.has_value:
                    items.append(item.value)
            else:
                items.append(item)
        return items

    def _map(self, node: Node) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node, optional in node.entries:
            key, item = self.value(key_node), self.value(value_node)
            if optional:
                if not item.has_value:
                    continue
                item = item.value
            found[key] = item
        return found

    def _struct(self, node: Node) -> Any:
        raise UnjudgeableError(node.name)

    def _call(self, node: Node) -> Any:
        special = _SPECIAL.get(node.name)
        if special is not None:
            return special(self, node)
        call = self.calls.get(node.id)
        name = call.name if call is not None else node.name
        function = operators.FUNCTIONS.get(name) or extensions.FUNCTIONS.get(name)
        if function is None:
            raise UnjudgeableError(name)
        args = [self.value(arg) for arg in node.args]
        if call is not None and call.is_member and node.target is not None:
            args.insert(0, self.value(node.target))
        try:
            return function(*args)
        except (TypeError, ValueError, AttributeError, OverflowError, ArithmeticError, LookupError) as error:
            raise UnjudgeableError(f"{name}: {error}") from error

    def logical(self, node: Node) -> bool:
        """And, or: the side that decides is enough, whatever the other ends in."""
        decides = node.name == "_||_"
        failure: EvaluationError | None = None
        for arg in node.args:
            try:
                value = self.value(arg)
            except EvaluationError as error:
                failure = failure or error
                continue
            if type(value) is not bool:
                failure = failure or operators.no_overload(node.name, value)
            elif value is decides:
                return decides
        if failure is not None:
            raise failure
        return not decides

    def negation(self, node: Node) -> bool:
        value = self.value(node.args[0])
        if type(value) is not bool:
            raise operators.no_overload("!_", value)
        return not value

    def conditional(self, node: Node) -> Any:
        condition = self.value(node.args[0])
        if type(condition) is not bool:
            raise operators.no_overload("_?_:_", condition)
        return self.value(node.args[1] if condition else node.args[2])

    def lenient(self, node: Node) -> bool:
        try:
            return self.value(node.args[0]) is not False
        except EvaluationError:
            return True

    def optional_select(self, node: Node) -> OptionalValue:
        operand = self.value(node.args[0])
        wrapped = operand if isinstance(operand, OptionalValue) else OptionalValue(operand, has_value=True)
        return optional_field(wrapped, node.args[1].value)

    def optional_index(self, node: Node) -> OptionalValue:
        operand, key = self.value(node.args[0]), self.value(node.args[1])
        if isinstance(operand, OptionalValue):
            if not operand.has_value:
                return NONE
            operand = operand.value
        return _item(operand, key)

    def plain_index(self, node: Node) -> Any:
        operand, key = self.value(node.args[0]), self.value(node.args[1])
        if isinstance(operand, OptionalValue):
            return _item(operand.value, key) if operand.has_value else NONE
        return operators.index(operand, key)

    def _comprehension(self, node: Node) -> Any:
        over_node, init, condition, step, result = node.args
        names = [name for name in (node.iter, node.name, node.accu) if name]
        saved = {name: self.variables[name] for name in names if name in self.variables}
        over = [] if node.iter == "#unused" else self.value(over_node)
        accu: Any = self.value(init)
        failure: EvaluationError | None = None
        for first, second in _pairs(over, two=bool(node.name)):
            self.variables[node.iter] = first
            if node.name:
                self.variables[node.name] = second
            accu, failure = self._step(node, condition, step, accu, failure)
            if failure is None and accu is _STOPPED:
                accu = self.variables[node.accu]
                break
        if failure is not None:
            self._restore(names, saved)
            raise failure
        self.variables[node.accu] = accu
        try:
            return self.value(result)
        finally:
            self._restore(names, saved)

    def _step(
        self, node: Node, condition: Node, step: Node, accu: Any, failure: EvaluationError | None
    ) -> tuple[Any, EvaluationError | None]:
        """One turn. A failure is kept while a later turn may still decide (`true || failure` is true)."""
        self.variables[node.accu] = accu
        if failure is None and self.value(condition) is False:
            return _STOPPED, None
        try:
            value = self.value(step)
        except EvaluationError as error:
            return accu, failure or error
        decides = step.name in {"_||_", "_&&_"} and value is (step.name == "_||_")
        return (value, None) if failure is None or decides else (accu, failure)

    def _restore(self, names: list[str], saved: dict[str, Any]) -> None:
        for name in names:
            self.variables.pop(name, None)
        self.variables.update(saved)


_STOPPED: Any = object()


def _pairs(over: Any, *, two: bool) -> list[tuple[Any, Any]]:
    if isinstance(over, dict):
        return list(over.items())
    if isinstance(over, list):
        return list(enumerate(over)) if two else [(item, None) for item in over]
    raise operators.no_overload("comprehension", over)


def optional_field(operand: OptionalValue, name: str) -> OptionalValue:
    """A field of a value that may be absent."""
    if not operand.has_value:
        return NONE
    if not isinstance(operand.value, dict):
        raise operators.no_overload("_?._", operand.value)
    return OptionalValue(operand.value[name], has_value=True) if name in operand.value else NONE


def _item(container: Any, key: Any) -> OptionalValue:
    try:
        return OptionalValue(operators.index(container, key), has_value=True)
    except EvaluationError as error:
        if not error.certain:
            raise
        return NONE


_SPECIAL: dict[str, Callable[[_Evaluation, Node], Any]] = {
    "_&&_": _Evaluation.logical,
    "_||_": _Evaluation.logical,
    "!_": _Evaluation.negation,
    "_?_:_": _Evaluation.conditional,
    "@not_strictly_false": _Evaluation.lenient,
    "_?._": _Evaluation.optional_select,
    "_[?_]": _Evaluation.optional_index,
    "_[_]": _Evaluation.plain_index,
}
