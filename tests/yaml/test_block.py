"""The reader of plain block style reads what it accepts as the reader of everything does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.emitters import yaml as emitter
from k8sdsl.errors import YamlError
from k8sdsl.yaml import reader
from k8sdsl.yaml.block import block_documents
from k8sdsl.yaml.builder import Builder
from k8sdsl.yaml.resolver import PlainKeys, PlainValues
from tests.corpora import corpus, lines_of


def by_lines(text: str | bytes) -> list[Any] | None:
    data = text.encode() if isinstance(text, str) else text
    return block_documents(data, PlainValues(), PlainKeys())


def by_events(text: str | bytes) -> list[Any]:
    data = text.encode() if isinstance(text, str) else text
    return list(Builder(reader.events(data), "text", keep_last=False).documents())


def same(text: str | bytes) -> bool:
    """Whether a text is accepted; fails where the two readers differ (types too: 1, 1.0 and True are three things)."""
    accepted = by_lines(text)
    if accepted is not None:
        assert repr(accepted) == repr(by_events(text))
    return accepted is not None


ACCEPTED = {
    "a map": "a: 1\nb:\n  c: yes\n",
    "lists at and below the column of their key": "a:\n- 1\n- 2\nb:\n  - x: 1\n    y: 2\n  - z\n",
    "lists in lists": "a:\n- - 1\n  - 2\n- - b: 3\n    c: 4\n-\n  d: 5\n",
    "no end of line at the end": "a: 1",
    "several documents": "---\na: 1\n---\n# nothing\n---\nb: 2\n",
    "nothing at all": "# nothing\n\n",
    "an empty document": "---\n",
    "comments": "# one\na: 1 # two\n  # three\nb: 'x' # four\nc: # five\n  d: 6\n- e\n"[:-4],
    "quotes": "a: \"b: c # d\"\n'e f': 'it''s'\n\"g/h\": ''\n",
    "literal texts": "a: |\n  one\n\n    two\n  three\n\n\nb: |-\n  x\nc: |+\n  y\n\nd: 1\n",
    "literal items": "- |\n  x\n- |-\n  y\n",
    "flow collections": 'a: []\nb: {}\nc: ["x", "y z"]\nd: {cpu: 100m, memory: 1Gi}\ne: [a, {b: 1}]\n',
    "words as keys of flow collections": "a: {yes: 1, off: {No: 3}}\n",
    "null values": "a:\nb: ~\nc: null\nd:\n  e:\nf:\n",
    "numbers and dates": "a: 010\nb: 0o17\nc: 1e3\nd: 12:30\ne: 2020-01-01\nf: -1\ng: +.5\nh: 1_000\n",
    "keys that are words": "on: 1\nn: 2\n1: 3\n1.5: 4\n",
    "colons and hashes inside": "a: b:c\nd: http://x/#y\ne: x#y\n",
    "spaces at the end of lines": "a: 1  \nb:  \n  c: 2 \n-"[:-1],
    "letters of other scripts": "a: ñandú\nb: 日本語\nc: 😀\n",
}
LEFT = {
    "anchors": "a: &x 1\nb: *x\n",
    "tags": "a: !!str 1\n",
    "folded texts": "a: >\n  x\n",
    "escapes": 'a: "x\\n"\n',
    "texts over several lines": "a: x\n  y\nb: 1\n",
    "quotes over several lines": "a: 'x\n  y'\n",
    "merge keys": "a: {}\n<<: {}\n",
    "keys twice": "a: 1\na: 2\n",
    "tabs": "a:\tb\n",
    "tabs as indentation": "a:\n\tb: 1\n",
    "complex keys": "? a\n: 1\n",
    "flow collections over lines": "a: [1,\n  2]\n",
    "directives": "%YAML 1.1\n---\na: 1\n",
    "document ends": "a: 1\n...\n",
    "scalar documents": "hello\n",
    "values that hold a colon": "a: b: c\n",
    "lists in maps without a key": "a: 1\n- b\n",
    "children in two columns": "a:\n    b: 1\n  c: 2\n",
    "carriage returns": "a: 1\r\nb: 2\r\n",
    "line separators": "a: x\u2028y\n",
    "not a number": "a: .nan\n",
    "control characters": "a: \x07\n",
    "null keys": "~: 1\n",
    "keys that are texts with spaces": "a b: 1\n",
    "deep nesting": "- " * 100 + "a\n",
    "literals with more spaces at the start": "a: |\n     \n  x\n",
    "literals that end with the text": "a: |\n  x",
    "other dashes": "-a: 1\n---b\n",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_plain_block_style_is_accepted(case: str) -> None:
    assert same(ACCEPTED[case])


@pytest.mark.parametrize("case", LEFT)
def test_everything_else_is_left_to_the_other_reader(case: str) -> None:
    assert by_lines(LEFT[case]) is None


def test_bytes_that_are_not_utf_8_are_left_to_the_other_reader() -> None:
    assert by_lines(b"a: \xff\n") is None


def test_values_are_not_shared_between_objects() -> None:
    documents = by_lines("a: {b: []}\n---\na: {b: []}\n")
    assert documents is not None
    one, other = documents
    one["a"]["b"].append(1)
    assert other == {"a": {"b": []}}


PIECES = st.sampled_from(
    (
        *("a: 1", "b:", "- c", "-", "- d: 2", "e: |", "f: 'x'", 'g: "y"', "h: []", "i: {j: k}", "# l", "", "---", "m"),
        *("n: o # p", "- - q", "r: -", "s : t", "'u': v", "- 'w': x", "y: [z, 1]", "k: #", "|", "- |-", "a: b: c"),
        *("- [1]", "t: \t", "- a:", "- # x", "c: {d: }", "v: [,]", "-  e: 3", "'", '"', "f: '' '", "...", "a:b", "*x"),
    )
)
LINES = st.lists(st.tuples(st.integers(0, 6), PIECES).map(lambda pair: " " * pair[0] + pair[1]), max_size=9)


@given(lines=LINES, end=st.sampled_from(["", "\n", "\n\n"]))
def test_lines_of_any_shape_are_read_alike_or_left(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    if by_lines(text) is None:
        return
    try:
        same(text)
    except YamlError as error:  # pragma: no cover - only where the readers differ
        pytest.fail(f"accepted, and the other reader says: {error}")


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(tree=st.dictionaries(st.text(min_size=1, max_size=8), TREES, min_size=1, max_size=5))
def test_what_we_write_is_read_alike(tree: dict[str, Any]) -> None:
    same(emitter.emit([tree]))


def test_the_files_of_the_corpora_are_read_alike() -> None:
    cases = lines_of("kustomize", "cases.jsonl")
    texts = [str(text) for case in cases for text in case["files"].values() if isinstance(text, str)]
    texts += [str(case["yaml"]) for case in lines_of("realworld") if isinstance(case.get("yaml"), str)][:3000]
    texts += [path.read_text(encoding="utf-8") for path in sorted(corpus("reports").rglob("*.yaml"))]
    accepted = 0
    for text in texts:
        try:
            accepted += same(text)
        except YamlError as error:
            pytest.fail(f"accepted, and the other reader says: {error}\n{text[:500]}")
    assert accepted > len(texts) * 3 // 4


def test_a_line_is_looked_at_once_however_often_it_occurs() -> None:
    from k8sdsl.yaml.block import _Lines

    looked = []

    class Counting(_Lines):
        def _read(self, line: str) -> Any:
            looked.append(line)
            return super()._read(line)

    table = Counting(PlainValues(), PlainKeys())
    for line in ["a: 1", "b: 2"] * 1000:
        assert table[line]
    assert looked == ["a: 1", "b: 2"]


def test_json_is_left_to_the_other_reader_or_read_alike() -> None:
    same(json.dumps({"apiVersion": "v1", "kind": "List", "items": [{"a": 1}]}))


def test_a_long_string_of_quotes_is_read_in_linear_time() -> None:
    assert reader.read_documents("a: '" + "''" * 1_000_000 + "'\n") == [{"a": "'" * 1_000_000}]


def test_a_key_that_is_too_long_is_refused_as_by_every_reader() -> None:
    with pytest.raises(YamlError):
        reader.read_documents(f"'{'1' * 1100}': a\n")
