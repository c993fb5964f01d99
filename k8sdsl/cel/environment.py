"""What expressions can use on a server of a version (apiserver `pkg/cel/environment/base.go`), and how they compile."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.checking.checker import check
from k8sdsl.cel.checking.declarations import Declarations
from k8sdsl.cel.checking.validators import validate
from k8sdsl.cel.errors import CancelledError, CompileError, ExhaustedError
from k8sdsl.cel.evaluation.plan import plan
from k8sdsl.cel.evaluation.scope import Meter, Scope
from k8sdsl.cel.functions import Function
from k8sdsl.cel.libraries.kubernetes.authorizer import AUTHORIZER, SELECTORS
from k8sdsl.cel.libraries.kubernetes.lists import KUBERNETES_LISTS
from k8sdsl.cel.libraries.kubernetes.named_formats import NAMED_FORMATS
from k8sdsl.cel.libraries.kubernetes.network import CIDRS, IPS
from k8sdsl.cel.libraries.kubernetes.quantities import QUANTITIES
from k8sdsl.cel.libraries.kubernetes.regex import REGEX
from k8sdsl.cel.libraries.kubernetes.semver import SEMVER
from k8sdsl.cel.libraries.kubernetes.urls import URLS
from k8sdsl.cel.libraries.lists import LISTS
from k8sdsl.cel.libraries.optionals import FIRST_AND_LAST, FLAT_MAP, OPTIONALS
from k8sdsl.cel.libraries.sets import SETS
from k8sdsl.cel.libraries.standard import EXISTS_ONE, STANDARD
from k8sdsl.cel.libraries.strings import STRINGS_0, STRINGS_2
from k8sdsl.cel.libraries.text import TEXT
from k8sdsl.cel.libraries.times import TIMES
from k8sdsl.cel.libraries.two_variables import TWO_VARIABLES
from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.nodes import Identifier, Select
from k8sdsl.cel.syntax.parser import parse
from k8sdsl.cel.types import DYN, list_of, map_of, optional_of
from k8sdsl.cel.work import renew

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.cel.evaluation.scope import Instruction
    from k8sdsl.cel.syntax.macros import MacroTable
    from k8sdsl.cel.syntax.nodes import SyntaxNode
    from k8sdsl.cel.types import ObjectType, Type

# Libraries in the order in which their overloads are tried: the first environment with one, and the first without it.
LIBRARIES: tuple[tuple[Library, int, int], ...] = (
    (STANDARD, 0, 999),
    (TEXT, 0, 999),
    (TIMES, 0, 999),
    (URLS, 0, 999),
    (REGEX, 0, 999),
    (KUBERNETES_LISTS, 0, 999),
    (AUTHORIZER, 27, 999),
    (OPTIONALS, 28, 999),
    (FLAT_MAP, 29, 999),
    (QUANTITIES, 28, 999),
    (STRINGS_0, 0, 29),
    (STRINGS_2, 29, 999),
    (SETS, 29, 999),
    (IPS, 30, 999),
    (CIDRS, 30, 999),
    (NAMED_FORMATS, 31, 999),
    (SELECTORS, 31, 999),
    (TWO_VARIABLES, 32, 999),
    (SEMVER, 33, 999),
    (LISTS, 34, 999),
)
# Libraries that servers have in every environment as soon as their cel-go has them.
ENGINE_LIBRARIES: tuple[tuple[Library, int], ...] = ((EXISTS_ONE, 33), (FIRST_AND_LAST, 33))

OPTIONALS_SINCE = 28
"""Since this version the base environment has optional values (`OptionalTypes`)."""
MIXED_NUMBERS_SINCE = 28
"""Since this version numbers of different types are compared (`CrossTypeNumericComparisons`)."""
LITERALS_SINCE = 29
"""Since this version literals of durations, times and patterns are validated (`ASTValidators`)."""
FORMATS_SINCE = 31
"""Since this version format strings are validated (`stringFormatValidator` of the server's cel-go)."""

_FRAMES = 20_000
"""Python's recursion limit for an expression, whose depth is bounded by the grammar."""

_PARAMETRIC: dict[str, Type] = {
    "list": list_of(DYN),
    "map": map_of(DYN, DYN),
    "type": "type",
    "optional_type": optional_of(DYN),
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Duration": "duration",
}


class Program:
    """A compiled expression: its tree, its type, and the instructions that evaluate it."""

    __slots__ = ("instruction", "node")

    def __init__(self, node: SyntaxNode, instruction: Instruction) -> None:
        self.node = node
        self.instruction = instruction

    @property
    def type(self) -> Type:
        """The type of the value."""
        return self.node.type

    def uses(self, name: str) -> bool:
        """Whether the expression refers to a variable."""
        for node in self.node.walk():
            resolved = node.name if isinstance(node, Identifier) else node.resolved if isinstance(node, Select) else ""
            if resolved == name or resolved.startswith(f"{name}."):
                return True
        return False

    def evaluate(self, variables: Mapping[str, Any], meter: Meter | None = None) -> Any:
        """The value for these variables. Raises EvaluationError, and CancelledError if it costs too much."""
        with _deep_recursion():
            renew()
            try:
                return self.instruction.evaluate(Scope(variables, meter or Meter()))
            except ExhaustedError as error:
                raise CancelledError(str(error)) from None
            except (RecursionError, MemoryError):
                raise CancelledError("evaluating the expression needs too much memory") from None


class Environment:
    """The variables, messages and libraries that expressions can use on a server.

    Expressions of `new` objects can only use what the previous version has too, since a server can be rolled back to
    it. `libraries` are additional ones for one use only, such as JSON patches.
    """

    __slots__ = ("_declarations", "_macros", "minor", "server")

    def __init__(
        self,
        variables: Mapping[str, Type],
        objects: Mapping[str, ObjectType] | None = None,
        *,
        minor: int,
        new: bool = False,
        libraries: tuple[Library, ...] = (),
    ) -> None:
        self.server = minor
        self.minor = minor - new
        functions, macros, types = _libraries(self.minor, self.server)
        for library in libraries:
            functions = {**functions, **{function.name: function for function in library.functions}}
            macros = {**macros, **library.macros}
        self._macros = macros
        self._declarations = Declarations(variables, objects or {}, functions, types)

    def compile(self, expression: str) -> Program:
        """The expression, ready to be evaluated. Raises CompileError."""
        with _deep_recursion():
            renew()
            try:
                node = parse(expression, self._macros, optionals=self.minor >= OPTIONALS_SINCE)
                check(node, self._declarations)
                literals = self.minor >= LITERALS_SINCE
                validate(node, literals=literals, formats=literals and self.server >= FORMATS_SINCE)
                return Program(node, plan(node))
            except ExhaustedError as error:
                raise CompileError(str(error)) from None
            except RecursionError:
                raise CompileError("the expression is nested too deeply") from None


@cache
def _libraries(minor: int, server: int) -> tuple[dict[str, Function], MacroTable, dict[str, Type]]:
    functions: dict[str, Function] = {}
    macros: MacroTable = {}
    types: dict[str, Type] = {"list": _PARAMETRIC["list"], "map": _PARAMETRIC["map"], "type": _PARAMETRIC["type"]}
    present = [library for library, since, until in LIBRARIES if since <= minor < until]
    present += [library for library, since in ENGINE_LIBRARIES if since <= server]
    for library in present:
        macros.update(library.macros)
        types.update((name, _PARAMETRIC.get(name, name)) for name in library.types)
        for function in library.functions:
            known = functions.get(function.name)
            functions[function.name] = function if known is None else known.merged(function)
    if minor < MIXED_NUMBERS_SINCE:
        for operator in ("_<_", "_<=_", "_>_", "_>=_"):
            functions[operator] = _without_mixed_numbers(functions[operator])
    return functions, macros, types


def _without_mixed_numbers(function: Function) -> Function:
    overloads = [overload for overload in function.overloads if overload.parameters[0] == overload.parameters[1]]
    return Function(function.name, *overloads, singleton=function.singleton, takes=tuple(function.takes))


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Raises the recursion limit to the depth of an expression.

    Calls from Python to Python do not use the C stack, and the depth is bounded by the grammar.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
