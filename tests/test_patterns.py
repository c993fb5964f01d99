r"""Every regular expression of ours is linear on any input.

Python's engine tries every way to divide a text between repetitions. So no two repetitions without end may follow each
other if both can match the same characters and nothing between them shows where the first ends: `[0-9]+\.?[0-9]*` tries
each of n places in n digits. This is decided from the patterns only, without measuring.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl

if TYPE_CHECKING:
    from collections.abc import Iterator

ALPHABET = [chr(code) for code in range(128)] + ["é", "\u0660", "\u2028", "😀"]
SEARCHES = {"search", "finditer", "findall", "sub", "split"}
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
SKIPPED = ("k8sdsl.api", "k8sdsl.catalog", "k8sdsl.kube.schema", "k8sdsl.codegen")
"""Generated modules, and what runs on files of our own."""


def items(pattern: Any) -> list[Any]:
    """The parts of a pattern in order, with groups taken apart."""
    found: list[Any] = []
    for op, value in pattern:
        if op is codes.SUBPATTERN:
            found += items(value[3])
        elif op is codes.ATOMIC_GROUP:
            found.append((codes.BRANCH, (None, [value])))
        else:
            found.append((op, value))
    return found


def characters(part: Any) -> frozenset[str]:
    """The characters of the alphabet that a part can match."""
    op, value = part
    if op in REPEATS:
        return frozenset().union(*map(characters, items(value[2])))
    if op is codes.BRANCH:
        return frozenset().union(*(characters(inner) for branch in value[1] for inner in items(branch)))
    if op in {codes.AT, codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF}:
        return frozenset()
    only = re.compile(text_of_one(part))
    return frozenset(character for character in ALPHABET if only.fullmatch(character))


def text_of_one(part: Any) -> str:
    """The pattern of one character as text again."""
    op, value = part
    if op is codes.LITERAL:
        return re.escape(chr(value))
    if op is codes.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    if op is codes.ANY:
        return "."
    assert op is codes.IN, op
    text = ""
    for kind, inner in value:
        if kind is codes.NEGATE:
            text += "^"
        elif kind is codes.LITERAL:
            text += re.escape(chr(inner))
        elif kind is codes.RANGE:
            text += f"{re.escape(chr(inner[0]))}-{re.escape(chr(inner[1]))}"
        else:
            text += CATEGORIES[inner]
    return f"[{text}]"


CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


def is_nullable(part: Any) -> bool:
    """Whether a part can match nothing."""
    op, value = part
    if op in REPEATS:
        return value[0] == 0 or all(map(is_nullable, items(value[2])))
    if op is codes.BRANCH:
        return any(all(map(is_nullable, items(branch))) for branch in value[1])
    return op in {codes.AT, codes.ASSERT, codes.ASSERT_NOT}


def firsts(parts: list[Any]) -> frozenset[str]:
    """The characters that parts can begin with."""
    found: frozenset[str] = frozenset()
    for op, value in parts:
        if op in REPEATS:
            found |= firsts(items(value[2]))
        elif op is codes.BRANCH:
            found |= frozenset().union(*(firsts(items(branch)) for branch in value[1]))
        else:
            found |= characters((op, value))
        if not is_nullable((op, value)):
            break
    return found


def endless(part: Any) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The repetitions without end that a part may begin with: all characters of each, and those that begin it."""
    op, value = part
    if op in REPEATS and value[1] == codes.MAXREPEAT:
        yield characters(part), firsts([part])
    elif op in REPEATS:
        yield from beginnings(items(value[2]))
    elif op is codes.BRANCH:
        for branch in value[1]:
            yield from beginnings(items(branch))


def beginnings(parts: list[Any]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for part in parts:
        yield from endless(part)
        if not is_nullable(part):
            return


def ambiguities(parts: list[Any]) -> Iterator[str]:
    """Each pair of repetitions that can divide a text in many ways."""
    for position, part in enumerate(parts):
        op, value = part
        if op in REPEATS:
            inner = items(value[2])
            yield from ambiguities(inner * 2 if value[1] == codes.MAXREPEAT else inner)
        elif op is codes.BRANCH:
            for branch in value[1]:
                yield from ambiguities(items(branch) + parts[position + 1 :])
        for own, _ in endless(part):
            for other in parts[position + 1 :]:
                if any(own & further for _, further in endless(other)):
                    yield f"two repetitions of {''.join(sorted(own))[:20]!r}"
                if not is_nullable(other) and not own & characters(other):
                    break


def is_slow_search(parts: list[Any]) -> bool:
    """Whether a search from every position goes over the same characters again, to fail in the end."""
    for position, part in enumerate(parts):
        if any(endless(part)) and not all(map(is_nullable, parts[position + 1 :])):
            return True
        if not is_nullable(part):
            return False
    return False


def patterns() -> Iterator[tuple[str, str, str]]:
    """Every call of `re` in the package: its place, the function, and the pattern."""
    for info in pkgutil.walk_packages(k8sdsl.__path__, "k8sdsl."):
        if info.name.startswith(SKIPPED) or info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        with open(str(module.__file__), encoding="utf-8") as file:  # noqa: PTH123
            tree = ast.parse(file.read())
        for call in (node for node in ast.walk(tree) if is_of_a_pattern(node, info.name)):
            assert isinstance(call, ast.Call)
            code = compile(ast.Expression(call.args[0]), info.name, "eval")
            try:
                pattern = eval(code, {**vars(module)})  # noqa: S307 - our own source
            except NameError:  # made from parts in a function
                assert info.name in MADE, f"{info.name}:{call.lineno}"
                continue
            yield f"{info.name}:{call.lineno}", use(tree, call), pattern


MADE = {"k8sdsl.semantics.string_formats"}
"""The modules with functions that compile what they are given; their own calls are looked at instead."""


def is_of_a_pattern(node: ast.AST, module: str) -> bool:
    """Whether a node is a call with a regular expression."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return module in MADE and node.func.id in {"_pattern", "_matcher"}
    return ast.unparse(node.func).startswith("re.") and ast.unparse(node.func)[3:] in {
        "compile",
        "fullmatch",
        "match",
        *SEARCHES,
    }


def use(tree: ast.Module, call: ast.Call) -> str:
    """The function that a pattern is for: `re.compile(...).search` and the calls of the name that it is bound to."""
    parent = next((node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.value is call), None)
    if parent is not None:
        return parent.attr
    name = ast.unparse(call.func).rpartition(".")[2]
    if name != "compile":
        return name
    names = {
        ast.unparse(node.targets[0]) for node in ast.walk(tree) if isinstance(node, ast.Assign) and node.value is call
    }
    used = [
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) in names
    ]
    return next((attr for attr in used if attr in SEARCHES), used[0] if used else "match")


def test_every_regular_expression_is_linear() -> None:
    found = list(patterns())
    assert len(found) > 30
    slow = {}
    for place, function, pattern in found:
        parts = items(parser.parse(pattern))
        faults = [
            *ambiguities(parts),
            *(["a search that fails everywhere"] if function in SEARCHES and is_slow_search(parts) else []),
        ]
        if faults:
            slow[f"{place} {pattern}"] = faults
    assert slow == {}


@pytest.mark.parametrize(
    ("pattern", "is_linear"),
    [
        (r"[0-9]+\.?[0-9]*", False),
        (r"[0-9]+(?:\.[0-9]*)?", True),
        (r"(a+)+$", False),
        (r"(?:a|b+)*c", False),
        (r"a*b*c*", True),
        (r"\s*#?\s*x", False),
        (r"[a-z]+a[a-z]*", False),
        (r"(?:[a-z]+,)*", True),
        (r".*x.*", False),
        (r"a{2,5}a*", True),
    ],
)
def test_ambiguous_repetitions_are_noticed(pattern: str, is_linear: bool) -> None:  # noqa: FBT001
    assert (not list(ambiguities(items(parser.parse(pattern))))) is is_linear
