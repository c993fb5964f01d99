"""Checks of an expression whose types are correct (cel-go `cel/validator.go`, `ext/formatting.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.checking.unification import same
from k8sdsl.cel.conversions import to_duration, to_time
from k8sdsl.cel.errors import CompileError, EvaluationError
from k8sdsl.cel.formatting import clauses
from k8sdsl.cel.syntax.nodes import Call, ListNode, Literal, MapNode, Message, SyntaxNode
from k8sdsl.cel.types import DYN, Type, format_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_TEXT_KINDS = frozenset(
    (
        *("list", "map", "int", "uint", "double", "bool", "string", "timestamp", "bytes", "duration", "type"),
        "null_type",
    )
)
_CLAUSES = {
    "d": frozenset(("int", "uint")),
    "f": frozenset(("double", "string")),
    "e": frozenset(("double", "string")),
    "b": frozenset(("int", "uint", "bool")),
    "x": frozenset(("int", "uint", "string", "bytes")),
    "X": frozenset(("int", "uint", "string", "bytes")),
    "o": frozenset(("int", "uint")),
}


def validate(node: SyntaxNode, *, literals: bool, formats: bool) -> None:
    """Checks literal arguments of functions, and the members of lists and maps. Raises CompileError.

    `literals` and `formats` say which checks the server of a version has.
    """
    problems = list(_mixed(node, exempt=formats))
    for each in node.walk():
        if isinstance(each, Call):
            if literals:
                problems += _literal_problems(each)
            if formats and each.function == "format" and each.target is not None:
                problems += _format_problems(each)
    if problems:
        raise CompileError("; ".join(dict.fromkeys(problems)))


def _literal_problems(call: Call) -> Iterator[str]:
    """Checks literal durations, times and patterns; the first argument of `matches` counts as a pattern."""
    check = _ARGUMENTS.get(call.function)
    if check is not None and call.args and isinstance(call.args[0], Literal) and not check(call.args[0].value):
        yield f"invalid {call.function} argument"


def _is_duration(value: Any) -> bool:
    return _succeeds(to_duration, value)


def _is_time(value: Any) -> bool:
    return _succeeds(to_time, value)


def _succeeds(convert: Callable[[Any], Any], value: Any) -> bool:
    try:
        convert(value)
    except EvaluationError:
        return False
    return True


def _is_pattern(value: Any) -> bool:
    from k8sdsl.semantics.patterns import pattern_error

    return type(value) is str and not pattern_error(value)


_ARGUMENTS = {"duration": _is_duration, "timestamp": _is_time, "matches": _is_pattern}


def _mixed(node: SyntaxNode, *, exempt: bool) -> Iterator[str]:
    """Reports lists and maps with members of different types, except in the arguments of `format`."""
    stack = [node]
    while stack:
        each = stack.pop()
        if exempt and isinstance(each, Call) and each.function == "format":
            continue
        if isinstance(each, ListNode):
            yield from _different(
                [_present(item.type, optional=i in each.optional) for i, item in enumerate(each.elements)]
            )
        elif isinstance(each, MapNode):
            yield from _different([entry.key.type for entry in each.entries])
            yield from _different([_present(entry.value.type, optional=entry.optional) for entry in each.entries])
        stack += each.children()


def _present(kind: Type, *, optional: bool) -> Type:
    inner: Type = kind[1] if optional and isinstance(kind, tuple) and len(kind) > 1 else kind
    return inner


def _different(kinds: list[Type]) -> Iterator[str]:
    for kind in kinds[1:]:
        if not same(_plain(kinds[0]), _plain(kind)):
            yield f"expected type '{format_type(kinds[0])}' but found '{format_type(kind)}'"


def _plain(kind: Type) -> Type:
    """A type without null."""
    if isinstance(kind, tuple):
        return (kind[0], *map(_plain, kind[1:]))
    return kind.removesuffix("?") if isinstance(kind, str) else kind


def _format_problems(call: Call) -> Iterator[str]:
    """Reports clauses of a template that do not fit its literal arguments."""
    if not isinstance(call.target, Literal) or len(call.args) != 1 or not isinstance(call.args[0], ListNode):
        return
    if type(call.target.value) is not str:
        return
    args = call.args[0].elements
    try:
        letters = [letter for _, letter, _ in clauses(call.target.value) if letter]
    except EvaluationError as error:
        yield error.message
        return
    if len(letters) != len(args):
        yield f"the template has {len(letters)} clauses, but there are {len(args)} arguments"
    for letter, arg in zip(letters, args, strict=False):
        if not (_is_text(arg) if letter == "s" else _is_one_of(arg.type, _CLAUSES[letter])):
            yield f"the clause %{letter} does not accept a value of type '{format_type(arg.type)}'"


def _is_one_of(kind: Type, kinds: frozenset[str]) -> bool:
    name = kind[0] if isinstance(kind, tuple) else kind.removesuffix("?") if isinstance(kind, str) else ""
    return name == DYN or name in kinds


def _is_text(node: SyntaxNode) -> bool:
    if not _is_one_of(node.type, _TEXT_KINDS):
        return False
    if isinstance(node, Message):
        return True
    if isinstance(node, ListNode | MapNode):
        return all(map(_is_text, node.children()))
    return True
