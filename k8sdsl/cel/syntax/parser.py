"""Reads expressions by recursive descent; macros are expanded on the way (cel-go `parser`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.syntax import literals
from k8sdsl.cel.syntax.macros import COPYING
from k8sdsl.cel.syntax.nodes import Call, Identifier, ListNode, Literal, MapEntry, MapNode, Message, Select, SyntaxNode
from k8sdsl.cel.syntax.tokens import place, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.cel.syntax.macros import Macro

DEEPEST = 250
"""The maximum depth of the rules of the grammar, and of operators, selections and calls together."""

MOST_COPIED = 100_000
"""The maximum number of nodes that macros can copy; upstream has no limit, and takes exponential time."""

KEYWORDS = frozenset(("in", "true", "false", "null"))
RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop"),
        *("package", "namespace", "return", "var", "void", "while"),
    )
)

_RELATIONS = {"==": "_==_", "!=": "_!=_", "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "in": "@in"}
_SUMS = {"+": "_+_", "-": "_-_"}
_PRODUCTS = {"*": "_*_", "/": "_/_", "%": "_%_"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse(text: str, macros: Mapping[tuple[str, int, bool], Macro], *, optionals: bool = True) -> SyntaxNode:
    """The tree of an expression; `macros` are keyed by name, number of arguments and whether they have a target.

    `optionals` allows a question mark before optional parts.

    Raises CompileError.
    """
    return _ExpressionParser(text, macros, optionals=optionals).parse()


class _ExpressionParser:
    def __init__(self, text: str, macros: Mapping[tuple[str, int, bool], Macro], *, optionals: bool) -> None:
        self.text = text
        self.macros = macros
        self.optionals = optionals
        self.tokens = tokenize(text)
        self.at = 0
        self.copied = 0
        self.depths = {"expression": 0, "relation": 0, "calculation": 0}

    def parse(self) -> SyntaxNode:
        node = self._expression()
        if self._kind() != "end":
            raise self._failure("expected an operator or the end")
        return node

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _value(self) -> str:
        kind, value, _ = self.tokens[self.at]
        return value if kind in {"operator", "name"} else ""

    def _take(self, text: str) -> bool:
        taken = self._value() == text
        self.at += taken
        return taken

    def _optional(self) -> bool:
        """Whether an optional part begins here."""
        if self.optionals or self._value() != "?":
            return self._take("?")
        raise self._failure("this version has no optional values")

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self._failure(f"expected {text!r}")

    def _name(self) -> str:
        kind, name, _ = self.tokens[self.at]
        if kind != "name" or name in KEYWORDS:
            raise self._failure("expected a name")
        self.at += 1
        return name

    def _failure(self, reason: str) -> CompileError:
        _, value, at = self.tokens[self.at]
        return CompileError(
            f"{place(self.text, at)}: unexpected {value!r}, {reason}" if value else f"the expression ends, {reason}"
        )

    def _enter(self, rule: str) -> None:
        self.depths[rule] += 1
        if self.depths[rule] > DEEPEST:
            raise CompileError(f"the expression is nested deeper than {DEEPEST} levels")

    def _over(self, node: SyntaxNode, *below: SyntaxNode) -> SyntaxNode:
        """Counts `node` as an operator, selection or call over other nodes."""
        node.height = 1 + max((part.height for part in below), default=0)
        if node.height > DEEPEST:
            raise CompileError(f"the expression is nested deeper than {DEEPEST} levels")
        return node

    @staticmethod
    def _around(node: SyntaxNode, *below: SyntaxNode) -> SyntaxNode:
        node.height = max((part.height for part in below), default=0)
        return node

    def _expression(self) -> SyntaxNode:
        self._enter("expression")
        node = self._or()
        if self._take("?"):
            yes = self._or()
            self._need(":")
            no = self._expression()
            node = self._over(Call("_?_:_", [node, yes, no]), node, yes, no)
        self.depths["expression"] -= 1
        return node

    def _or(self) -> SyntaxNode:
        return self._joined("||", "_||_", self._and)

    def _and(self) -> SyntaxNode:
        return self._joined("&&", "_&&_", self._relation)

    def _joined(self, operator: str, function: str, operand: Callable[[], SyntaxNode]) -> SyntaxNode:
        terms = [operand()]
        while self._take(operator):
            terms.append(operand())
        return _balanced(function, terms)

    def _relation(self) -> SyntaxNode:
        self._enter("relation")
        node = self._sum()
        while (operator := self._value()) in _RELATIONS:
            self.at += 1
            self._enter("relation")
            right = self._sum()
            self.depths["relation"] -= 1
            node = self._over(Call(_RELATIONS[operator], [node, right]), node, right)
        self.depths["relation"] -= 1
        return node

    def _sum(self) -> SyntaxNode:
        self._enter("calculation")
        node = self._product()
        while (operator := self._value()) in _SUMS:
            self.at += 1
            self._enter("calculation")
            right = self._product()
            self.depths["calculation"] -= 1
            node = self._over(Call(_SUMS[operator], [node, right]), node, right)
        self.depths["calculation"] -= 1
        return node

    def _product(self) -> SyntaxNode:
        node = self._unary()
        while (operator := self._value()) in _PRODUCTS:
            self.at += 1
            self._enter("calculation")
            right = self._unary()
            self.depths["calculation"] -= 1
            node = self._over(Call(_PRODUCTS[operator], [node, right]), node, right)
        return node

    def _unary(self) -> SyntaxNode:
        operator = self._value()
        if operator not in {"!", "-"} or (operator == "-" and self._is_number(self.at + 1)):
            return self._member()
        count = 0
        while self._take(operator):
            count += 1
        node = self._member()
        if count % 2 == 0:
            return node
        return self._around(Call(f"{operator}_", [node]), node)

    def _is_number(self, at: int) -> bool:
        return self.tokens[at][0] in {"int", "float"}

    def _member(self) -> SyntaxNode:
        node = self._primary()
        while True:
            if self._take("."):
                node = self._dotted(node)
            elif self._take("["):
                function = "_[?_]" if self._optional() else "_[_]"
                index = self._expression()
                self._need("]")
                node = self._over(Call(function, [node, index]), node, index)
            else:
                return node

    def _dotted(self, target: SyntaxNode) -> SyntaxNode:
        if self._optional():
            field = self._name()
            return self._over(Call("_?._", [target, Literal(field)]), target)
        name = self._name()
        if not self._take("("):
            return self._over(Select(target, name), target)
        args = self._arguments()
        return self._over(self._call(name, args, target), target, *args)

    def _call(self, name: str, args: list[SyntaxNode], target: SyntaxNode | None = None) -> SyntaxNode:
        macro = self.macros.get((name, len(args), target is not None))
        if macro and name in COPYING and target is not None:
            self._copy(target)
        expanded = macro(target, args) if macro else None
        return Call(name, args, target) if expanded is None else expanded

    def _copy(self, target: SyntaxNode) -> None:
        """Counts the nodes to be copied, which double with every nested macro."""
        self.copied += sum(1 for _ in target.walk())
        if self.copied > MOST_COPIED:
            raise CompileError("the macros of the expression expand to too many operations")

    def _arguments(self) -> list[SyntaxNode]:
        args: list[SyntaxNode] = []
        while not self._take(")"):
            if args:
                self._need(",")
            args.append(self._expression())
        return args

    def _primary(self) -> SyntaxNode:
        kind, value, _ = self.tokens[self.at]
        if kind in {"text", "bytes", "uint"}:
            self.at += 1
            read = {"text": literals.text_of, "bytes": _bytes, "uint": _uint}[kind]
            return Literal(read(value))
        if self._is_number(self.at) or (value == "-" and self._is_number(self.at + 1)):
            return self._number()
        if kind == "name" or value == ".":
            return self._named()
        if self._take("("):
            node = self._expression()
            self._need(")")
            return node
        if self._take("["):
            return self._list()
        if self._take("{"):
            entries = self._entries(self._expression)
            return self._around(MapNode(entries), *(node for e in entries for node in (e.key, e.value)))
        raise self._failure("expected a value")

    def _number(self) -> SyntaxNode:
        negative = self._take("-")
        kind, text, _ = self.tokens[self.at]
        self.at += 1
        read = literals.integer if kind == "int" else literals.floating
        return Literal(read(text, negative=negative))

    def _named(self) -> SyntaxNode:
        """A constant, a name, a call of a function, or a message."""
        if self._value() in _CONSTANTS:
            self.at += 1
            return Literal(_CONSTANTS[self.tokens[self.at - 1][1]])
        message = self._message_name()
        if message:
            entries = self._entries(lambda: Literal(self._name()))
            return self._around(Message(message, entries), *(entry.value for entry in entries))
        leading = "." if self._take(".") else ""
        name = self._name()
        if name in RESERVED:
            self.at -= 1
            raise self._failure(f"{name!r} is a reserved word")
        if not self._take("("):
            return Identifier(leading + name)
        args = self._arguments()
        return self._around(self._call(leading + name, args), *args)

    def _message_name(self) -> str:
        """The name of a message, if one begins here; its brace is consumed too."""
        at = self.at + (self._value() == ".")
        start = at
        while self.tokens[at][0] == "name" and self.tokens[at][1] not in KEYWORDS:
            if self.tokens[at + 1][1] == "{":
                names = [self.tokens[index][1] for index in range(start, at + 1, 2)]
                leading = "." if start > self.at else ""
                self.at = at + 2
                return leading + ".".join(names)
            if self.tokens[at + 1][1] != ".":
                break
            at += 2
        return ""

    def _list(self) -> SyntaxNode:
        elements: list[SyntaxNode] = []
        optional: set[int] = set()
        while not self._closes("]", elements):
            if self._optional():
                optional.add(len(elements))
            elements.append(self._expression())
        return self._around(ListNode(elements, frozenset(optional)), *elements)

    def _entries(self, key: Callable[[], SyntaxNode]) -> list[MapEntry]:
        entries: list[MapEntry] = []
        while not self._closes("}", entries):
            optional = self._optional()
            name = key()
            self._need(":")
            entries.append(MapEntry(name, self._expression(), optional=optional))
        return entries

    def _closes(self, closing: str, before: list[SyntaxNode] | list[MapEntry]) -> bool:
        """Whether a list ends here; a trailing comma is allowed."""
        if self._take(closing):
            return True
        if before:
            self._need(",")
        elif self._take(","):
            self._need(closing)
            return True
        return self._take(closing)


def _balanced(function: str, terms: list[SyntaxNode]) -> SyntaxNode:
    """`&&` and `||` over many terms, as a balanced tree."""
    if len(terms) == 1:
        return terms[0]
    middle = (len(terms) + 1) // 2
    left, right = _balanced(function, terms[:middle]), _balanced(function, terms[middle:])
    node = Call(function, [left, right])
    node.height = max(left.height, right.height)
    return node


def _bytes(token: str) -> bytes:
    return literals.bytes_of(token[1:])


def _uint(token: str) -> int:
    return literals.unsigned(token[:-1])
