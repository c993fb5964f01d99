"""Long lines and blocks of a kustomization directory are laid out as kustomize's printer does it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.emitters.yaml import emit
from tests.corpora import lines_of

WORDS = "word " * 20 + "end"


PLAIN = f"a: {'word ' * 15}word\n  {'word ' * 4}end\n"
QUOTED = f"a: 'key: {'word ' * 14}word\n  {'word ' * 5}end'\n"
ESCAPED = f'a: "x\\t{"  a" * 25}\n  \\ a{"  a" * 4}"\n'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (WORDS, PLAIN),
        (f"key: {WORDS}", QUOTED),
        (f"x\t{'  a' * 30}", ESCAPED),
        ("x" * 100, f"a: {'x' * 100}\n"),
        ("a\tb\nc", 'a: "a\\tb\\nc"\n'),
        ("hi \U0001f600", 'a: "hi \\U0001F600"\n'),
        ("\n", "a: |2+\n\n"),
        ("a \nb", 'a: "a \\nb"\n'),
        ("\ufeffé b\n", 'a: "\\uFEFF\\xE9\\x20\\x62\\n"\n'),
    ],
)
def test_a_value_is_laid_out(value: str, text: str) -> None:
    assert emit([{"a": value}], as_kustomize=True) == text


def test_further_lines_are_indented_below_their_key_or_item() -> None:
    text = emit([{"a": [{"b": WORDS}, [WORDS]]}], as_kustomize=True)
    assert [len(line) - len(line.lstrip()) for line in text.splitlines()] == [0, 0, 4, 0, 4]


VALUES = st.recursive(
    st.text(st.sampled_from("ab '\"\\:#-\n\t\x07ü\U0001f600"), max_size=200),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b c"]), inner, max_size=3),
)


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert yaml.safe_load(emit([{"a": value}], as_kustomize=True)) == {"a": value}


def test_kustomizes_own_output_comes_back() -> None:
    outputs = [case["output"] for case in lines_of("kustomize", "cases.jsonl") if case["expect"] == "output"]
    assert len(outputs) > 200
    trees = [[tree for tree in yaml.safe_load_all(text) if tree is not None] for text in outputs]
    different = [
        text
        for text, documents in zip(outputs, trees, strict=True)
        if "\n" in text and emit(documents, as_kustomize=True) != text and "&" not in text
    ]
    assert len(different) <= 0.03 * len(outputs), different[:2]
