"""The types of an expression, and what is wrong with them (cel-go `checker`, and the validators beside it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cel.declarations import functions
from k8sdsl.cel.node import UnjudgeableError
from k8sdsl.cel.types import DYN, ObjectType, Type, format_type, is_parameter, list_of, map_of, optional_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cel.node import Node

TYPE_NAMES: dict[str, Type] = {
    **{name: ("type", name) for name in ("int", "uint", "double", "bool", "string", "bytes", "dyn")},
    "list": ("type", list_of(DYN)),
    "map": ("type", map_of(DYN, DYN)),
    "null_type": ("type", "null_type"),
    "type": ("type", "type"),
    "optional_type": ("type", optional_of(DYN)),
    "google.protobuf.Timestamp": ("type", "timestamp"),
    "google.protobuf.Duration": ("type", "duration"),
    **{name: ("type", name) for name in ("kubernetes.URL", "kubernetes.Quantity", "net.IP", "net.CIDR")},
}
_NULLABLE = frozenset(("timestamp", "duration", "null_type"))


class CheckError(Exception):
    """The expression does not type; the text says why."""


class Call(NamedTuple):
    """The function that a call is of, and whether it is called on its target."""

    name: str
    is_member: bool


class Checked:
    """What checking found: the type of every node, and the function of every call, by the node's id."""

    __slots__ = ("calls", "node", "type", "types")

    def __init__(self, node: Node, kind: Type, types: dict[int, Type], calls: dict[int, Call]) -> None:
        self.node = node
        self.type = kind
        self.types = types
        self.calls = calls

    def uses(self, name: str) -> bool:
        """Whether the expression speaks of a variable."""
        return any(node.kind == "ident" and node.name == name for node in self.node.walk())


def check(node: Node, variables: Mapping[str, Type], objects: Mapping[str, ObjectType] | None = None) -> Checked:
    """Types an expression; `objects` are the object types that may be constructed by name.

    Raises CheckError with everything that is wrong, or UnjudgeableError.
    """
    checker = _Checker(variables, objects or {})
    kind = checker.check(node)
    if checker.errors:
        raise CheckError("; ".join(dict.fromkeys(checker.errors)))
    final = checker.substitute(kind)
    types = {key: checker.substitute(value) for key, value in checker.types.items()}
    return Checked(node, final, types, checker.calls)


class _Checker:
    def __init__(self, variables: Mapping[str, Type], objects: Mapping[str, ObjectType]) -> None:
        self.variables = variables
        self.objects = objects
        self.scopes: list[dict[str, Type]] = []
        self.types: dict[int, Type] = {}
        self.calls: dict[int, Call] = {}
        self.errors: list[str] = []
        self.bound: dict[str, Type] = {}
        self.fresh = 0

    def check(self, node: Node) -> Type:
        kind: Type = getattr(self, f"_{node.kind}")(node)
        self.types[node.id] = kind
        return kind

    def _error(self, text: str) -> Type:
        self.errors.append(text)
        return "error"

    def _const(self, node: Node) -> Type:
        if node.name == "uint":
            return "uint"
        names = {bool: "bool", int: "int", float: "double", str: "string", bytes: "bytes"}
        return names.get(type(node.value), "null_type")

    def _lookup(self, name: str) -> Type | None:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        found = self.variables.get(name)
        return TYPE_NAMES.get(name) if found is None else found

    def _ident(self, node: Node) -> Type:
        found = self._lookup(node.name.removeprefix("."))
        return self._error(f"undeclared reference to '{node.name}'") if found is None else found

    def _select(self, node: Node) -> Type:
        if not node.test_only:
            found = self._qualified_name(_qualified(node))
            if found is not None:
                return found
        assert node.target is not None  # noqa: S101 the parser writes no selection of nothing
        operand = self.substitute(self.check(node.target))
        result = self._field(operand, node.name)
        return "bool" if node.test_only else result

    def _qualified_name(self, name: str) -> Type | None:
        """A variable or type whose name has dots in it, unless a part of it means something else here."""
        if not name or any(name.partition(".")[0] in scope for scope in self.scopes):
            return None
        found = self.variables.get(name)
        if found is None and name.partition(".")[0] not in self.variables:
            found = TYPE_NAMES.get(name)
        return found

    def _is_variable(self, name: str) -> bool:
        root = name.partition(".")[0]
        return any(root in scope for scope in self.scopes) or root in self.variables

    def _field(self, operand: Type, name: str) -> Type:
        if isinstance(operand, tuple) and operand[0] == "optional_type":
            return optional_of(self._field(self.substitute(operand[1]), name))
        if isinstance(operand, ObjectType):
            found = operand.fields.get(name)
            return self._error(f"undefined field '{name}'") if found is None else found
        if isinstance(operand, tuple) and operand[0] == "map":
            value: Type = operand[2]
            return value
        if operand in {DYN, "error"} or is_variable(operand):
            return DYN
        return self._error(f"type '{format_type(operand)}' does not support field selection")

    def _list(self, node: Node) -> Type:
        element: Type | None = None
        for index, arg in enumerate(node.args):
            kind = self.check(arg)
            if index in node.optional:
                kind = self._unwrapped(kind)
            element = kind if element is None else self._joined(element, kind)
        return list_of(self._variable() if element is None else element)

    def _map(self, node: Node) -> Type:
        key: Type | None = None
        value: Type | None = None
        for key_node, value_node, optional in node.entries:
            key_kind, value_kind = self.check(key_node), self.check(value_node)
            if optional:
                value_kind = self._unwrapped(value_kind)
            key = key_kind if key is None else self._joined(key, key_kind)
            value = value_kind if value is None else self._joined(value, value_kind)
        if key is None or value is None:
            return map_of(self._variable(), self._variable())
        return map_of(key, value)

    def _unwrapped(self, kind: Type) -> Type:
        kind = self.substitute(kind)
        if isinstance(kind, tuple) and kind[0] == "optional_type":
            inner: Type = kind[1]
            return inner
        return DYN if kind == DYN else self._error(f"expected an optional value, found '{format_type(kind)}'")

    def _joined(self, first: Type, second: Type) -> Type:
        """The type of elements of both; the server wants the elements of a literal to be of one type."""
        if self.assignable(second, first):
            return DYN if DYN in {self.substitute(first), self.substitute(second)} else first
        left, right = self.substitute(first), self.substitute(second)
        return self._error(f"expected type '{format_type(left)}' but found '{format_type(right)}'")

    def _struct(self, node: Node) -> Type:
        declared = self.objects.get(node.name)
        for _, value, _ in node.entries:
            self.check(value)
        if declared is None:
            if node.name.startswith("Object"):
                return ObjectType(node.name)
            if node.name.startswith("google."):
                raise UnjudgeableError(node.name)
            return self._error(f"undeclared reference to '{node.name}'")
        for key, value, _ in node.entries:
            wanted = declared.fields.get(key.value)
            if wanted is None:
                self._error(f"undefined field '{key.value}'")
            elif not self.assignable(self.types[value.id], wanted):
                self._error(f"expected type of field '{key.value}' is '{format_type(wanted)}'")
        return declared

    def _call(self, node: Node) -> Type:
        name = node.name
        if node.target is not None:
            prefix = _qualified(node.target)
            if prefix and not self._is_variable(prefix) and f"{prefix}.{name}" in functions():
                return self._resolve(node, f"{prefix}.{name}", [self.check(arg) for arg in node.args], is_member=False)
            if prefix == "math" and not self._is_variable(prefix):
                raise UnjudgeableError("math")
        if name == "_?._":
            return self._optional_select(node)
        if name not in functions():
            for arg in [*([node.target] if node.target else []), *node.args]:
                self.check(arg)
            return self._error(f"undeclared reference to '{name}'")
        if name == "format" and len(node.args) == 1 and node.args[0].kind == "list":
            return self._format(node)
        kinds = [self.check(arg) for arg in node.args]
        if node.target is not None:
            kinds.insert(0, self.check(node.target))
        return self._resolve(node, name, kinds, is_member=node.target is not None)

    def _format(self, node: Node) -> Type:
        """`format` takes values of any types side by side, which no other list may hold."""
        for arg in node.args[0].args:
            self.check(arg)
        self.types[node.args[0].id] = list_of(DYN)
        target = self.check(node.target) if node.target is not None else "error"
        return self._resolve(node, "format", [target, list_of(DYN)], is_member=True)

    def _optional_select(self, node: Node) -> Type:
        operand = self.substitute(self.check(node.args[0]))
        self.types[node.args[1].id] = "string"
        found = self._field(operand, str(node.args[1].value))
        return found if isinstance(found, tuple) and found[0] == "optional_type" else optional_of(found)

    def _resolve(self, node: Node, name: str, kinds: list[Type], *, is_member: bool) -> Type:
        result: Type | None = None
        for overload in functions()[name]:
            if overload.is_member != is_member or len(overload.parameters) != len(kinds):
                continue
            names: dict[str, str] = {}
            parameters = [self._instance(parameter, names) for parameter in overload.parameters]
            before = dict(self.bound)
            if not all(self.assignable(kind, wanted) for kind, wanted in zip(kinds, parameters, strict=True)):
                self.bound = before
                continue
            found = self.substitute(self._instance(overload.result, names))
            if result is None:
                result = found
            elif result != found:
                result = DYN
        self.calls[node.id] = Call(name, is_member)
        if result is None:
            shown = ", ".join(format_type(_shown(self.substitute(kind))) for kind in kinds)
            if "error" in kinds:
                return "error"
            return self._error(f"found no matching overload for '{name}' applied to '({shown})'")
        self._literals(node, name)
        return result

    def _literals(self, node: Node, name: str) -> None:
        """Texts that are known now and that the server would refuse on every evaluation."""
        from k8sdsl.cel.literals import literal_error

        reason = literal_error(node, name)
        if reason:
            self._error(reason)

    def _comprehension(self, node: Node) -> Type:
        iter_range, init, condition, step, result = node.args
        over = self.substitute(self.check(iter_range))
        self.scopes.append({})
        accu = self.check(init)
        self.scopes.pop()
        item = self._item(over)
        self.scopes.append({node.accu: accu})
        inner: dict[str, Type] = {node.iter: item}
        if node.name:
            inner[node.name] = over[2] if isinstance(over, tuple) and over[0] == "map" else item
            inner[node.iter] = item if isinstance(over, tuple) and over[0] == "map" else _index(over)
        self.scopes.append(inner)
        condition_kind = self.check(condition)
        if not self.assignable(condition_kind, "bool"):
            self._expected("bool", condition_kind)
        step_kind = self.check(step)
        if not self.assignable(step_kind, accu):
            self._expected(format_type(self.substitute(accu)), step_kind)
        self.scopes.pop()
        found = self.check(result)
        self.scopes.pop()
        return self.substitute(found)

    def _expected(self, wanted: str, found: Type) -> None:
        kind = self.substitute(found)
        if kind != "error":
            self._error(f"expected type '{wanted}' but found '{format_type(kind)}'")

    def _item(self, over: Type) -> Type:
        if isinstance(over, tuple) and over[0] in {"list", "map"}:
            item: Type = over[1]
            return item
        if over in {DYN, "error"} or is_variable(over):
            return DYN
        self._error(f"expression of type '{format_type(over)}' cannot be range of a comprehension")
        return "error"

    def _variable(self) -> Type:
        self.fresh += 1
        return f"?{self.fresh}"

    def _instance(self, kind: Type, names: dict[str, str]) -> Type:
        if is_parameter(kind):
            name = str(kind)
            if name not in names:
                names[name] = str(self._variable())
            return names[name]
        if isinstance(kind, tuple):
            return (kind[0], *[self._instance(part, names) for part in kind[1:]])
        return kind

    def substitute(self, kind: Type) -> Type:
        """A type with what is known of its variables; those of which nothing is known are dyn at the end."""
        if is_variable(kind):
            found = self.bound.get(str(kind))
            return kind if found is None else self.substitute(found)
        if isinstance(kind, tuple):
            return (kind[0], *[self.substitute(part) for part in kind[1:]])
        return kind

    def assignable(self, given: Type, wanted: Type) -> bool:
        """Whether a value of one type may stand where another is wanted; binds type variables on the way."""
        name = wanted
        given, wanted = self.substitute(given), self.substitute(wanted)
        if given == DYN and is_variable(name) and not is_variable(wanted):
            self._generalize(str(name))
            return True
        if is_variable(wanted):
            return self._bind(str(wanted), given)
        if is_variable(given):
            return self._bind(str(given), wanted)
        if given in {DYN, "error"} or wanted in {DYN, "error"}:
            return True
        if isinstance(given, tuple) and isinstance(wanted, tuple):
            if given[0] != wanted[0] or len(given) != len(wanted):
                return False
            return given[0] == "type" or all(map(self.assignable, given[1:], wanted[1:]))
        if given == "null_type":
            return _is_nullable(wanted)
        if wanted == "null_type":
            return _is_nullable(given)
        if isinstance(given, ObjectType) and isinstance(wanted, ObjectType):
            return given is wanted or given.name == wanted.name
        return bool(given == wanted)

    def _generalize(self, name: str) -> None:
        """A parameter that stands for a value of any type stands for nothing narrower."""
        while is_variable(self.bound.get(name, "")):
            name = str(self.bound[name])
        self.bound[name] = DYN

    def _bind(self, name: str, kind: Type) -> bool:
        if kind in (name, "error"):
            return True
        if _occurs(name, kind):
            return False
        self.bound[name] = kind
        return True


def is_variable(kind: Type) -> bool:
    """Whether a type is a variable of the checker."""
    return isinstance(kind, str) and kind.startswith("?")


def _index(over: Type) -> Type:
    return DYN if over == DYN else "int"


def _shown(kind: Type) -> Type:
    if is_variable(kind):
        return DYN
    return (kind[0], *[_shown(part) for part in kind[1:]]) if isinstance(kind, tuple) else kind


def _occurs(name: str, kind: Type) -> bool:
    return kind == name or (isinstance(kind, tuple) and any(_occurs(name, part) for part in kind[1:]))


def _is_nullable(kind: Type) -> bool:
    if isinstance(kind, ObjectType):
        return True
    if isinstance(kind, tuple):
        return bool(kind[0] == "optional_type")
    return kind in _NULLABLE or "." in kind


def _qualified(node: Node) -> str:
    """A chain of identifiers as one name, or an empty string."""
    if node.kind == "ident":
        return node.name
    if node.kind == "select" and not node.test_only and node.target is not None:
        prefix = _qualified(node.target)
        return f"{prefix}.{node.name}" if prefix else ""
    return ""
