"""Regular expressions of Go's syntax: compiled, and matched in steps that grow with the text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.semantics.patterns import compile_pattern
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
]
STRINGS = ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "b\n", "é😀", "A-1", "\ud800"]


def make(chance: Chance) -> str:
    """A pattern of pieces of the grammar."""
    return "".join(chance.pick(PIECES) for _ in range(chance.random.randrange(1, 15)))


def judge(pattern: str) -> None:
    """Compiles it and searches every string."""
    try:
        matcher = compile_pattern(pattern)
    except (PatternError, PatternBudgetError):
        return
    for text in STRINGS:
        matcher.search(text * 20)


ENTRY = Entry(make, judge)
