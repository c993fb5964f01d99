"""The law of all emitters: what was written reads back equal, whoever reads it."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ryaml import loads as load_yaml_1_2  # type: ignore[attr-defined]  # its stub forgets the export

from k8sdsl.emitters import json as json_emitter
from k8sdsl.emitters import kyaml as kyaml_emitter
from k8sdsl.emitters import yaml as yaml_emitter
from k8sdsl.yaml.reader import read_documents

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no counterexample."""

_AWKWARD = st.text(alphabet="ynoe01289.:-+_xb \n\t\r#'\"\\[]{},&*!|>%@`~=<?/\x85\u2028\ufeffé😀", max_size=12)
_TEXT = st.text(max_size=20) | _AWKWARD
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
)
TREES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(_TEXT, TREES, max_size=5)


def _long(tree: Any) -> dict[str, Any]:
    return {"k" * 1500: tree, "\n" * 1100: [{"é" * 1200: tree, "z": 1}]}


@law
@given(st.lists(OBJECTS, min_size=1, max_size=3))
def test_yaml_reads_back_equal_with_a_reader_of_yaml_1_1(documents: list[Any]) -> None:
    assert list(yaml.load_all(yaml_emitter.emit(documents), Loader=yaml.CSafeLoader)) == documents


@law
@given(TREES)
def test_yaml_reads_back_equal_with_the_python_reader_of_yaml_1_1(tree: Any) -> None:
    assert yaml.safe_load(yaml_emitter.emit_document(tree)) == tree


@law
@given(OBJECTS)
@example(_long([{"a": "b\nc\n"}]))
@example(_long({"a": {"b": 1}}))
def test_yaml_reads_back_equal_with_a_reader_of_yaml_1_2(tree: Any) -> None:
    assert load_yaml_1_2(yaml_emitter.emit_document(tree)) == tree


@law
@given(st.lists(OBJECTS, max_size=3))
@example([_long(["a\nb"])])
def test_yaml_reads_back_equal_with_our_reader(documents: list[Any]) -> None:
    assert read_documents(yaml_emitter.emit(documents)) == documents


@law
@given(TREES.filter(lambda tree: tree is not None))
def test_any_document_reads_back_equal_with_our_reader(tree: Any) -> None:
    assert read_documents(yaml_emitter.emit([tree, tree])) == [tree, tree]


@law
@given(_TEXT)
def test_a_string_reads_back_equal_as_a_key_and_as_a_value(text: str) -> None:
    tree = {text: {text: [text, {text: text}]}}
    written = yaml_emitter.emit_document(tree)
    assert yaml.load(written, Loader=yaml.CSafeLoader) == tree
    assert read_documents(written) == [tree]
    assert load_yaml_1_2(written) == tree


@law
@given(st.integers())
def test_an_integer_of_any_size_reads_back_equal(value: int) -> None:
    assert yaml.safe_load(yaml_emitter.emit_document({"a": value})) == {"a": value}


@law
@given(TREES)
def test_the_same_tree_gives_the_same_text(tree: Any) -> None:
    for emitter in (yaml_emitter, json_emitter, kyaml_emitter):
        assert emitter.emit([tree]) == emitter.emit([tree])


@law
@given(TREES)
def test_json_reads_back_equal(tree: Any) -> None:
    assert json.loads(json_emitter.emit([tree])) == tree


@law
@given(st.lists(TREES, min_size=2, max_size=3))
def test_a_list_in_json_reads_back_equal(trees: list[Any]) -> None:
    assert json.loads(json_emitter.emit(trees))["items"] == trees


@law
@given(st.lists(OBJECTS, min_size=1, max_size=3))
@example([_long({"a": ["b", {}]})])
def test_kyaml_reads_back_equal_with_a_reader_of_yaml_1_1(documents: list[Any]) -> None:
    assert list(yaml.load_all(kyaml_emitter.emit(documents), Loader=yaml.CSafeLoader)) == documents


@law
@given(OBJECTS)
def test_kyaml_reads_back_equal_with_a_reader_of_yaml_1_2(tree: Any) -> None:
    assert load_yaml_1_2(kyaml_emitter.emit([tree])) == tree


@law
@given(st.lists(OBJECTS, min_size=1, max_size=3))
def test_kyaml_reads_back_equal_with_our_reader(documents: list[Any]) -> None:
    assert read_documents(kyaml_emitter.emit(documents)) == documents
