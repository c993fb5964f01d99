"""Values of a YAML text change, and its comments and layout stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.yaml.editing import ABSENT, edited
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from k8sdsl.tree import FieldPath

POD = """\
# A pod.
spec:
  hostNetwork: true   # for the demo
  containers:
    - image: "nginx"  # the web server
      name: é
      args: [a, b]
    # the last one
    - {name: x, image: y}
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("spec", "hostNetwork"), False, "hostNetwork: true ", "hostNetwork: false "),
        (("spec", "hostNetwork"), ABSENT, "  hostNetwork: true   # for the demo\n", ""),
        (("spec", "containers", 0, "image"), "a: b", '"nginx"', "'a: b'"),
        (("spec", "containers", 0, "image"), ABSENT, 'image: "nginx"  # the web server\n      ', ""),
        (("spec", "containers", 0, "args"), ["c"], "[a, b]", "[c]"),
        (("spec", "containers", 0, "pull"), "Always", "[a, b]\n", "[a, b]\n      pull: Always\n"),
        (
            ("spec", "containers", 0, "security", "user", "id"),
            7,
            "[a, b]\n",
            "[a, b]\n      security:\n        user:\n          id: 7\n",
        ),
        (("spec", "containers", 1, "a", "b"), True, "image: y}", "image: y, a: {b: true}}"),
        (("spec", "containers", 1, "name"), ABSENT, "name: x, ", ""),
        (("spec", "containers", 1, "image"), ABSENT, ", image: y", ""),
        (("kind",), "Pod", "image: y}\n", "image: y}\nkind: Pod\n"),
    ],
)
def test_only_the_value_changes(path: FieldPath, value: Any, old: str, new: str) -> None:
    assert edited(POD, [(0, path, value)]) == (POD.replace(old, new), [])


def test_several_new_keys_of_one_map_are_written_together() -> None:
    changes = [(0, ("a", "x"), 1), (0, ("b", "c", "w"), 2), (0, ("b", "c", "z"), 3), (1, ("k",), "v")]
    text = "b:\n  d: 0\n---\nk: w\n"
    assert edited(text, changes) == ("b:\n  d: 0\n  c:\n    w: 2\n    z: 3\na:\n  x: 1\n---\nk: v\n", [])


def test_json_stays_json() -> None:
    text = '{\n  "a": 1,\n  "b": {}\n}\n'
    made, refused = edited(text, [(0, ("b", "c"), "d"), (0, ("e",), True)])
    assert refused == []
    assert made == '{\n  "a": 1,\n  "b": {"c": "d"},\n  "e": true\n}\n'


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("a: &x {b: 1}\nc: *x\n", ("c", "b"), 2),
        ("a: &x {b: 1}\nc: *x\n", ("a", "b"), 2),
        ("a: 1\n", ("a", "b"), 2),
        ("a: 1\n", ("a",), ABSENT),
        ("a: {c: 1}\n", ("b",), ABSENT),
        ("a: [1]\n", ("a", 3), 2),
        ("a:\n- 1\n", ("a",), [2]),
        ("a: [", ("a",), 2),
    ],
)
def test_what_cannot_be_changed_exactly_is_refused(text: str, path: FieldPath, value: Any) -> None:
    assert edited(text, [(0, path, value)]) == (text, [(0, path, value)])


@pytest.mark.parametrize("text", ["a:\n", "a: null\n", "a: ~ # none\n", "a: {}", "a:\n  b: |\n    x\n\n", "a: {b: 1}"])
def test_a_key_is_added_after_values_of_any_style(text: str) -> None:
    made, refused = edited(text, [(0, ("a", "c"), "d")])
    assert refused == []
    assert read_documents(made)[0]["a"]["c"] == "d"


def test_a_refused_change_does_not_prevent_others() -> None:
    assert edited("a: 1\nb: 2\n", [(0, ("a", "x"), 1), (0, ("b",), 3)]) == ("a: 1\nb: 3\n", [(0, ("a", "x"), 1)])
