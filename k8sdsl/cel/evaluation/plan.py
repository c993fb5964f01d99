"""Turns a typed expression into instructions (cel-go `interpreter/planner.go` and `decorators.go`).

Constant parts are evaluated here; if that fails, the expression does not compile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import CompileError, EvaluationError
from k8sdsl.cel.evaluation.attributes import (
    QUALIFIERS,
    Attribute,
    ConditionalAttribute,
    Qualifier,
    RelativeAttribute,
    VariableAttribute,
)
from k8sdsl.cel.evaluation.constructors import MakeList, MakeMap, MakeMessage
from k8sdsl.cel.evaluation.instructions import (
    Constant,
    Equality,
    Fallback,
    Invocation,
    Logical,
    Lookup,
    Membership,
    NotStrictlyFalse,
)
from k8sdsl.cel.evaluation.loops import Fold
from k8sdsl.cel.evaluation.scope import Instruction, Meter, Scope
from k8sdsl.cel.messages import WELL_KNOWN
from k8sdsl.cel.syntax.nodes import (
    Call,
    Comprehension,
    Identifier,
    ListNode,
    Literal,
    MapNode,
    Message,
    Select,
    SyntaxNode,
)
from k8sdsl.cel.types import runtime_name
from k8sdsl.cel.values import TypeValue, Uint, type_name

if TYPE_CHECKING:
    from k8sdsl.cel.types import Type

_CONVERSIONS = frozenset(("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"))
_PATTERNS = frozenset(("matches", "find", "findAll"))
_PRIMITIVES = frozenset((bool, int, Uint, float, str))


def plan(node: SyntaxNode) -> Instruction:
    """The instructions of a checked expression. Raises CompileError."""
    match node:
        case Literal():
            return Constant(node.value)
        case Identifier():
            return _name(node.name, node.type, is_type=node.is_type)
        case Select():
            return _select(node)
        case Call():
            return _call(node)
        case ListNode():
            return _list(node)
        case MapNode():
            return _map(node)
        case Message():
            fields = [(str(_literal(entry.key)), plan(entry.value), entry.optional) for entry in node.entries]
            return MakeMessage(WELL_KNOWN.get(node.name), fields)
        case Comprehension():
            return Fold(
                plan(node.source),
                (node.variable, node.second),
                (node.accumulator, plan(node.initial)),
                plan(node.condition),
                plan(node.step),
                plan(node.result),
            )
    raise TypeError(node)


def _literal(node: SyntaxNode) -> Any:
    return node.value if isinstance(node, Literal) else None


def _name(name: str, kind: Type, *, is_type: bool) -> Instruction:
    if is_type:
        inner: Type = kind[1] if isinstance(kind, tuple) and len(kind) > 1 else name
        return Constant(TypeValue(name if name in {"list", "map", "type"} else runtime_name(inner)))
    if isinstance(kind, tuple) and kind[0] == "type":  # upstream looks for a type of that name
        raise CompileError(f"reference to undefined type: {name}")
    return Lookup(VariableAttribute(name))


def _select(node: Select) -> Instruction:
    if node.resolved:
        return _name(node.resolved, node.type, is_type=node.resolved_is_type)
    lookup = _attribute(plan(node.operand))
    lookup.attribute.add(Qualifier(node.field, tests=node.test_only))
    return Lookup(lookup.attribute, cost=lookup.cost - node.test_only, tests=node.test_only)


def _attribute(instruction: Instruction) -> Lookup:
    """An instruction as a value from which can be selected."""
    if isinstance(instruction, Lookup) and not instruction.tests:
        return instruction
    return Lookup(RelativeAttribute(instruction))


def _call(node: Call) -> Instruction:
    args = [plan(operand) for operand in node.operands()]
    match node.function:
        case "_&&_" | "_||_":
            return Logical(args, deciding=node.function == "_||_")
        case "_==_" | "_!=_":
            return Equality(args[0], args[1], negated=node.function == "_!=_")
        case "_?_:_":
            attributes = [_branch(arg) for arg in args[1:]]
            return Lookup(ConditionalAttribute(args[0], *attributes), cost=0)
        case "_[_]" | "_[?_]" | "_?._":
            return _index(args[0], args[1], optional=node.function != "_[_]")
        case "@not_strictly_false":
            return NotStrictlyFalse(args[0])
        case "or" | "orValue" if len(args) == 2:
            return Fallback(args[0], args[1], unwraps=node.function == "orValue")
    return _invocation(node, args)


def _branch(instruction: Instruction) -> Attribute:
    if isinstance(instruction, Lookup) and not instruction.tests:
        return instruction.attribute
    return RelativeAttribute(instruction)


def _index(operand: Instruction, index: Instruction, *, optional: bool) -> Instruction:
    lookup = _attribute(operand)
    if isinstance(index, Constant):
        if type(index.value) not in QUALIFIERS:
            raise CompileError(f"invalid qualifier type: {type_name(index.value)}")
        lookup.attribute.add(Qualifier(index.value, optional=optional))
    else:
        lookup.attribute.add(Qualifier(index=_branch(index), optional=optional))
    return lookup


def _invocation(node: Call, args: list[Instruction]) -> Instruction:
    function = node.resolved
    assert function is not None  # noqa: S101 the checker resolves every call
    overload = node.overloads[0] if len(node.overloads) == 1 else None
    if function.name == "@in" and overload is not None and overload.id == "in_list" and isinstance(args[1], Constant):
        items = args[1].value
        if not items:
            return Constant(value=False)
        if all(type(item) in _PRIMITIVES for item in items):
            return Membership(args[0], items)
    call = Invocation(function, overload, args)
    if function.name in _CONVERSIONS and len(args) == 1 and isinstance(args[0], Constant):
        return _constant(call)
    if function.name in _PATTERNS and isinstance(args[1], Constant):
        _check_pattern(args[1].value)
    return call


def _check_pattern(pattern: Any) -> None:
    from k8sdsl.semantics.patterns import pattern_error

    reason = pattern_error(pattern) if type(pattern) is str else ""
    if reason:
        raise CompileError(reason)


def _constant(instruction: Instruction) -> Constant:
    try:
        return Constant(instruction.evaluate(Scope({}, Meter())))
    except EvaluationError as error:
        raise CompileError(error.message) from None


def _list(node: ListNode) -> Instruction:
    elements = [plan(element) for element in node.elements]
    made = MakeList(elements, node.optional)
    return _constant(made) if all(isinstance(element, Constant) for element in elements) else made


def _map(node: MapNode) -> Instruction:
    entries = [(plan(entry.key), plan(entry.value), entry.optional) for entry in node.entries]
    made = MakeMap(entries)
    constant = all(isinstance(key, Constant) and isinstance(value, Constant) for key, value, _ in entries)
    return _constant(made) if constant else made
