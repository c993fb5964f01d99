"""The JSON emitter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8sdsl.emitters.json import emit
from k8sdsl.errors import EmitError

TREE: dict[str, Any] = {"b": [1, {"a": None}, []], "a": {"é": 'x"\n', "e": {}}, "t": True, "f": 1.5}


def test_one_document_is_written_as_it_is() -> None:
    assert emit([TREE]) == json.dumps(TREE, indent=2, ensure_ascii=False) + "\n"


def test_several_documents_become_a_list() -> None:
    expected = {"apiVersion": "v1", "kind": "List", "items": [TREE, {"a": 1}]}
    assert emit([TREE, {"a": 1}]) == json.dumps(expected, indent=2, ensure_ascii=False) + "\n"


def test_no_documents_become_an_empty_list() -> None:
    assert json.loads(emit([])) == {"apiVersion": "v1", "kind": "List", "items": []}


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        "\ud800",
        {1: 2},
        {"\ud800": 1},
        object(),
        pytest.param(10**5000, id="huge"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(EmitError) as caught:
        emit([{"kind": "Pod", "spec": {"a": [value]}}])
    assert "spec.a[0]" in caught.value.message


def test_a_tree_that_holds_itself_is_refused() -> None:
    tree: dict[str, Any] = {}
    tree["a"] = [tree]
    with pytest.raises(EmitError):
        emit([tree])
