"""Regular expressions mean what they mean in Go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.semantics.go_regexp import GoRegexpError, matches, regexp_error


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
        ("^(?i)ab$", "AB", True),
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
        ("^*a", "a", True),
        ("^(?P<year>[0-9]{4})$", "2024", True),
    ],
)
def test_a_pattern_matches_as_in_go(pattern: str, text: str, found: bool) -> None:  # noqa: FBT001
    assert matches(pattern, text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        *["(?=a)", "(?!a)", "(?<=a)b", "(?>a)", r"(a)\1", "a**", "a*+", "a{1001}", "a{2,1}", "*a", "(", ")", "["],
        *["a|*", "[z-a]", r"\Z", r"\y", "\\", r"[\b]", "[[:nope:]]", r"\pX", "(?P<a-b>x)", "(?P<a>x)(?P<a>y)", "(?x)a"],
    ],
)
def test_what_go_does_not_compile_is_refused(pattern: str) -> None:
    assert regexp_error(pattern)


@given(st.text(alphabet="ab01.*+?{}()[]^$|\\,-:<>=!PQEdwszZpLimsU", max_size=12), st.text(max_size=6))
def test_no_pattern_raises_anything_else(pattern: str, text: str) -> None:
    try:
        matches(pattern, text)
    except GoRegexpError:
        assert regexp_error(pattern)
