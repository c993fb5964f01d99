"""Regular expressions of Go's syntax: compiled, and matched in steps that grow with the text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.semantics.patterns import compile_pattern, pattern_error
from k8sdsl.semantics.patterns.errors import PatternBudgetError, PatternError
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

PIECES = [
    *(
        "a",
        "b",
        ".",
        "^",
        "$",
        "*",
        "+",
        "?",
        "|",
        "(",
        ")",
        "(?:",
        "(?i)",
        "(?P<n>",
        "[",
        "]",
        "[^a-z]",
        "[[:alpha:]]",
        "\\d",
        "\\w",
        "\\b",
    ),
    *(
        "{2}",
        "{1,1000}",
        "{0,}",
        "{1001}",
        "\\pL",
        "\\p{Greek}",
        "\\P{L}",
        "\\C",
        "\\Q.\\E",
        "\\x41",
        "\\x{1F600}",
        "\\8",
        "é",
        "😀",
        "-",
        "\\",
        "\n",
        "(a+)+",
    ),
    *("\\A", "\\z", "\\B", "\\D", "\\W", "\\s", "\\S", "(?m)", "(?s)", "(?U)", "(?i:", "(?-i)", "(?i-s:", "(?", "(?ix"),
    *(
        "(?P<",
        "(?<n>a)",
        "(?P<>",
        "*?",
        "+?",
        "{2,3}",
        "{3,2}",
        "{,5}",
        "{a}",
        "[[:^digit:]]",
        "[[:x:]]",
        "[a-",
        "[z-a]",
    ),
    *(
        "[\\d]",
        "[\\pL-z]",
        "\\p{^Greek}",
        "\\pX",
        "\\p{",
        "\\x",
        "\\x{",
        "\\x{110000}",
        "\\x4",
        "\\012",
        "\\1",
        "\\a\\f\\t",
    ),
    *(
        "[]",
        "[]a]",
        "[\\",
        "[^\\n]",
        "\\Q",
        "(" * 1001,
        "\\pL",
        "\\p{Lu}",
        "\\p{Any}",
        "k",
        "[A-Z]",
        "a{0}",
        "{1000}{1000}",
    ),
]
STRINGS = ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "b\n", "é😀", "A-1", "\ud800"]


def make(chance: Chance) -> str:
    """A pattern of pieces of the grammar, a literal now and then."""
    if chance(0.1):
        return str(chance.pick(["a", "A-1", "é", "b\n"]))
    return "".join(chance.pick(PIECES) for _ in range(chance.random.randrange(1, 15)))


def judge(pattern: str) -> None:
    """Compiles it and searches every string."""
    try:
        matcher = compile_pattern(pattern)
    except (PatternError, PatternBudgetError):
        return
    for text in STRINGS:
        for given in (text, text * 20):
            try:
                matcher.search(given)
                matcher.fullmatch(given)
                matcher.find(given, len(given) // 2)
                list(matcher.find_each(given))
            except PatternBudgetError:
                pass
    assert pattern_error(pattern) == ""


ENTRY = Entry(make, judge)
