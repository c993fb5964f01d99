"""Quantities have the value that the server holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from k8sdsl.semantics.quantities import parse_quantity

NINES = "9" * 5000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5Gi", 1610612736),
        ("0.1n", Fraction(1, 10**9)),
        ("-0.1n", Fraction(-1, 10**9)),
        ("1.0000000001", Fraction(1000000001, 10**9)),
        ("8Ei", 2**63 - 1),
        ("-8Ei", -(2**63) + 1),
        (f"{NINES}Ki", 2**63 - 1),
        ("100E", 10**20),
        ("1e30", 10**30),
        ("Ki", 0),
        ("1e", None),
        ("\u0661", None),
    ],
)
def test_a_quantity_is_rounded_and_capped_as_by_the_server(text: str, value: Fraction | int | None) -> None:
    assert parse_quantity(text) == value


def test_numbers_of_any_length_are_read() -> None:
    zeros = "0" * 5000
    assert parse_quantity(f"{zeros}1") == parse_quantity(f"1.{zeros}") == 1
    for text in (NINES, f"0.{NINES}", f"1e{NINES}", f"-{NINES}E", f"{NINES}.{NINES}m"):
        parse_quantity(text)
