"""Lines of a user's files that can contain the value of a secret, so that no message shows them.

A line is hidden if it is part of something that creates or changes a Secret: a call `Secret(...)`, a plain tree whose
`kind` is Secret, a patch function for Secrets, a YAML document of that kind. A value that reaches a Secret through a
variable of another line cannot be detected.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_MENTION = r"""["']?kind["']?\s*[:=]\s*["']?Secret(?:Generator)?\b"""
_OPENING = re.compile(r"\bSecret(?:Generator)?\(|" + _MENTION)

_KINDS = ("Secret", "SecretGenerator")


def may_hold_secret(file: str, line: int, end_line: int | None = None) -> bool:
    """Whether a line, or one of those up to `end_line`, can contain the value of a secret."""
    wanted = range(line, (end_line or line) + 1)
    if file.endswith(".py"):
        return any(number in wanted for number in _secret_lines(file))
    return any(_in_secret_document(file, number) for number in wanted)


@lru_cache(maxsize=256)
def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _secret_lines(file: str) -> frozenset[int]:
    import ast

    text = _text(file)
    if "Secret" not in text:
        return frozenset()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return frozenset(_unparsed(text))
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.Dict, ast.FunctionDef)) and _is_of_secret(node):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)


def _is_of_secret(node: ast.Call | ast.Dict | ast.FunctionDef) -> bool:
    import ast

    if isinstance(node, ast.FunctionDef):
        return any(_name(inner) == "Secret" for mark in node.decorator_list for inner in ast.walk(mark))
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return any(_constant(key) == "kind" and _constant(value) in _KINDS for key, value in pairs)
    name = _name(node.func)
    if name == "Secret" or "SecretGenerator" in name:
        return True
    if any(word.arg == "kind" and _constant(word.value) in _KINDS for word in node.keywords):
        return True  # of a generator; for a target it is harmless
    target = next((word.value for word in node.keywords if word.arg == "target"), None)
    return isinstance(target, ast.Call) and any(_constant(word.value) == "Secret" for word in target.keywords)


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))


def _constant(node: ast.AST | None) -> object:
    return getattr(node, "value", None)


def _unparsed(text: str) -> list[int]:
    """The lines within brackets opened by something that begins with a Secret; for text that is not valid Python."""
    found, depth = [], 0
    for number, line in enumerate(text.splitlines(), start=1):
        opening = None if depth else _OPENING.search(line)
        if depth or opening:
            found.append(number)
            rest = line[opening.start() :] if opening else line
            depth = max(0, depth + sum(rest.count(mark) for mark in "([{") - sum(rest.count(mark) for mark in ")]}"))
    return found


def _in_secret_document(file: str, line: int) -> bool:
    lines = _text(file).splitlines()
    starts = [number for number, text in enumerate(lines, start=1) if text.startswith("---")]
    first = max((number for number in starts if number <= line), default=1)
    last = min((number for number in starts if number > line), default=len(lines) + 1)
    if re.search(_MENTION, "\n".join(lines[first - 1 : last - 1])):
        return True
    heads = (text for text in reversed(lines[first - 1 : line]) if text[:1].isalpha())
    return next(heads, "").startswith("secretGenerator")
