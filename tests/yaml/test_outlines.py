"""Outlines: the structure of a tree and its leaves."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given

from k8sdsl.yaml.outlines import MOST_STRUCTURES, Outlines, tree_of
from tests.emitters.test_emitter_laws import OBJECTS, law


@pytest.mark.parametrize(
    "different",
    [
        ({"a": "x", "b": 1}, {"a": 1, "b": "x"}),
        ({"a": "x", "b": "y"}, {"b": "x", "a": "y"}),
        ({"a": {}, "b": ["x"]}, {"a": ["x"], "b": {}}),
        ({"a": [["x"], []]}, {"a": [[], ["x"]]}),
        ({"a": ["x", {}]}, {"a": [{}, "x"]}),
        ({"a": {"b": "x"}}, {"a": ["x"]}),
        ({"a": True}, {"a": 1}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": None}, {}),
        ({"a": []}, {"a": {}}),
    ],
    ids=str,
)
def test_trees_of_different_structure_have_different_outlines(different: tuple[Any, Any]) -> None:
    outlines = Outlines()
    one, other = map(outlines.of, different)
    assert one is not None
    assert other is not None
    assert one[0] is not other[0]


@law
@given(OBJECTS)
def test_the_tree_of_an_outline_is_the_tree(tree: dict[str, Any]) -> None:
    outlines = Outlines()
    outline = outlines.of(tree)
    assert outline is not None
    assert repr(tree_of(outline)) == repr(tree)
    assert outlines.of(tree_of(outline)) == outline


@pytest.mark.parametrize("tree", [{"a": [{}] * 300}, {"a": ["x"] * 600}], ids=["maps", "leaves"])
def test_a_large_tree_has_no_outline(tree: dict[str, Any]) -> None:
    assert Outlines().of(tree) is None


def test_a_tree_in_itself_has_no_outline() -> None:
    tree: dict[str, Any] = {"apiVersion": "v1"}
    tree["self"] = tree
    assert Outlines().of(tree) is None


def test_a_map_of_another_type_has_no_outline() -> None:
    assert Outlines().of(OrderedDict(a="x")) is None


def test_the_structures_and_kinds_that_are_remembered_are_bounded() -> None:
    outlines = Outlines()
    for number in range(MOST_STRUCTURES + 10):
        outlines.of({"kind": f"Kind{number}", f"key-{number}": "x"})
    assert len(outlines._structures) == len(outlines._credits) == 10


def test_kinds_whose_objects_do_not_repeat_lose_their_outlines_until_they_do() -> None:
    outlines = Outlines()
    own = [outlines.of({"kind": "ConfigMap", f"key-{number}": "x"}) for number in range(1000)]
    assert 0 < sum(outline is not None for outline in own) < 150
    assert all(outlines.of({"kind": "Service", "a": number}) is not None for number in range(1000))
    again = [outlines.of({"kind": "ConfigMap", "key": "x"}) for _ in range(100)]
    assert all(outline is not None for outline in again[50:])
