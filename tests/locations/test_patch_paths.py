"""Where in a patch a field was set: items of lists are found by what they have, operations by their paths."""

from __future__ import annotations

import pytest

from k8sdsl.locations.patch_paths import MergePaths, OperationPaths
from k8sdsl.tree import FieldPath, Tree
from tests.test_growth import calls

OBJECT: Tree = {"containers": [{"name": "a", "image": "x", "env": []}, {"name": "b", "image": "y", "args": ["1", "2"]}]}
OBJECT |= {"ports": [{"on": True, "port": 1}, {"on": True, "port": 2}], "from": [{"pods": {"a": "b"}}]}


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
        ({"ports": [{"on": True, "port": 2}, {"on": True, "port": 1}]}, ("ports", 0, "port"), ("ports", 1, "port")),
        ({"ports": [{"on": True, "port": 2}]}, ("ports", 0, "port"), ("ports",)),
        ({"from": [{"pods": {"a": "c"}}, {"pods": {"a": "b"}}]}, ("from", 0, "pods"), ("from", 1, "pods")),
    ],
)
def test_the_item_of_a_merged_list(patch: Tree, path: FieldPath, expected: FieldPath) -> None:
    assert MergePaths(patch).path_of(OBJECT, path) == expected


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
    assert OperationPaths(OPERATIONS).path_of(path) == expected


def items(count: int, **more: object) -> Tree:
    """A container with as many variables."""
    return {"containers": [{"name": "a", "env": [{**more, "name": f"N{number}"} for number in range(count)]}]}


def test_the_fields_of_a_long_list_are_found_with_work_in_line_with_it() -> None:
    def merged(count: int) -> None:
        tree, paths = items(count, kind="x"), MergePaths(items(count, kind="x"))
        for at in range(count):
            assert paths.path_of(tree, ("containers", 0, "env", at, "kind")) == ("containers", 0, "env", at, "kind")

    def patched(count: int) -> None:
        paths = OperationPaths([{"op": "replace", "path": f"/env/{at}/value", "value": "x"} for at in range(count)])
        for at in range(count):
            assert paths.path_of(("env", at, "value")) == (at, "value")

    assert calls(lambda: merged(80)) < 2.3 * calls(lambda: merged(40))
    assert calls(lambda: patched(80)) < 2.3 * calls(lambda: patched(40))
