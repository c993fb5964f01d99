"""Walks over an expression and adds up the maximum costs of its parts.

The server refuses definitions whose rules could cost too much, so the arithmetic is exactly upstream's: sizes come from
the schema at the path of a value, or from the expression itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cel.estimation.calls import CALLS, Cost, Operand
from k8sdsl.cel.estimation.ranges import ANY, MOST, ONE, TEXT_FACTOR, ZERO, Range, exactly
from k8sdsl.cel.syntax.macros import RESULT
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
from k8sdsl.cel.types import ObjectType, Type, is_optional

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Program
    from k8sdsl.cel.functions import Overload
    from k8sdsl.cel.schemas import SizedType

_SCALARS = frozenset(("bool", "double", "duration", "int", "timestamp", "uint"))
_LIST_COST, _MAP_COST, _MESSAGE_COST = exactly(10), exactly(30), exactly(40)
FieldNames = tuple[str, ...]


class Entries(NamedTuple):
    """The sizes of the keys and values of a list or map that an expression creates."""

    kind: str
    keys: Range
    values: Range


class _VariablePath(NamedTuple):
    path: FieldNames
    size: Range | None
    entries: Entries | None


def most_cost(program: Program, root: SizedType | None) -> int:
    """The maximum cost of an expression; `root` declares the variable at which all paths begin."""
    return _Estimate(root).cost(program.node).most


class _Estimate:
    def __init__(self, root: SizedType | None) -> None:
        self.root = root
        self.paths: dict[SyntaxNode, FieldNames] = {}
        self.sizes: dict[SyntaxNode, Range] = {}
        self.entries: dict[SyntaxNode, Entries] = {}
        self.variables: dict[str, list[_VariablePath]] = {}

    def cost(self, node: SyntaxNode) -> Range:
        """The cost of a node and all nodes below it."""
        match node:
            case Identifier():
                variable = self._variable(node.name)
                self.paths[node] = (node.name,) if variable is None else variable.path
                return ONE
            case Select():
                return self._select(node)
            case Call():
                return self._call(node)
            case ListNode():
                return self._list(node)
            case MapNode():
                return self._map(node)
            case Message():
                return _MESSAGE_COST.plus(self._sum([entry.value for entry in node.entries]))
            case Comprehension():
                return self._binding(node) if _is_binding(node) else self._loop(node)
        return ZERO

    def _sum(self, nodes: list[SyntaxNode]) -> Range:
        total = ZERO
        for node in nodes:
            total = total.plus(self.cost(node))
        return total

    def _variable(self, name: str) -> _VariablePath | None:
        bound = self.variables.get(name)
        return bound[-1] if bound else None

    def _path(self, node: SyntaxNode) -> FieldNames:
        if isinstance(node, Identifier):
            variable = self._variable(node.name)
            if variable is not None:
                return variable.path
        return self.paths.get(node, ())

    def _select(self, node: Select) -> Range:
        if node.resolved:
            self.paths[node] = (node.resolved,)
            return ONE
        total = self.cost(node.operand)
        if node.test_only:
            return total
        kind = node.operand.type
        if _is_map(kind) or isinstance(kind, ObjectType) or (isinstance(kind, str) and "." in kind):
            total = total.plus(ONE)
        self.paths[node] = (*self._path(node.operand), node.field)
        return total

    def _list(self, node: ListNode) -> Range:
        total = self._sum(node.elements)
        values = Range(MOST if node.elements else 0, 0)
        for element in node.elements:
            values = values.union(self.size_or_any(element))
        self.entries[node] = Entries("list", ONE, values)
        return total.plus(_LIST_COST)

    def _map(self, node: MapNode) -> Range:
        total = ZERO
        keys = values = Range(MOST if node.entries else 0, 0)
        for entry in node.entries:
            total = total.plus(self.cost(entry.key)).plus(self.cost(entry.value))
            keys = keys.union(self.size_or_any(entry.key))
            values = values.union(self.size_or_any(entry.value))
        self.entries[node] = Entries("map", keys, values)
        return total.plus(_MAP_COST)

    def _loop(self, node: Comprehension) -> Range:
        total = self.cost(node.source).plus(self.cost(node.initial))
        self._push(
            node.accumulator,
            _VariablePath(self._path(node.initial), self.size(node.initial), self._entries(node.initial)),
        )
        names = self._push_items(node)
        inner = self.cost(node.condition).plus(self.cost(node.step))
        for name in names:
            self.variables[name].pop()
        total = total.plus(self.cost(node.result))
        self.variables[node.accumulator].pop()
        rounds = self.size_or_any(node.source)
        total = total.plus(rounds.times(inner))
        if isinstance(node.initial, Literal):
            self._keep(node, self.size(node.initial), None)
        elif isinstance(node.initial, ListNode | MapNode):
            self._keep(node, rounds, self._entries(node.step))
        return total

    def _push(self, name: str, variable: _VariablePath) -> None:
        self.variables.setdefault(name, []).append(variable)

    def _push_items(self, node: Comprehension) -> list[str]:
        """Declares the variables of a loop, and returns their names."""
        entries, path = self._entries(node.source), self._path(node.source)
        is_list = entries.kind == "list" if entries is not None else _is_list(node.source.type)
        keys, values = (entries.keys, entries.values) if entries is not None else (None, None)
        key_path = (*path, "@indices" if is_list else "@keys")
        value_path = (*path, "@items" if is_list else "@values")
        if node.second:
            self._push(node.variable, _VariablePath(key_path, keys, None))
            self._push(node.second, _VariablePath(value_path, values, None))
            return [node.variable, node.second]
        single = _VariablePath(value_path, values, None) if is_list else _VariablePath(key_path, keys, None)
        self._push(node.variable, single)
        return [node.variable]

    def _binding(self, node: Comprehension) -> Range:
        total = self.cost(node.source).plus(self.cost(node.initial))
        variable = _VariablePath(self._path(node.initial), self.size(node.initial), self._entries(node.initial))
        self._push(node.accumulator, variable)
        total = total.plus(self.cost(node.result))
        self.variables[node.accumulator].pop()
        self._keep(node, self.size(node.result), self._entries(node.result))
        return total

    def _keep(self, node: SyntaxNode, size: Range | None, entries: Entries | None) -> None:
        if size is not None:
            self.sizes[node] = size
        if entries is not None:
            self.entries[node] = entries

    def _call(self, node: Call) -> Range:
        if node.function == "dyn":
            total = ONE.plus(self.cost(node.args[0]))
            self._keep(node, self.size(node.args[0]), self._entries(node.args[0]))
            return total
        costs = [self.cost(arg) for arg in node.args]
        if not node.overloads and node.function != "_?._":
            return ZERO
        total = ZERO if node.target is None else self.cost(node.target)
        target = None if node.target is None else self._operand(node.target)
        args = [self._operand(arg) for arg in node.args]
        own, size = Range(MOST, 0), None
        for overload in node.overloads or (None,):
            cost = self._overload(node, overload, target, args, costs)
            own = own.union(cost.cost)
            if cost.size is not None:
                size = cost.size if size is None else size.union(cost.size)
            if overload is not None and overload.id in {"index_list", "index_map"}:
                entries = self._entries(node.args[0])
                size = None if entries is None else entries.values
                step = "@items" if overload.id == "index_list" else "@values"
                self.paths[node] = (*self._path(node.args[0]), step)
            if size is None:
                size = self.size(node)
        self._keep(node, size, None)
        return total.plus(own)

    def _operand(self, node: SyntaxNode) -> Operand:
        path = self._path(node)
        if path and path[0] == RESULT:
            path = ()
        return Operand(node, node.type, self.size(node), path, self._at)

    def _overload(
        self, node: Call, overload: Overload | None, target: Operand | None, args: list[Operand], costs: list[Range]
    ) -> Cost:
        """The cost of calling one overload, including its arguments."""
        key = overload.id if overload is not None else ""
        if key in {"logical_or", "logical_and"}:
            return Cost(Range(costs[0].least, costs[0].plus(costs[1]).most))
        if key == "conditional":
            return self._conditional(node, args, costs)
        given = ZERO
        for cost in costs:
            given = given.plus(cost)
        estimated = CALLS.get(key) or CALLS.get(node.function)
        found = estimated(key, target, args) if estimated is not None else None
        if found is None:
            found = self._addition(node, key, args) if key in _ADDITIONS else Cost(ONE)
        return Cost(found.cost.plus(given), found.size)

    def _conditional(self, node: Call, args: list[Operand], costs: list[Range]) -> Cost:
        yes, no = self._entries(node.args[1]), self._entries(node.args[2])
        self._keep(node, None, _either(yes, no))
        return Cost(costs[0].plus(costs[1].union(costs[2])), args[1].any_size.union(args[2].any_size))

    def _addition(self, node: Call, key: str, args: list[Operand]) -> Cost:
        size = args[0].any_size.plus(args[1].any_size)
        self._keep(node, None, _either(self._entries(node.args[0]), self._entries(node.args[1])))
        return Cost(ONE if key == "add_list" else size.scaled(TEXT_FACTOR), size)

    def size_or_any(self, node: SyntaxNode) -> Range:
        """The maximum size of a value, in elements or characters."""
        size = self.size(node)
        return ANY if size is None else size

    def size(self, node: SyntaxNode) -> Range | None:
        """The maximum size of a value; None if it is unknown."""
        known = self.sizes.get(node)
        if known is not None:
            return known
        written = _written_size(node)
        if written is not None:
            return written
        declared = self._at(self._path(node))
        if declared is not None:
            self.sizes[node] = declared
            return declared
        if _is_scalar(node.type):
            return ONE
        variable = self._variable(node.name) if isinstance(node, Identifier) else None
        return None if variable is None else variable.size

    def _entries(self, node: SyntaxNode) -> Entries | None:
        found = self.entries.get(node)
        if found is None and isinstance(node, Identifier):
            variable = self._variable(node.name)
            return None if variable is None else variable.entries
        return found

    def _at(self, path: FieldNames) -> Range | None:
        """The size that the schema declares at a path; its first step is the variable."""
        found = self.root if path else None
        for step in path[1:]:
            if found is None:
                return None
            if step in {"@items", "@values"}:
                found = found.item
            else:
                found = found.key if step == "@keys" else found.fields.get(step)
        return None if found is None else Range(0, found.most)


_ADDITIONS = frozenset(("add_string", "add_bytes", "add_list"))


def _either(first: Entries | None, second: Entries | None) -> Entries | None:
    if first is None or second is None:
        return None
    return Entries(first.kind, first.keys.union(second.keys), first.values.union(second.values))


def _is_binding(node: Comprehension) -> bool:
    """Whether a loop only gives a name to a value."""
    without_rounds = isinstance(node.source, ListNode) and not node.source.elements
    ends = isinstance(node.condition, Literal) and node.condition.value is False
    return without_rounds and ends and node.accumulator != RESULT


def _is_map(kind: Type) -> bool:
    return isinstance(kind, tuple) and kind[0] == "map"


def _is_list(kind: Type) -> bool:
    return isinstance(kind, tuple) and kind[0] == "list"


def _is_scalar(kind: Type) -> bool:
    if is_optional(kind) and isinstance(kind, tuple):
        return _is_scalar(kind[1])
    return isinstance(kind, str) and kind.removesuffix("?") in _SCALARS


def _written_size(node: SyntaxNode) -> Range | None:
    match node:
        case Literal():
            return exactly(len(node.value)) if isinstance(node.value, str | bytes) else ONE
        case ListNode():
            return exactly(len(node.elements))
        case MapNode():
            return exactly(len(node.entries))
    return None
