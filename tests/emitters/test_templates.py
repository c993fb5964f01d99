"""A tree is written by the template of its structure as it is by itself."""

from __future__ import annotations

from collections import OrderedDict
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from k8sdsl.emitters.templates import Templates
from k8sdsl.emitters.yaml import emit
from k8sdsl.errors import EmitError
from k8sdsl.yaml.outlines import Outlines, tree_of
from tests.corpora import lines_of
from tests.emitters.test_emitter_laws import OBJECTS, law

_STRINGS = st.sampled_from(
    [
        *("", "web", "yes", "0x1", "a b", "a\nb\n", "\ta\nb", "é", "😀 x", "100%", "%s", "\0", "\x000\x00", "x" * 250),
        "a: b",
    ]
)


def repeated(tree: dict[str, Any], strings: list[str]) -> list[dict[str, Any]]:
    """The tree some times, and one with other strings in it."""
    outline = Outlines().of(tree)
    assert outline is not None
    others = iter(strings)
    leaves = tuple(next(others, leaf) if type(leaf) is str else leaf for leaf in outline[1])
    return [*[tree] * 6, tree_of((outline[0], leaves))]


@law
@given(OBJECTS, st.lists(_STRINGS))
@example({"a": {"b": [{"c": "x", "d": ["y"]}]}, "%s": "z", "\0": "", "k" * 1500: "w"}, ["a\nb\n", "%s", "\0"])
@example({}, [])
def test_trees_that_repeat_each_other_are_written_as_by_themselves(tree: dict[str, Any], strings: list[str]) -> None:
    documents = repeated(tree, strings)
    for as_kustomize in (False, True):
        outlines = [*map(Outlines().of, documents)]
        written = emit(documents, as_kustomize=as_kustomize, outlines=outlines)
        assert written == emit(documents, as_kustomize=as_kustomize)
        assert outlines == []


@pytest.mark.parametrize("corpus", ["apiserver", "realworld"])
def test_objects_are_written_by_templates_as_by_themselves(corpus: str) -> None:
    known = Outlines()
    trees = [case["object"] for case in lines_of(corpus) if isinstance(case.get("object"), dict)][::41]
    trees = [tree for tree in trees for _ in range(7)]
    for as_kustomize in (False, True):
        written = emit(trees, as_kustomize=as_kustomize, outlines=[*map(known.of, trees)])
        assert written == emit(trees, as_kustomize=as_kustomize)


def test_a_template_is_made_once_for_each_structure() -> None:
    rendered: list[Any] = []

    def render(tree: Any, strings: dict[str, str | None]) -> str:
        rendered.append(tree)
        return emit([tree]) if not strings else "".join(f"{key}: {value}\n" for key, value in tree.items())

    outlines = Outlines()
    templates = Templates(render, {"x": "x", "y": "y"})
    texts = [templates.text(outlines.of({"a": value, "b": 1})) for value in "xyxyxyxy"]
    assert len(rendered) == 1
    assert [text for text in texts if text][-2:] == ["a: x\nb: 1\n", "a: y\nb: 1\n"]


def test_a_tree_that_cannot_be_written_is_reported_with_its_place() -> None:
    documents = [*[{"a": {"b": "x"}}] * 6, {"a": {"b": "\ud800"}}]
    with pytest.raises(EmitError):
        emit(documents, outlines=[*map(Outlines().of, documents)])


class Key(StrEnum):
    """A key that is too long to be remembered."""

    LONG = "k" * 250


def test_trees_of_other_types_than_those_of_yaml_are_written_as_by_themselves() -> None:
    for tree in ({"a": {Key.LONG: "x"}}, OrderedDict(a=OrderedDict(b="x"))):
        outlines = Outlines()
        written = emit([tree] * 7, outlines=[outlines.of(tree) for _ in range(7)])
        assert written == emit([tree] * 7)
