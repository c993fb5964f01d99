"""The YAML reader, held to what the API machinery reads."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8sdsl.errors import YamlError
from k8sdsl.locations.source import Source
from k8sdsl.yaml import reader as yaml_reader
from k8sdsl.yaml.nodes import root_node
from k8sdsl.yaml.reader import line_and_column, numbered_documents, read_documents

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no counterexample."""

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "realworld" / "cases.jsonl.gz"


def _value(text: str) -> Any:
    return read_documents(f"v: {text}\n")[0]["v"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("on", True),
        ("Y", True),
        ("n", False),
        ("Off", False),
        ("tRUE", "tRUE"),
        ("", None),
        ("~", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("0644", 420),
        ("0o17", 15),
        ("0O17", 15),
        ("08", 8),
        ("00", 0),
        ("0x1F", 31),
        ("-0X1f", -31),
        ("0b11", 3),
        ("0b-1", -1),
        ("-0b-1", "-0b-1"),
        ("0x", "0x"),
        ("1_000", 1000),
        ("0_", 0),
        ("_1", "_1"),
        ("+5", 5),
        ("1e3", 1000),
        ("1.50", 1.5),
        ("1.", 1),
        (".5", 0.5),
        (".5_0", 0.5),
        ("._5", "._5"),
        ("+.5", 0.5),
        ("1e999", "1e999"),
        ("-0.0", 0),
        ("0777777777777777777777777", 7.777777777777778e23),
        ("0xFFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFFF"),
        ("9223372036854775807", 2**63 - 1),
        ("18446744073709551616", 1.8446744073709552e19),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ("<<", "<<"),
        ("=", "="),
        ("inf", "inf"),
        ("'0644'", "0644"),
        ('"yes"', "yes"),
        ("!!str 12", "12"),
        ("!!int '3'", 3),
        ("!!float 3", 3),
        ("!!bool 'yes'", True),
        ("!!null ''", None),
        ("!!binary aGk=", "hi"),
        ("!!timestamp 2020-01-01", "2020-01-01"),
    ],
)
def test_scalars_mean_what_they_mean_to_kubectl(text: str, value: object) -> None:
    assert (type(_value(text)), _value(text)) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a", "a"),
        ("y", "true"),
        ("No", "false"),
        ("0644", "420"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("1000000", "1000000"),
        ("1.1", "1.1"),
        ("100000.5", "100000.5"),
        ("123456789.0", "1.2345679e+08"),
        ("0.00001", "1e-05"),
        ("-0.0", "-0"),
        (".inf", ".inf"),
        ("1e39", ".inf"),
        ("'0644'", "0644"),
        ("!!str 0644", "0644"),
        ('"<<"', "<<"),
    ],
)
def test_keys_become_strings_as_they_do_in_kubectl(text: str, key: str) -> None:
    assert read_documents(f"{{? {text} : 1}}\n") == [{key: 1}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{<<: *x, a: 0}", {"a": 0, "b": 2}),
        ("{a: 0, <<: *x}", {"a": 1, "b": 2}),  # go-yaml v2 merges in the order of the text
        ("{<<: [{a: 5, c: 6}, *x]}", {"a": 5, "b": 2, "c": 6}),
        ("{<<: *x, <<: {b: 7}}", {"a": 1, "b": 7}),
        ("{<<: {<<: *x}}", {"a": 1, "b": 2}),
    ],
)
def test_merge_keys(text: str, value: object) -> None:
    assert read_documents(f"x: &x {{a: 1, b: 2}}\nv: {text}\n")[0]["v"] == value


def test_aliases_are_copies() -> None:
    tree = read_documents("x: &x {a: [1]}\nz: *x\nk: &k name\n*k : 1\n")[0]
    assert tree == {"x": {"a": [1]}, "z": {"a": [1]}, "k": "name", "name": 1}
    assert tree["x"] is not tree["z"]
    assert tree["x"]["a"] is not tree["z"]["a"]


@pytest.mark.parametrize("size", [1000, 3_000_000])
def test_aliases_of_long_texts_are_bounded(size: int) -> None:
    text = f"a: &a {'x' * size}\n" + "".join(f"k{number}: *a\n" for number in range(40))
    if size == 1000:
        assert len(read_documents(text)[0]) == 41
    else:
        assert root_node(text) is None
        with pytest.raises(YamlError):
            read_documents(text)


def test_anchors_end_with_their_document() -> None:
    with pytest.raises(YamlError):
        read_documents("x: &x 1\n---\nz: *x\n")


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("# nothing\n", []),
        ("---\n---\n", []),
        ("a: 1\n---\nb: 2\n", [(0, {"a": 1}), (1, {"b": 2})]),
        ("---\n# none\n---\na: 1\n---\n---\nb: 2\n...\n---\nc: 3\n", [(1, {"a": 1}), (3, {"b": 2}), (4, {"c": 3})]),
        ("- 1\n", [(0, [1])]),
        ("\ufeffa: 1\n", [(0, {"a": 1})]),
        ("a: |\r\n  x\r\n  y\r\nb: 1\r\n", [(0, {"a": "x\ny\n", "b": 1})]),
        ("a: |\n  x", [(0, {"a": "x"})]),
        ('{"a": [1, 2.0, null, "\\u00e9"]}', [(0, {"a": [1, 2, None, "é"]})]),
    ],
)
def test_the_documents_of_a_stream_are_read_in_order(text: str, documents: list[tuple[int, object]]) -> None:
    assert list(numbered_documents(text)) == documents
    assert read_documents(text.encode()) == [tree for _, tree in documents]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{step + 1}: &a{step + 1} [*a{step}]\n" for step in range(500))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1),
        ("a: {b: 1,\n  b: 2}", 2, 3),
        ("0644: 1\n'420': 2\n", 2, 1),
        ("a: .nan", 1, 4),
        ("a: [1, .inf]", 1, 8),
        ("null: 1", 1, 1),
        ("{[a]: 1}", 1, 2),
        ("? {a: 1}\n: 2", 1, 3),
        ("18446744073709551615: 1", 1, 1),
        ("a: !thing b", 1, 4),
        ("a: !thing {}", 1, 4),
        ("a: !!set {b}", 1, 4),
        ("!thing 1: a", 1, 1),
        ("a: !!int x", 1, 4),
        ("a: !!bool 1", 1, 4),
        ("a: !!binary '*'", 1, 4),
        ("<<: 1", 1, 5),
        ("<<: [1]", 1, 5),
        ("x: &x [*x]", 1, 8),
        ("a: 1\nx: *unknown", 2, 4),
        ("a:\n\tb: 1", 2, 1),
        ("a: b: c", 1, 5),
        ("a: 'x", 1, 6),
        ("a: @b", 1, 4),
        ('a: "\\q"', 1, 5),
        ('a: "\\ud83d"', 1, 7),
        ("a: \x00", 1, 4),
        ("é: 1\nb: \x07", 2, 4),
        ("a: \ud800", 1, 4),
        (b"a: 1\nb: \xff", 2, 4),
        ("é".encode() + b": \xc3(", 1, 4),
        (b"\xff\xfea\x00", 1, 1),
        ("%YAML 2.0\n---\na: 1", 1, 1),
        ("a: 1\n...\nb: 2", 3, 1),
        (CHAIN, 200, 14),
        (BOMB, 7, 8),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str | bytes, line: int, column: int) -> None:
    with pytest.raises(YamlError) as caught:
        read_documents(text, file="web.yaml")
    assert caught.value.source == Source("web.yaml", line, column)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000], ids=lambda text: text[:4]
)
def test_nesting_without_end_is_refused(text: str) -> None:
    """Libyaml 0.2.6 has a limit of its own, so the column depends on the version of PyYAML."""
    with pytest.raises(YamlError) as caught:
        read_documents(text, file="web.yaml")
    assert caught.value.source is not None
    assert (caught.value.source.file, caught.value.source.line) == ("web.yaml", 1)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a:\n\tb: 1", "tabs"),
        ("a: @b", "quotes"),
        ("a: 'x", "quote"),
        ("a: 1\na: 2", "remove one"),
        ("a: .nan", "quotes"),
        (b"\xff", "UTF-8"),
    ],
)
def test_a_refusal_explains_how_to_fix_it(text: str | bytes, part: str) -> None:
    with pytest.raises(YamlError) as caught:
        read_documents(text)
    assert part in str(caught.value.remedy)


def test_the_last_of_duplicate_keys_counts_where_that_is_asked_for() -> None:
    assert read_documents("a: 1\nb: 2\na: 3\n", duplicates="last") == [{"a": 3, "b": 2}]


def test_a_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_reader, "MAX_SIZE", 10)
    assert read_documents("a: 1234567")
    with pytest.raises(YamlError):
        read_documents("a: 12345678")


@law
@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_documents(data)
    except YamlError:
        pass
    else:
        json.dumps(read_documents(data), allow_nan=False)


@law
@given(st.text(alphabet="ab01.-:?,[]{}&*!<|>'\"%@#~=_ \n\t", max_size=40))
def test_text_is_read_or_refused(text: str) -> None:
    try:
        documents = list(numbered_documents(text))
    except YamlError:
        return
    for index, tree in documents:
        json.dumps(tree, allow_nan=False)
        assert line_and_column(text, index, ()) is not None


TEXT = """\
# a comment
---
apiVersion: v1
spec:
  containers:
  - name: web
    env: [{name: A}, {name: B,
      value: x}]
  - &second
    name: log
  "quoted": 1
  0644: octal
---
base: &base
  a: 1
  b: 2
other:
  <<: *base
  b: 3
alias: *base
"""


@pytest.mark.parametrize(
    ("index", "path", "place"),
    [
        (0, (), (3, 1)),
        (0, ("apiVersion",), (3, 1)),
        (0, ("spec", "containers"), (5, 3)),
        (0, ("spec", "containers", 0), (6, 5)),
        (0, ("spec", "containers", 0, "name"), (6, 5)),
        (0, ("spec", "containers", 0, "env", 1), (7, 22)),
        (0, ("spec", "containers", 0, "env", 1, "value"), (8, 7)),
        (0, ("spec", "containers", 1, "name"), (10, 5)),
        (0, ("spec", "quoted"), (11, 3)),
        (0, ("spec", "420"), (12, 3)),
        (0, ("spec", "containers", 1, "image"), (9, 5)),
        (0, ("nothing",), (3, 1)),
        (1, ("other", "a"), (15, 3)),
        (1, ("other", "b"), (19, 3)),
        (1, ("alias", "a"), (15, 3)),
        (1, ("alias",), (20, 1)),
        (2, (), None),
    ],
)
def test_places_are_found_late(index: int, path: tuple[str | int, ...], place: tuple[int, int] | None) -> None:
    assert line_and_column(TEXT, index, path) == place
    assert line_and_column(TEXT.encode(), index, path) == place


def test_places_in_invalid_yaml_are_not_found() -> None:
    assert line_and_column("a: 'x", 0, ("a",)) is None
    assert line_and_column("[" * 100_000, 0, (0,)) is None


def test_the_corpus_is_read_as_the_api_server_reads_it() -> None:
    if not CORPUS.exists():
        assert not os.environ.get("CI"), f"{CORPUS} must be there"
        pytest.skip("the corpora are not beside this checkout")
    wrong = []
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            if case["yaml"] is None:
                continue
            try:
                documents = read_documents(case["yaml"], duplicates="last")
            except YamlError:
                documents = [None]
            if documents != [case["object"]]:
                wrong.append(case["id"])
    assert wrong == []
