"""Label selectors as text: what is a requirement, and what is refused."""

from __future__ import annotations

import pytest

from k8sdsl.errors import OverlayError
from k8sdsl.semantics.label_selector import parse_selector

MALFORMED = (",", ",a", "a,", "!", "!,", "!(", "!=a", "=a", "==", "a=(", "a!=!", "a==!b", "((", "a in (=)", "a in (!)")


@pytest.mark.parametrize("text", MALFORMED)
def test_a_sign_in_place_of_a_key_or_value_is_refused(text: str) -> None:
    with pytest.raises(OverlayError):
        parse_selector(text)


@pytest.mark.parametrize(
    ("text", "labels", "fits"),
    [
        ("", {}, True),
        ("a", {"a": ""}, True),
        ("!a", {"a": ""}, False),
        ("! a, b", {"b": "1"}, True),
        ("a=", {"a": ""}, True),
        ("a=,b!=c", {"a": "", "b": "d"}, True),
        ("a in (b,), c notin (d)", {"a": "", "c": "e"}, True),
        ("a > 3", {"a": "4"}, True),
    ],
)
def test_a_selector_matches_the_labels_that_all_its_requirements_allow(
    text: str, labels: dict[str, str], *, fits: bool
) -> None:
    assert parse_selector(text)(labels) == fits
