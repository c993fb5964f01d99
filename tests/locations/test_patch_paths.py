"""Where in a patch a field was set: items of lists are found by what they have, operations by their paths."""

from __future__ import annotations

import pytest

from k8sdsl.locations.patch_paths import path_in_merge, path_in_operations
from k8sdsl.tree import FieldPath, Tree

OBJECT = {"containers": [{"name": "a", "image": "x", "env": []}, {"name": "b", "image": "y", "args": ["1", "2"]}]}


@pytest.mark.parametrize(
    ("patch", "path", "expected"),
    [
        ({"containers": [{"name": "b", "image": "y"}]}, ("containers", 1, "image"), ("containers", 0, "image")),
        ({"containers": [{"name": "b", "image": "y"}]}, ("containers", 0, "image"), ("containers",)),
        ({"containers": [{"name": "b", "gone": None, "$patch": "merge"}]}, ("containers", 1), ("containers", 0)),
        (
            {"containers": [{}, {"name": "b", "args": ["2"]}]},
            ("containers", 1, "args", 1),
            ("containers", 1, "args", 0),
        ),
        ({"other": 1}, ("containers", 0), ()),
    ],
)
def test_the_item_of_a_merged_list(patch: Tree, path: FieldPath, expected: FieldPath) -> None:
    assert path_in_merge(patch, OBJECT, path) == expected


OPERATIONS: list[Tree] = [
    {"op": "add", "path": "/a/b", "value": {"c": 1}},
    {"op": "replace", "path": "/a/b/c", "value": 2},
    {"op": "add", "path": "/list/-", "value": {"x": 1}},
    {"op": "copy", "from": "/a", "path": "/copied"},
    {"op": "add", "path": "/annotations/example.com~1at", "value": "here"},
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", "b", "c"), (1, "value")),
        (("a", "b", "d"), (0, "value", "d")),
        (("list", 0), (2, "value")),
        (("other",), (4, "path")),
        (("list", 4, "x"), (2, "value", "x")),
        (("copied", "b"), (3, "path")),
        (("annotations", "example.com/at"), (4, "value")),
    ],
)
def test_the_last_operation_that_set_a_field(path: FieldPath, expected: FieldPath) -> None:
    assert path_in_operations(OPERATIONS, path) == expected
