"""Quantities as Go holds them: what overflows, what rounds, and what keeps its spelling."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.semantics.go_quantity import held, keeps_spelling


@pytest.mark.parametrize(
    ("quantity", "value", "milli"),
    [
        ("2", 2, 2000),
        (3, 3, 3000),
        ("0.5", 1, 500),
        ("-1.5", -2, -1500),
        ("1.0001", 2, 1001),
        ("1Ki", 1024, 1024000),
        ("9223372036854775807", 2**63 - 1, -1000),
        ("9E", 9 * 10**18, 0),
        ("1e30", 0, 0),
        ("x", 0, 0),
    ],
)
def test_a_quantity_is_squeezed_into_64_bits(quantity: Any, value: int, milli: int) -> None:
    assert (value, milli) == (held(quantity).scaled(0), held(quantity).scaled(3))


@pytest.mark.parametrize(
    "quantity", ["1" * 5000, "0." + "0" * 5000 + "1", "1e5000", "1" + "0" * 5000 + "Ei", "1e-5000"]
)
def test_no_length_of_a_quantity_is_too_much(quantity: str) -> None:
    assert held(quantity).exactly(3) > 0


@pytest.mark.parametrize(
    ("quantity", "kept"),
    [("+1", True), ("01", True), ("1", True), ("1000", False), ("+1k", True), ("8Ki", False), ("x", False)],
)
def test_go_keeps_the_spelling_of_what_it_takes_for_canonical(quantity: str, *, kept: bool) -> None:
    assert kept == keeps_spelling(quantity)
