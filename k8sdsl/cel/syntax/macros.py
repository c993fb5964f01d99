"""Macros: calls that expand to loops and tests (cel-go `parser/macro.go` and its extensions)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.syntax.nodes import (
    Call,
    Comprehension,
    Identifier,
    ListNode,
    Literal,
    MapNode,
    Select,
    SyntaxNode,
    copy_of,
)

Macro: TypeAlias = Callable[["SyntaxNode | None", list[SyntaxNode]], "SyntaxNode | None"]
"""Returns the expansion of a call, or None if the call does not use the macro."""

MacroTable: TypeAlias = dict[tuple[str, int, bool], Macro]
"""Macros by name, number of arguments, and whether they have a target."""

RESULT = "__result__"
UNUSED = "#unused"
SORTED = "@__sortBy_input__"


def _has(_: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    field = args[0]
    if not isinstance(field, Select):
        raise CompileError("the argument of has() must be the selection of a field")
    return Select(field.operand, field.field, test_only=True)


def _variable(node: SyntaxNode) -> str:
    if not isinstance(node, Identifier):
        raise CompileError("the variable of a macro must be a simple name")
    if node.name == RESULT:
        raise CompileError(f"the variable of a macro cannot have the name {RESULT}")
    return node.name


def _variables(args: list[SyntaxNode]) -> tuple[str, str]:
    first, second = _variable(args[0]), _variable(args[1])
    if first == second:
        raise CompileError(f"duplicate variable name {first!r}")
    return first, second


def _loop(
    source: SyntaxNode | None,
    variables: tuple[str, str],
    initial: SyntaxNode,
    step: SyntaxNode,
    *,
    condition: SyntaxNode | None = None,
    result: SyntaxNode | None = None,
) -> SyntaxNode:
    assert source is not None  # noqa: S101 the table has these macros for calls with a target
    return Comprehension(
        source,
        variables,
        RESULT,
        initial,
        condition=Literal(value=True) if condition is None else condition,
        step=step,
        result=_accumulated() if result is None else result,
    )


def _accumulated() -> SyntaxNode:
    return Identifier(RESULT)


def _all(source: SyntaxNode | None, variables: tuple[str, str], test: SyntaxNode) -> SyntaxNode:
    condition = Call("@not_strictly_false", [_accumulated()])
    return _loop(source, variables, Literal(value=True), Call("_&&_", [_accumulated(), test]), condition=condition)


def _exists(source: SyntaxNode | None, variables: tuple[str, str], test: SyntaxNode) -> SyntaxNode:
    condition = Call("@not_strictly_false", [Call("!_", [_accumulated()])])
    return _loop(source, variables, Literal(value=False), Call("_||_", [_accumulated(), test]), condition=condition)


def _exists_one(source: SyntaxNode | None, variables: tuple[str, str], test: SyntaxNode) -> SyntaxNode:
    step = _filtered(test, Call("_+_", [_accumulated(), Literal(1)]))
    return _loop(source, variables, Literal(0), step, result=Call("_==_", [_accumulated(), Literal(1)]))


def _filtered(test: SyntaxNode, step: SyntaxNode) -> SyntaxNode:
    return Call("_?_:_", [test, step, _accumulated()])


def _appended(item: SyntaxNode) -> SyntaxNode:
    return Call("_+_", [_accumulated(), ListNode([item])])


def _map(source: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    step = _appended(args[-1])
    return _loop(source, (_variable(args[0]), ""), ListNode([]), _filtered(args[1], step) if len(args) > 2 else step)


def _filter(source: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    return _loop(source, (_variable(args[0]), ""), ListNode([]), _filtered(args[1], _appended(args[0])))


def _transform_list(source: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    variables, step = _variables(args), _appended(args[-1])
    return _loop(source, variables, ListNode([]), _filtered(args[2], step) if len(args) > 3 else step)


def _transform_map(source: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    variables = _variables(args)
    step: SyntaxNode = Call("cel.@mapInsert", [_accumulated(), Identifier(variables[0]), args[-1]])
    return _loop(source, variables, MapNode([]), _filtered(args[2], step) if len(args) > 3 else step)


def _transform_map_entry(source: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    variables = _variables(args)
    step: SyntaxNode = Call("cel.@mapInsert", [_accumulated(), args[-1]])
    return _loop(source, variables, MapNode([]), _filtered(args[2], step) if len(args) > 3 else step)


def _bound(name: str, value: SyntaxNode, inner: SyntaxNode) -> SyntaxNode:
    """Names a value, as a loop with no iterations."""
    return Comprehension(
        ListNode([]), (UNUSED, ""), name, value, condition=Literal(value=False), step=Identifier(name), result=inner
    )


def _optional_map(target: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    return _present(target, args, lambda inner: Call("optional.of", [inner], None))


def _optional_flat_map(target: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    return _present(target, args, lambda inner: inner)


def _present(target: SyntaxNode | None, args: list[SyntaxNode], wrap: Callable[[SyntaxNode], SyntaxNode]) -> SyntaxNode:
    assert target is not None  # noqa: S101 the table has these macros for calls with a target
    if not isinstance(args[0], Identifier):
        raise CompileError("the variable of optMap and optFlatMap must be a simple name")
    inner = _bound(args[0].name, Call("value", [], copy_of(target)), args[1])
    return Call("_?_:_", [Call("hasValue", [], target), wrap(inner), Call("optional.none", [])])


def _sort_by(target: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode:
    assert target is not None  # noqa: S101 the table has this macro for calls with a target
    if isinstance(target, Literal | MapNode):
        raise CompileError("sortBy() can only be called on a list")
    keys = _map(Identifier(SORTED), args)
    return _bound(SORTED, target, Call("@sortByAssociatedKeys", [keys], Identifier(SORTED)))


def _bind(target: SyntaxNode | None, args: list[SyntaxNode]) -> SyntaxNode | None:
    if not isinstance(target, Identifier) or target.name != "cel":
        return None
    if not isinstance(args[0], Identifier):
        raise CompileError("the variable of cel.bind must be a simple name")
    return _bound(args[0].name, args[1], args[2])


def _one(loop: Callable[[SyntaxNode | None, tuple[str, str], SyntaxNode], SyntaxNode]) -> Macro:
    return lambda source, args: loop(source, (_variable(args[0]), ""), args[1])


def _two(loop: Callable[[SyntaxNode | None, tuple[str, str], SyntaxNode], SyntaxNode]) -> Macro:
    return lambda source, args: loop(source, _variables(args), args[2])


STANDARD: MacroTable = {
    ("has", 1, False): _has,
    ("all", 2, True): _one(_all),
    ("exists", 2, True): _one(_exists),
    ("exists_one", 2, True): _one(_exists_one),
    ("existsOne", 2, True): _one(_exists_one),
    ("map", 2, True): _map,
    ("map", 3, True): _map,
    ("filter", 2, True): _filter,
}
COPYING = frozenset(("optMap", "optFlatMap"))
"""Macros whose expansion has their target twice."""

OPTIONALS: MacroTable = {("optMap", 2, True): _optional_map, ("optFlatMap", 2, True): _optional_flat_map}
TWO_VARIABLES: MacroTable = {
    ("all", 3, True): _two(_all),
    ("exists", 3, True): _two(_exists),
    ("existsOne", 3, True): _two(_exists_one),
    ("exists_one", 3, True): _two(_exists_one),
    ("transformList", 3, True): _transform_list,
    ("transformList", 4, True): _transform_list,
    ("transformMap", 3, True): _transform_map,
    ("transformMap", 4, True): _transform_map,
    ("transformMapEntry", 3, True): _transform_map_entry,
    ("transformMapEntry", 4, True): _transform_map_entry,
}
BINDINGS: MacroTable = {("bind", 3, True): _bind}
SORTING: MacroTable = {("sortBy", 2, True): _sort_by}
