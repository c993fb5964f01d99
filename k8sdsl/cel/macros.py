"""The macros of CEL, put into the words that they stand for (cel-go `parser/macro.go`, `ext`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from k8sdsl.cel.node import CelSyntaxError, Node

if TYPE_CHECKING:
    from collections.abc import Callable

RESULT = "@result"


class Builder(Protocol):
    """What makes nodes, each with an id of its own: the parser."""

    def new(self, kind: str, name: str = "", args: list[Node] | None = None) -> Node:
        """A node of a kind."""
        ...

    def const(self, value: Any) -> Node:
        """A constant."""
        ...


def expand(parser: Builder, name: str, target: Node, args: list[Node]) -> Node | None:
    """What a macro stands for, or None where the call is none."""
    macro = _MACROS.get((name, len(args)))
    if macro is None:
        return None
    if name == "bind" and not (target.kind == "ident" and target.name == "cel"):
        return None
    return macro(_Expansion(parser, name, target, args))


class _Expansion:
    """One macro, its target and its arguments, and the ways to write what it stands for."""

    def __init__(self, parser: Builder, name: str, target: Node, args: list[Node]) -> None:
        self.parser, self.name, self.target, self.args = parser, name, target, args

    def variable(self, index: int) -> str:
        argument = self.args[index]
        if argument.kind != "ident":
            raise CelSyntaxError(f"{self.name}() takes the name of a variable first")
        return argument.name

    def accu(self) -> Node:
        return self.parser.new("ident", RESULT)

    def call(self, function: str, *args: Node) -> Node:
        return self.parser.new("call", function, list(args))

    def fold(self, init: Node, condition: Node, step: Node, result: Node, *, variables: int = 1) -> Node:
        node = self.parser.new("comprehension", args=[self.target, init, condition, step, result])
        node.iter, node.accu = self.variable(0), RESULT
        if variables == 2:
            node.name = self.variable(1)
        return node


def _quantified(macro: _Expansion) -> Node:
    new, variables = macro.parser, len(macro.args) - 1
    predicate = macro.args[-1]
    if macro.name == "all":
        condition = macro.call("@not_strictly_false", macro.accu())
        step = macro.call("_&&_", macro.accu(), predicate)
        return macro.fold(new.const(True), condition, step, macro.accu(), variables=variables)  # noqa: FBT003
    if macro.name == "exists":
        condition = macro.call("@not_strictly_false", macro.call("!_", macro.accu()))
        step = macro.call("_||_", macro.accu(), predicate)
        return macro.fold(new.const(False), condition, step, macro.accu(), variables=variables)  # noqa: FBT003
    one = macro.call("_+_", macro.accu(), new.const(1))
    step = macro.call("_?_:_", predicate, one, macro.accu())
    result = macro.call("_==_", macro.accu(), new.const(1))
    return macro.fold(new.const(0), new.const(True), step, result, variables=variables)  # noqa: FBT003


def _collected(macro: _Expansion) -> Node:
    new = macro.parser
    item = macro.args[-1]
    predicate = macro.args[1] if len(macro.args) == 3 else None
    if macro.name == "filter":
        item, predicate = new.new("ident", macro.variable(0)), macro.args[1]
    return _listed(macro, item, predicate, variables=1)


def _transformed(macro: _Expansion) -> Node:
    predicate = macro.args[2] if len(macro.args) == 4 else None
    if macro.name == "transformList":
        return _listed(macro, macro.args[-1], predicate, variables=2)
    key = [macro.parser.new("ident", macro.variable(0))] if macro.name == "transformMap" else []
    step = macro.call("cel.@mapInsert", macro.accu(), *key, macro.args[-1])
    if predicate is not None:
        step = macro.call("_?_:_", predicate, step, macro.accu())
    condition = macro.parser.const(True)  # noqa: FBT003
    return macro.fold(macro.parser.new("map"), condition, step, macro.accu(), variables=2)


def _listed(macro: _Expansion, item: Node, predicate: Node | None, *, variables: int) -> Node:
    new = macro.parser
    step = macro.call("_+_", macro.accu(), new.new("list", args=[item]))
    if predicate is not None:
        step = macro.call("_?_:_", predicate, step, macro.accu())
    return macro.fold(new.new("list"), new.const(True), step, macro.accu(), variables=variables)  # noqa: FBT003


def _bound(macro: _Expansion) -> Node:
    return _binding(macro, macro.variable(0), macro.args[1], macro.args[2])


def _binding(macro: _Expansion, name: str, value: Node, inner: Node) -> Node:
    new = macro.parser
    parts = [new.new("list"), value, new.const(False), new.new("ident", name), inner]  # noqa: FBT003
    node = new.new("comprehension", args=parts)
    node.iter, node.accu = "#unused", name
    return node


def _optional_mapped(macro: _Expansion) -> Node:
    has_value, value = macro.parser.new("call", "hasValue"), macro.parser.new("call", "value")
    has_value.target = value.target = macro.target
    inner = _binding(macro, macro.variable(0), value, macro.args[1])
    if macro.name == "optMap":
        inner = macro.call("optional.of", inner)
    return macro.call("_?_:_", has_value, inner, macro.call("optional.none"))


_MACROS: dict[tuple[str, int], Callable[[_Expansion], Node]] = {
    **{(name, count): _quantified for name in ("all", "exists") for count in (2, 3)},
    ("exists_one", 2): _quantified,
    ("existsOne", 2): _quantified,
    ("existsOne", 3): _quantified,
    ("map", 2): _collected,
    ("map", 3): _collected,
    ("filter", 2): _collected,
    ("transformList", 3): _transformed,
    ("transformList", 4): _transformed,
    ("transformMap", 3): _transformed,
    ("transformMap", 4): _transformed,
    ("transformMapEntry", 3): _transformed,
    ("transformMapEntry", 4): _transformed,
    ("bind", 3): _bound,
    ("optMap", 2): _optional_mapped,
    ("optFlatMap", 2): _optional_mapped,
}
