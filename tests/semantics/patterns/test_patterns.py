"""Patterns mean what they mean in Go, and are matched in linear time."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern, pattern_error
from k8sdsl.semantics.patterns.automaton import MOST_STEPS, Automaton
from k8sdsl.semantics.patterns.classes import named
from k8sdsl.semantics.patterns.syntax import parse


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a$", "a\n", False),
        ("^a+$", "aaa", True),
        (r"^\d+\z", "12", True),
        (r"^\d$", "٣", False),
        ("[[:alpha:]_]+$", "ab_", True),
        ("^[^[:^digit:]]$", "5", True),
        (r"^\pL+$", "äß", True),
        (r"^\p{Lu}$", "a", False),
        (r"^\p{Greek}+$", "\u03b1\u03b2", True),
        (r"^\p{Greek}+$", "abc", False),
        (r"^\p{^Greek}$", "\u03b1", False),
        (r"^\p{letter}\p{uppercase letter}$", "aB", True),
        ("^(?i)ab$", "AB", True),
        ("^(?i)k$", "\u212a", True),
        ("^(?i:[^a-z])$", "\u212a", False),
        ("^(?i:a)b$", "AB", False),
        ("^(?:x(?i)a|b)$", "B", True),
        ("^(?:x(?i)a|b)$", "XA", False),
        ("^(?i:a(?-i)b|c)$", "Ab", True),
        ("^(?i:a(?-i)b|c)$", "C", False),
        ("^a{01}$", "a{01}", True),
        ("^a{,2}$", "a{,2}", True),
        ("^a{2}$", "aa", True),
        ("^[]a]$", "]", True),
        (r"^\Qa.b\E$", "a.b", True),
        (r"^\Qa.b\E$", "axb", False),
        (r"^[\w.-]+$", "a.b-c", True),
        ("(?m)^b$", "a\nb", True),
        ("^a.b$", "a\nb", False),
        ("(?s)^a.b$", "a\nb", True),
        (r"\x41\x{42}\103", "ABC", True),
        (r"\bfoo\b", "a foo b", True),
        (r"\Bo\b", "foo", True),
        ("^*a", "a", True),
        ("(?)a(?:)", "a", True),
        ("^(?P<year>[0-9]{4})$", "2024", True),
        ("(?P<n>a)|(?P<n>b)", "b", True),
        ("", "", True),
        ("plain", "some plain text", True),
    ],
)
def test_a_pattern_matches_as_in_go(pattern: str, text: str, found: bool) -> None:  # noqa: FBT001
    assert compile_pattern(pattern).search(text) is found


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("a+", "baab a", ["aa", "a"]),
        ("a*", "baa", ["", "aa"]),
        ("a|ab", "ab ab", ["a", "a"]),
        ("(?:a|ab)(?:c|bcd)", "abcd", ["abcd"]),
        ("a+?", "aa", ["a", "a"]),
        ("(?U)a+", "aa", ["a", "a"]),
        ("^a", "aa", ["a"]),
        (r"\b", "ab", ["", ""]),
        ("(|a)*", "aa", ["", "", ""]),
        ("(|a)+", "aa", ["", "", ""]),
    ],
)
def test_the_matches_are_the_leftmost_that_go_prefers(pattern: str, text: str, matches: list[str]) -> None:
    assert matches == list(compile_pattern(pattern).find_each(text))


def test_a_full_match_leaves_nothing_out() -> None:
    pattern = compile_pattern("a|ab")
    matched = [pattern.fullmatch(text) for text in ("a", "ab", "abc")]
    assert matched == [True, True, False]


@pytest.mark.parametrize(
    "pattern",
    [
        *["(?=a)", "(?!a)", "(?<=a)b", "(?>a)", r"(a)\1", "a**", "a*+", "a{1001}", "a{2,1}", "*a", "(", ")", "["],
        *[
            "a|*",
            "[z-a]",
            r"\Z",
            r"\y",
            "\\",
            r"[\b]",
            "[[:nope:]]",
            r"\pX",
            "(?P<a-b>x)",
            "(?x)a",
            r"\C",
            "(?-)",
            "(?i",
        ],
        *["(a{100}){11}", "(" * 1000 + "a" + ")" * 1000, r"\p{Klingon}", r"\p{}", r"\x{110000}", r"\8", r"[a-\d]"],
    ],
)
def test_what_go_does_not_compile_is_refused(pattern: str) -> None:
    assert pattern_error(pattern)


def test_groups_without_captures_nest_as_deep_as_they_like() -> None:
    assert compile_pattern("(?:" * 5000 + "a" + ")" * 5000).search("a")


def test_a_pattern_too_large_for_its_program_is_not_called_invalid() -> None:
    pattern = f"(?:{'ab' * 300}){{1000}}"
    assert not pattern_error(pattern)
    with pytest.raises(PatternBudgetError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "letter"),
    [
        ("^(a+)+$", "a"),
        ("(a|aa)+$", "a"),
        ("(.*)(.*)(.*)(.*)(.*)x", "a"),
        (r"(\s*\s*)*$y", " "),
        (r"(?:[\P{L}]*)*$", "1"),
    ],
)
def test_matching_is_linear(pattern: str, letter: str) -> None:
    """Twice the text takes no more than twice the steps, whatever a backtracking engine would do."""

    def steps(length: int) -> int:
        automaton = Automaton(parse(pattern))
        automaton.search(letter * length + "!")
        total = automaton.steps
        automaton.find(letter * length + "!", 0)
        return total + automaton.steps

    assert steps(2_000) <= 2 * steps(1_000) <= 4_000_000


def test_a_match_that_takes_too_many_steps_ends() -> None:
    automaton = Automaton(parse("[ab]*a[ab]{900}c"))
    text = "".join(random.Random(1).choices("ab", k=100_000))  # noqa: S311 any text without a pattern of its own
    with pytest.raises(PatternBudgetError):
        automaton.search(text)
    assert automaton.steps <= MOST_STEPS + len(automaton.code)


def test_the_tables_agree_with_pythons_where_both_know_a_character() -> None:
    for name in ("Lu", "Ll", "Nd", "Zs", "Sm", "Mn"):
        ranges = named(name)
        assert ranges
        members = {code for low, high in ranges for code in range(low, high + 1)}
        for code in range(0x3000):
            category = unicodedata.category(chr(code))
            if category != "Cn":
                assert (code in members) == (category == name)


_PIECES = st.sampled_from(
    [
        *["a", "b", "B", "1", ".", "*", "+", "?", "|", "(", ")", "(?:", "(?i)", "(?U:", "^", "$", r"\b", r"\d", r"\W"],
        *[
            "[a-c]",
            "[^",
            "]",
            "[",
            "{2}",
            "{0,3}",
            "{",
            "}",
            r"\pL",
            r"\p{Greek}",
            r"\Q",
            r"\E",
            "\\",
            "-",
            "[:alpha:]",
            "é",
        ],
    ]
)


@settings(max_examples=500)
@given(st.lists(_PIECES, max_size=10), st.text(alphabet="ab1Bé \n", max_size=8))
def test_no_pattern_raises_anything_else(pieces: list[str], text: str) -> None:
    try:
        pattern = compile_pattern("".join(pieces))
    except PatternError:
        return
    span = pattern.find(text)
    assert pattern.search(text) is (span is not None)
    assert span is not None or not pattern.fullmatch(text)
