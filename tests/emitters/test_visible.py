"""Text from input cannot steer a terminal, break a line, or command a CI system."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.emitters.reports.visible import json_visible, visible, visible_lines

HOSTILE = st.text(
    st.characters() | st.sampled_from("\n\r\t\x1b\x7f\x85\u2028\u2029\u202e\u2066\u200b\ufeff\U000e0041:#[ vso"),
    max_size=40,
)


@given(HOSTILE)
def test_a_visible_text_is_one_line_of_characters_that_can_be_seen(text: str) -> None:
    assert visible(text).isprintable()
    assert not is_command(visible(text))


@given(HOSTILE)
def test_visible_lines_break_at_line_feeds_only(text: str) -> None:
    shown = visible_lines(text)
    assert shown.count("\n") == text.count("\n")
    assert all(c.isprintable() or c in "\n\t" for c in shown)
    assert not any(is_command(line) for line in shown.split("\n"))


def is_command(line: str) -> bool:
    return line.lstrip().startswith("::") or "##[" in line or "##vso[" in line or "##teamcity[" in line


@given(HOSTILE)
def test_json_that_is_made_visible_means_the_same(text: str) -> None:
    shown = json_visible(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
    assert json.loads(shown) == {text: [text]}
    assert all(c.isprintable() or c == "\n" for c in shown)


@pytest.mark.parametrize("text", ["web", "höhe", "a: b", "spec.ports[0]", "10 % «x»", "日本", "a::b"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
