"""Durations are read as Go reads them."""

from __future__ import annotations

import pytest

from k8sdsl.semantics.durations import parse_duration
from k8sdsl.semantics.string_formats import is_duration


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("-0", 0),
        ("1s", 10**9),
        ("1h30m", 5_400 * 10**9),
        ("+1.5s", 1_500_000_000),
        ("-1.5ms", -1_500_000),
        (".5s", 500_000_000),
        ("1.s", 10**9),
        ("1µs2ns", 1_002),
        ("9223372036854775807ns", 2**63 - 1),
        ("-9223372036854775808ns", -(2**63)),
        ("0.3333333333333333333h", 1_200_000_000_000),
        ("00000000000000000000000001s", 10**9),
    ],
)
def test_a_duration_has_its_nanoseconds(text: str, nanoseconds: int) -> None:
    assert nanoseconds == parse_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "s",
        ".s",
        "-",
        "+",
        "1d",
        "1 s",
        "1s ",
        "--1s",
        "1e3s",
        "9223372036854775808ns",
        "2562048h",
        "1" * 50_000,
        "٣s",
    ],
)
def test_other_text_is_not_a_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "valid"), [("2 weeks", True), ("3h", True), ("week", False), ("1" * 50_000, False), ("5 x", False)]
)
def test_the_format_also_takes_units_in_words(text: str, valid: bool) -> None:  # noqa: FBT001
    assert valid is is_duration(text)
