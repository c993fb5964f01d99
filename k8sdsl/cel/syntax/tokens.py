"""The tokens of an expression (the lexer of cel-go's `CEL.g4`), read in one pass."""

from __future__ import annotations

import re
from functools import cache

from k8sdsl.cel.errors import CompileError

Token = tuple[str, str, int]
"""Its kind (`text`, `bytes`, `float`, `uint`, `int`, `name`, `operator`, `end`), its text, and its position."""

LONGEST = 100_000
"""The maximum number of characters of an expression."""

_ESCAPE = r"\\[abfnrtv\"'\\?`]|\\[0-3][0-7][0-7]|\\[xX][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}"
_TEXT = (
    rf"[rR](?:\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\r\n]*\"|'[^'\r\n]*')"
    rf"|\"\"\"(?:{_ESCAPE}|[^\\])*?\"\"\"|'''(?:{_ESCAPE}|[^\\])*?'''"
    rf"|\"(?:{_ESCAPE}|[^\\\"\r\n])*\"|'(?:{_ESCAPE}|[^\\'\r\n])*'"
)


@cache
def _words() -> re.Pattern[str]:
    """The alternatives of a repetition begin differently, so that this pattern never backtracks into one."""
    return re.compile(
        r"(?P<space>[ \t\r\n\f]+|//[^\n]*)"
        rf"|(?P<bytes>[bB](?:{_TEXT}))"
        rf"|(?P<text>{_TEXT})"
        r"|(?P<float>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
        r"|(?P<uint>(?:0x[0-9a-fA-F]+|[0-9]+)[uU])"
        r"|(?P<int>0x[0-9a-fA-F]+|[0-9]+)"
        r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
        r"|(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])",
        re.DOTALL,
    )


def tokenize(text: str) -> list[Token]:
    """The tokens of an expression; the last one is its end. Raises CompileError."""
    if len(text) > LONGEST:
        raise CompileError(f"the expression has {len(text)} characters; at most {LONGEST} are allowed")
    found: list[Token] = []
    at, words = 0, _words()
    while at < len(text):
        match = words.match(text, at)
        if match is None:
            raise CompileError(f"{place(text, at)}: unexpected {text[at]!r}")
        kind = str(match.lastgroup)
        if kind != "space":
            found.append((kind, match.group(), at))
        at = match.end()
    found.append(("end", "", at))
    return found


def place(text: str, at: int) -> str:
    """A position as line and column."""
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"
