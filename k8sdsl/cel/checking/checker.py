"""Determines the type of every node of an expression (cel-go `checker/checker.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.checking.declarations import Declarations
from k8sdsl.cel.checking.substitution import Substitution
from k8sdsl.cel.checking.unification import (
    all_assignable,
    assignable,
    instance,
    is_dyn,
    most_general,
    same,
)
from k8sdsl.cel.errors import CompileError
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
    qualified_name,
)
from k8sdsl.cel.types import (
    ANY,
    DYN,
    ERROR,
    NULL,
    ObjectType,
    Type,
    format_type,
    is_optional,
    is_variable,
    list_of,
    map_of,
    optional_of,
)
from k8sdsl.cel.values import Uint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cel.functions import Function, Overload

_LITERALS: dict[type, Type] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): NULL,
}


def check(node: SyntaxNode, declarations: Declarations) -> None:
    """Determines the types of `node` and all nodes below it. Raises CompileError with all type errors."""
    checker = _Checker(declarations)
    checker.check(node)
    if checker.errors:
        raise CompileError("; ".join(dict.fromkeys(checker.errors)))
    for each in node.walk():
        each.type = checker.known.resolve(each.type, to_dyn=True)


class _Checker:
    def __init__(self, declarations: Declarations) -> None:
        self.declared = declarations
        self.scopes: list[dict[str, Type]] = []
        self.errors: list[str] = []
        self.known = Substitution()
        self.variables = 0

    def check(self, node: SyntaxNode) -> Type:
        match node:
            case Literal():
                node.type = _LITERALS[type(node.value)]
            case Identifier():
                node.type = self._identifier(node)
            case Select():
                node.type = self._select(node)
            case Call():
                node.type = self._call(node)
            case ListNode():
                node.type = self._list(node)
            case MapNode():
                node.type = self._map(node)
            case Message():
                node.type = self._message(node)
            case Comprehension():
                node.type = self._comprehension(node)
        return node.type

    def _error(self, text: str) -> Type:
        self.errors.append(text)
        return ERROR

    def _resolved(self, kind: Type) -> Type:
        return self.known.resolve(kind)

    def _assignable(self, given: Type, wanted: Type) -> bool:
        """Whether a type can be assigned to another; variables are bound only if it can."""
        before = self.known.mark()
        fits = assignable(self.known, given, wanted)
        if not fits:
            self.known.undo(before)
        return fits

    def _variable(self) -> str:
        self.variables += 1
        return f"?{self.variables}"

    def _lookup(self, name: str) -> tuple[Type, bool] | None:
        """The type of a name, and whether it names a type."""
        name = name.removeprefix(".")
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name], False
        return self.declared.find(name)

    def _identifier(self, node: Identifier) -> Type:
        found = self._lookup(node.name)
        if found is None:
            return self._error(f"undeclared reference to '{node.name}'")
        kind, node.is_type = found
        node.name = node.name.removeprefix(".")
        return kind

    def _select(self, node: Select) -> Type:
        name = qualified_name(node)
        found = self._lookup(name) if name else None
        if found is not None:
            kind, node.resolved_is_type = found
            node.resolved = name.removeprefix(".")
            return kind
        kind = self._field(node.operand, node.field)
        return "bool" if node.test_only else self._resolved(kind)

    def _field(self, operand: SyntaxNode, field: str, *, optional: bool = False) -> Type:
        self.check(operand)
        kind = self._resolved(operand.type)
        was_optional = is_optional(kind)
        if isinstance(kind, tuple) and was_optional:
            kind = kind[1]
        result = self._field_type(kind, field)
        return optional_of(result) if was_optional or optional else result

    def _field_type(self, kind: Type, field: str) -> Type:
        if isinstance(kind, tuple) and kind[0] == "map":
            value: Type = kind[2]
            return value
        fields = kind.fields if isinstance(kind, ObjectType) else None
        if fields is None and isinstance(kind, str) and "." in kind and not kind.startswith("net."):
            fields = {}
        if fields is not None:
            found = fields.get(field, fields.get(f"__{field}__"))
            return self._error(f"undefined field '{field}'") if found is None else found
        if is_variable(kind):
            self._assignable(DYN, kind)
        elif not is_dyn(kind):
            self._error(f"type '{format_type(kind)}' does not support field selection")
        return DYN

    def _call(self, node: Call) -> Type:
        if node.function == "_?._":
            field = node.args[1]
            assert isinstance(field, Literal)  # noqa: S101 the parser writes the field as a literal
            field.type = "string"
            return self._resolved(self._field(node.args[0], str(field.value), optional=True))
        for arg in node.args:
            self.check(arg)
        functions = self.declared.functions
        name = node.function.removeprefix(".")
        if node.target is not None:
            prefix = qualified_name(node.target).removeprefix(".")
            if prefix and f"{prefix}.{name}" in functions:
                node.target, name = None, f"{prefix}.{name}"
            else:
                self.check(node.target)
        function = functions.get(name)
        if function is None:
            return self._error(f"undeclared reference to '{node.function}'")
        node.function, node.resolved = name, function
        return self._resolve(node, function)

    def _resolve(self, node: Call, function: Function) -> Type:
        kinds = tuple(operand.type for operand in node.operands())
        if function.name in {"_&&_", "_||_"}:
            node.overloads = function.overloads[:1]
            return self._logical(kinds)
        result: Type | None = None
        for overload in function.overloads:
            if overload.is_member != (node.target is not None):
                continue
            found = self._result(overload, kinds)
            if found is None:
                continue
            node.overloads.append(overload)
            if result is None:
                result = found
            elif not is_dyn(result) and not same(found, result):
                result = DYN
        if result is None:
            shown = ", ".join(format_type(self.known.resolve(kind, to_dyn=True)) for kind in kinds)
            return self._error(f"found no matching overload for '{function.name}' applied to '({shown})'")
        return result

    def _logical(self, kinds: tuple[Type, ...]) -> Type:
        result: Type = "bool"
        for kind in kinds:
            if not self._assignable(kind, "bool"):
                result = self._mismatch("bool", kind)
        return result

    def _result(self, overload: Overload, kinds: tuple[Type, ...]) -> Type | None:
        """The result type of an overload for arguments of these types; None if it does not accept them."""
        if len(overload.parameters) != len(kinds):
            return None
        names = _Fresh(self)
        wanted = tuple(instance(parameter, names) for parameter in overload.parameters)
        before = self.known.mark()
        if not all_assignable(self.known, kinds, wanted):
            self.known.undo(before)
            return None
        return self._resolved(instance(overload.result, names))

    def _mismatch(self, wanted: Type, found: Type) -> Type:
        kinds = (format_type(self.known.resolve(kind, to_dyn=True)) for kind in (wanted, found))
        return self._error("expected type '{}' but found '{}'".format(*kinds))

    def _joined(self, before: Type | None, kind: Type) -> Type:
        """The common type of the members of a literal so far and of one more; `validators` refuses different types."""
        if before is None:
            return kind
        return most_general(before, kind) if self._assignable(before, kind) else DYN

    def _present(self, kind: Type) -> Type:
        """The type of the value in an optional member of a literal."""
        if isinstance(kind, tuple) and is_optional(kind):
            inner: Type = kind[1]
            return inner
        if kind not in {DYN, ANY} if isinstance(kind, str) else True:
            self._mismatch(optional_of(kind), kind)
        return kind

    def _list(self, node: ListNode) -> Type:
        member: Type | None = None
        for index, element in enumerate(node.elements):
            kind = self.check(element)
            member = self._joined(member, self._present(kind) if index in node.optional else kind)
        return list_of(self._variable() if member is None else member)

    def _map(self, node: MapNode) -> Type:
        key: Type | None = None
        value: Type | None = None
        for entry in node.entries:
            key = self._joined(key, self.check(entry.key))
            kind = self.check(entry.value)
            value = self._joined(value, self._present(kind) if entry.optional else kind)
        if key is None or value is None:
            return map_of(self._variable(), self._variable())
        return map_of(key, value)

    def _message(self, node: Message) -> Type:
        name = node.name.removeprefix(".")
        found = self._lookup(name)
        if found is None:
            return self._error(f"undeclared reference to '{name}'")
        kind, is_type = found
        inner: Type = kind[1] if isinstance(kind, tuple) and kind[0] == "type" and len(kind) > 1 else ERROR
        fields: Mapping[str, Type] | None = WELL_KNOWN[name].fields if name in WELL_KNOWN else None
        if isinstance(inner, ObjectType):
            fields = inner.fields
        if not is_type or fields is None:
            self._error(f"'{name}' is not a message")
            inner, fields = ERROR, {}
        node.name = name
        for entry in node.entries:
            kind = self.check(entry.value)
            self._message_field(entry.key, self._present(kind) if entry.optional else kind, fields, inner)
        return inner

    def _message_field(self, key: SyntaxNode, kind: Type, fields: Mapping[str, Type], message: Type) -> None:
        assert isinstance(key, Literal)  # noqa: S101 the parser writes the names of fields as literals
        key.type = "string"
        wanted = fields.get(key.value)
        if wanted is None:
            if message != ERROR:
                self._error(f"undefined field '{key.value}'")
        elif not self._assignable(wanted, kind):
            self._error(
                f"expected type of field '{key.value}' is '{format_type(wanted)}' but found '{format_type(kind)}'"
            )

    def _comprehension(self, node: Comprehension) -> Type:
        self.check(node.source)
        accumulated = self.check(node.initial)
        source = self._resolved(node.source.type)
        first, second = self._items(source, two=bool(node.second))
        self.scopes.append({node.accumulator: accumulated})
        inner = {node.variable: first}
        if node.second:
            inner[node.second] = second
        self.scopes.append(inner)
        self.check(node.condition)
        self._expect("bool", node.condition)
        self.check(node.step)
        self._expect(accumulated, node.step)
        self.scopes.pop()
        self.check(node.result)
        self.scopes.pop()
        return self._resolved(node.result.type)

    def _expect(self, wanted: Type, node: SyntaxNode) -> None:
        if not self._assignable(wanted, node.type):
            self._mismatch(wanted, node.type)

    def _items(self, source: Type, *, two: bool) -> tuple[Type, Type]:
        """The types of the variables of a loop."""
        if isinstance(source, tuple) and source[0] == "list":
            return ("int", source[1]) if two else (source[1], source[1])
        if isinstance(source, tuple) and source[0] == "map":
            return source[1], source[2]
        if (is_dyn(source) and source != ANY) or is_variable(source):
            self._assignable(DYN, source)
            return DYN, DYN
        self._error(f"expression of type '{format_type(source)}' cannot be the range of a comprehension")
        return ERROR, ERROR


class _Fresh(dict[str, str]):
    """A new type variable for each parameter of a signature."""

    def __init__(self, checker: _Checker) -> None:
        super().__init__()
        self.checker = checker

    def __missing__(self, name: str) -> str:
        variable = self[name] = self.checker._variable()  # noqa: SLF001 a part of the checker
        return variable
