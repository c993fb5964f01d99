"""Lines of a user's files that can contain the value of a secret, so that no message shows them.

A line is hidden if it is part of something that creates or changes a Secret: a call `Secret(...)`, a plain tree whose
`kind` is Secret, a patch function for Secrets, a YAML document of that kind. A value that reaches a Secret through a
variable of another line cannot be detected.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.locations.content import read_text

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

_MENTION = r"""["']?kind["']?\s*[:=]\s*(?:[!&]\S*\s+)*["']?Secret(?:List|Generator)?\b"""
_OPENING = re.compile(r"\bSecret(?:Generator)?\(|" + _MENTION)
_IN_YAML = re.compile(
    _MENTION
    + r"""|["']?kind["']?\s*:\s*(?:[!&]\S*\s+)*(?:"[^"\n]*\\|\*)"""  # a kind that is not to be read without YAML
    + r"""|\bstringData\b|\bSecretList\b""",
    re.IGNORECASE,
)

_KINDS = ("Secret", "SecretGenerator")


def may_hold_secret(file: str, line: int, end_line: int | None = None) -> bool:
    """Whether a line, or one of those up to `end_line`, can contain the value of a secret."""
    wanted = range(line, (end_line or line) + 1)
    try:
        path = Path(file).absolute()
        state = path.stat()
    except OSError:
        return False  # then no line of it can be shown either
    written, size = state.st_mtime_ns, state.st_size
    if file.endswith(".py"):
        return any(number in wanted for number in _secret_lines(path, written, size))
    return any(number in part for number in wanted for part in _secret_ranges(path, written, size))


def _text(file: Path) -> str:
    try:
        return read_text(file) if file.is_file() else ""  # a pipe can be read only once
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _secret_lines(file: Path, written: int, size: int) -> frozenset[int]:
    """The lines of a Python file, in the state that is known by time and size, that can contain secret values."""
    import ast

    del written, size
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


_ODD_BREAKS = re.compile("\\r(?!\\n)|[\\x0b\\x0c\\x85\\u2028\\u2029]")
_READABLE = (".yaml", ".yml", ".json", ".toml", "Kustomization", "<text>")
"""Endings of files that are read line by line here; any other file holds the values of a generator, perhaps."""


@lru_cache(maxsize=256)
def _secret_ranges(file: Path, written: int, size: int) -> tuple[range, ...]:
    """As `_secret_lines`, for the documents of a YAML file."""
    del written, size
    text = _text(file)
    lines = text.split("\n")
    if not file.name.endswith(_READABLE) or (_ODD_BREAKS.search(text) and "secret" in text.casefold()):
        return (range(1, len(lines) + 1),)  # in the second case, what a line is depends on who reads it
    starts = [number for number, line in enumerate(lines, start=1) if line.startswith("---")]
    bounds = [1, *(start for start in starts if start > 1), len(lines) + 1]
    return tuple(
        part for first, last in pairwise(bounds) for part in _ranges_of_document(lines[first - 1 : last - 1], first)
    )


def _ranges_of_document(lines: list[str], first: int) -> Iterator[range]:
    """The lines of one document that can contain secret values; `first` is the number of its first line."""
    text = "\n".join(lines)
    applied = text.find("last-applied-configuration")
    if _IN_YAML.search(text) or (applied >= 0 and "Secret" in text[applied:]):
        yield range(first, first + len(lines))
    elif "SealedSecret" in text:
        template = next((number for number, line in enumerate(lines) if "template" in line), len(lines))
        yield range(first + template, first + len(lines))
    else:
        yield from _generators(lines, first)


def _generators(lines: list[str], first: int) -> Iterator[range]:
    """The lines of `secretGenerator` in a kustomization, and of charts with their values."""
    heads = [number for number, line in enumerate(lines) if line[:1].isalpha()]
    for start, end in pairwise([*heads, len(lines)]):
        if lines[start].startswith("secretGenerator") or any("valuesInline" in line for line in lines[start:end]):
            yield range(first + start, first + end)
