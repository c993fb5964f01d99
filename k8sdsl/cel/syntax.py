"""Expressions in CEL as trees (cel-go `parser`), read by recursive descent; its macros are expanded on the way."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.macros import expand
from k8sdsl.cel.node import CelSyntaxError, Node, UnjudgeableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEEPEST = 60
"""How deep parentheses and calls may nest before nothing is said of an expression; the server stops at 250."""

RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop"),
        *("package", "namespace", "return", "var", "void", "while"),
    )
)


def parse(text: str) -> Node:
    """The tree of an expression. Raises CelSyntaxError, or UnjudgeableError for what nests too deep."""
    try:
        return _Parser(text).parse()
    except RecursionError as error:
        raise UnjudgeableError("nested too deep") from error


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r"(?P<space>[ \t\r\n\f]+|//[^\n]*)"
        r"|(?P<text>[rRbB]{0,2}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''"
        r"|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'))"
        r"|(?P<raw>[bB]?[rR][bB]?(?:\"[^\"\r\n]*\"|'[^'\r\n]*'))"
        r"|(?P<float>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
        r"|(?P<int>(?:0x[0-9a-fA-F]+|[0-9]+)[uU]?)"
        r"|(?P<ident>[A-Za-z_][A-Za-z0-9_]*)"
        r"|(?P<escaped>`[a-zA-Z0-9_.\-/ ]+`)"
        r"|(?P<op>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])",
        re.DOTALL,
    )


_RELATIONS = {"==": "_==_", "!=": "_!=_", "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "in": "@in"}
_SUMS = {"+": "_+_", "-": "_-_"}
_PRODUCTS = {"*": "_*_", "/": "_/_", "%": "_%_"}


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._lex(text))
        self.at = 0
        self.ids = 0
        self.depth = 0

    def _lex(self, text: str) -> Iterator[tuple[str, str, int]]:
        at, pattern = 0, _tokens()
        while at < len(text):
            match = pattern.match(text, at)
            if match is None:
                line = text.count("\n", 0, at) + 1
                raise CelSyntaxError(
                    f"{line}:{at - text.rfind(chr(10), 0, at)}: {text[at]!r} is no part of an expression"
                )
            kind = str(match.lastgroup)
            if kind == "escaped":
                raise UnjudgeableError("quoted identifiers")
            if kind != "space":
                yield kind, match.group(), at
            at = match.end()
        yield "end", "", at

    def parse(self) -> Node:
        node = self._expression()
        if self._kind() != "end":
            raise self._failure("the expression ends before it")
        return node

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _is(self, text: str) -> bool:
        kind, value, _ = self.tokens[self.at]
        return value == text and kind in {"op", "ident"}

    def _take(self, text: str) -> bool:
        if self._is(text):
            self.at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self._failure(f"{text!r} is expected")

    def _failure(self, reason: str) -> CelSyntaxError:
        _, value, at = self.tokens[self.at]
        line = self.text.count("\n", 0, at) + 1
        shown = repr(value) if value else "the end"
        return CelSyntaxError(f"{line}:{at - self.text.rfind(chr(10), 0, at)}: unexpected {shown}; {reason}")

    def new(self, kind: str, name: str = "", args: list[Node] | None = None) -> Node:
        self.ids += 1
        return Node(self.ids, kind, name, args)

    def const(self, value: Any) -> Node:
        node = self.new("const")
        node.value = value
        return node

    def _expression(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnjudgeableError("nested too deep")
        node = self._joined("||", "_||_", lambda: self._joined("&&", "_&&_", self._relation))
        if self._take("?"):
            yes = self._joined("||", "_||_", lambda: self._joined("&&", "_&&_", self._relation))
            self._need(":")
            node = self.new("call", "_?_:_", [node, yes, self._expression()])
        self.depth -= 1
        return node

    def _joined(self, operator: str, function: str, operand: Callable[[], Node]) -> Node:
        terms = [operand()]
        while self._take(operator):
            terms.append(operand())
        return self._balanced(function, terms)

    def _balanced(self, function: str, terms: list[Node]) -> Node:
        if len(terms) == 1:
            return terms[0]
        middle = (len(terms) + 1) // 2
        left, right = self._balanced(function, terms[:middle]), self._balanced(function, terms[middle:])
        return self.new("call", function, [left, right])

    def _relation(self) -> Node:
        return self._chain(_RELATIONS, lambda: self._chain(_SUMS, lambda: self._chain(_PRODUCTS, self._unary)))

    def _chain(self, operators: dict[str, str], operand: Callable[[], Node]) -> Node:
        node = operand()
        while self.tokens[self.at][1] in operators and self._kind() in {"op", "ident"}:
            function = operators[self.tokens[self.at][1]]
            self.at += 1
            node = self.new("call", function, [node, operand()])
        return node

    def _unary(self) -> Node:
        for operator, function in (("!", "!_"), ("-", "-_")):
            count = 0
            while self._take(operator):
                count += 1
            if count:
                if operator == "-" and count == 1 and self._kind() in {"int", "float"}:
                    return self._member(self._number(sign=-1))
                node = self._member(self._primary())
                return self.new("call", function, [node]) if count % 2 else node
        return self._member(self._primary())

    def _member(self, node: Node) -> Node:
        while True:
            if self._take("."):
                node = self._dotted(node)
            elif self._take("["):
                optional = self._take("?")
                node = self.new("call", "_[?_]" if optional else "_[_]", [node, self._expression()])
                self._need("]")
            elif self._is("{") and _qualified(node):
                node = self._struct(_qualified(node))
            else:
                return node

    def _dotted(self, target: Node) -> Node:
        optional = self._take("?")
        kind, name, _ = self.tokens[self.at]
        if kind != "ident" or name in {"true", "false", "null", "in"}:
            raise self._failure("a name is expected")
        self.at += 1
        if optional:
            return self.new("call", "_?._", [target, self.const(name)])
        if not self._take("("):
            node = self.new("select", name)
            node.target = target
            return node
        args = self._arguments(")")
        expanded = expand(self, name, target, args)
        if expanded is not None:
            return expanded
        node = self.new("call", name, args)
        node.target = target
        return node

    def _arguments(self, closing: str) -> list[Node]:
        args: list[Node] = []
        while not self._take(closing):
            if args:
                self._need(",")
            args.append(self._expression())
        return args

    def _primary(self) -> Node:
        kind, value, _ = self.tokens[self.at]
        if kind in {"int", "float"}:
            return self._number(sign=1)
        if kind in {"text", "raw"}:
            self.at += 1
            return self.const(self._literal(value))
        if kind == "ident" or (kind == "op" and value == "."):
            return self._identifier()
        if self._take("("):
            node = self._expression()
            self._need(")")
            return node
        if self._take("["):
            return self._list()
        if self._take("{"):
            node = self.new("map")
            self._entries(node, self._expression)
            return node
        raise self._failure("a value is expected")

    def _identifier(self) -> Node:
        leading = self._take(".")
        kind, name, _ = self.tokens[self.at]
        if kind != "ident":
            raise self._failure("a name is expected")
        if name in {"true", "false", "null"} and not leading:
            self.at += 1
            return self.const({"true": True, "false": False}.get(name))
        if name in RESERVED or name == "in":
            raise self._failure("the name is reserved")
        self.at += 1
        if not self._take("("):
            return self.new("ident", name)
        args = self._arguments(")")
        if name == "has" and len(args) == 1:
            return self._has(args[0])
        return self.new("call", name, args)

    def _has(self, argument: Node) -> Node:
        if argument.kind == "select" and not argument.test_only:
            argument.test_only = True
            return argument
        if argument.name == "_?._":
            raise UnjudgeableError("has of an optional field")
        raise self._failure("has() takes a field")

    def _list(self) -> Node:
        node = self.new("list")
        while not self._take("]"):
            if node.args:
                self._need(",")
                if self._take("]"):
                    break
            if self._take("?"):
                node.optional.append(len(node.args))
            node.args.append(self._expression())
        return node

    def _struct(self, name: str) -> Node:
        self._need("{")
        node = self.new("struct", name)
        self._entries(node, self._field_name)
        return node

    def _field_name(self) -> Node:
        kind, name, _ = self.tokens[self.at]
        if kind != "ident":
            raise self._failure("a field is expected")
        self.at += 1
        return self.const(name)

    def _entries(self, node: Node, key: Callable[[], Node]) -> None:
        while not self._take("}"):
            if node.entries:
                self._need(",")
                if self._take("}"):
                    break
            optional = self._take("?")
            left = key()
            self._need(":")
            node.entries.append((left, self._expression(), optional))

    def _number(self, *, sign: int) -> Node:
        kind, text, _ = self.tokens[self.at]
        node = self.new("const")
        if kind == "float":
            node.value = sign * float(text)
        else:
            unsigned = text[-1] in "uU"
            node.value = sign * int(text.rstrip("uU"), 16 if text.startswith("0x") else 10)
            if unsigned:
                node.name = "uint"
            low, high = (0, 2**64) if unsigned else (-(2**63), 2**63)
            if not low <= node.value < high:
                raise self._failure("the number is too large")
        self.at += 1
        return node

    def _literal(self, text: str) -> str | bytes:
        prefix = text[: min(text.index(quote) for quote in "'\"" if quote in text)].lower()
        body = text[len(prefix) :]
        width = 3 if body[:3] in {'"""', "'''"} and len(body) >= 6 else 1
        body = body[width:-width]
        if "r" not in prefix:
            body = self._unescaped(body)
        return body.encode("utf-8", "surrogatepass") if "b" in prefix else body

    def _unescaped(self, body: str) -> str:
        def replace(match: re.Match[str]) -> str:
            escape = match[1]
            if escape[0] in "xXuU" and len(escape) > 1:
                return chr(int(escape[1:], 16))
            if escape.isdigit():
                return chr(int(escape, 8))
            plain = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
            if escape in plain or escape in "\\?\"'`":
                return plain.get(escape, escape)
            raise self._failure(f"\\{escape} is no escape")

        pattern = r"\\([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|[0-3][0-7]{2}|.)"
        return re.sub(pattern, replace, body, flags=re.DOTALL) if "\\" in body else body


def _qualified(node: Node) -> str:
    """A chain of identifiers as one name, or an empty string."""
    if node.kind == "ident":
        return node.name
    if node.kind == "select" and not node.test_only and node.target is not None:
        prefix = _qualified(node.target)
        return f"{prefix}.{node.name}" if prefix else ""
    return ""
