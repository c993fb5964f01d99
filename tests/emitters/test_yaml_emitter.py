"""The YAML emitter's layout and quoting, and what it refuses."""

from __future__ import annotations

import enum
from collections import OrderedDict
from typing import Any

import pytest
import yaml
from ryaml import loads as load_yaml_1_2  # type: ignore[attr-defined]  # its stub forgets the export

from k8sdsl.emitters.yaml import emit, emit_document
from k8sdsl.errors import EmitError
from k8sdsl.yaml.reader import read_documents

# Every reader that takes one of these for something other than the string has been seen in the field.
_WORDS = (
    "y n Y N yes no Yes NO on off On OFF true True FALSE null Null ~ = << "
    "08 0o7 0O7 0o17 0o 00 0 -0 +0 007 0777 0_ 0x1F 0X1f 0x 0x_ 0xF_F 0b1 0b-1 -0b1 0B11 0b 1_000 1__0 -_1 +_1 _1 "
    "1e3 12e03 1e10 1E5 5e8 123e4 -2E+05 +.5 -.5 .5 .5_0 1. 1.e2 1.5 1e 1e+ 1e999 .e1 e1 1.2.3 10.0.0.1 "
    "18446744073709551616 99999999999999999999999 12:30:45 12:30 1:60 190:20:30.5 80:80 "
    "2020-01-01 2020-1-1 2020-01-01T00:00:00Z 20-01-01 .nan .NaN .inf -.inf +.INF nan inf infinity "
    ". .. ... --- ---a -- - -a ? ?a : :a , ,a [ ] { } [a {a a] a} # #a a# & &a a&b * *a ! !a !!str | |a > >a ' a'b \" "
    '"a" % %a %YAML @ @a a@b ` `a a: a:b a:: : :: \\ \\n {{.Values.x}} ${X} $(X) <a> == <<a ~a t f T yEs nUll'
)

HOSTILE = [
    *_WORDS.split(" "),
    "",
    " ",
    "   ",
    " a",
    "a ",
    "a: b",
    "a : b",
    "a #b",
    "a# b",
    "- a",
    "? a",
    "! a",
    "--- a",
    "... a",
    "2020-01-01 x",
    '2020-01-01\t"x\\',
    "http://x:80/ #a",
    "a\tb",
    "\ta",
    "a\t",
    "\n",
    "\n\n",
    "\n ",
    " \n",
    "a\n",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "a\n\n\n",
    "a\n\n\n\nb",
    "\na",
    "\n\n\na\n",
    "\n a",
    " a\nb",
    "  a\n b\n",
    "a\n b",
    "a \nb",
    "a\n \nb",
    "a\t\nb",
    "a\n\tb\n",
    "\n\tb",
    "\tb\nc",
    "a\n\t\nb",
    "a\n ",
    "---\na",
    "a\n---\nb\n",
    "a\n...\n",
    "#a\nb",
    "a\n#b",
    "a: 1\nb: 2\n",
    "- a\n- b",
    "|\na",
    "a\r\nb",
    "a\rb",
    "\r",
    "\x00",
    "\x07",
    "a\x0bb",
    "a\x0cb",
    "\x1b[0m",
    "\x7f",
    "\x85",
    "a\x85b\n",
    "\x9f",
    "\xa0",
    "a\xa0",
    "\xad",
    "\u200b",
    "\u2028",
    "a\u2028b\nc",
    "\u2029",
    "\u202e",
    "\ufeff",
    "a\ufeff",
    "\ufffe",
    "\uffff",
    "\U0001ffff",
    "é",
    "日本語",
    "😀",
    "a 😀 b",
    "😀\n😀\n",
    "👨‍👩‍👧",
    "0" * 500,
    "a" * 2000,
    "a b " * 1000 + "c",
]

TREE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "annotations": {}, "finalizers": []},
    "spec": {
        "containers": [
            {"name": "web", "args": ["-v", "a: b"], "env": [{"name": "A", "value": "80"}], "tty": True},
            {"command": ["sh", "-c", "echo a\necho b\n"], "stdin": None, "weight": 1.5},
        ],
        "matrix": [[1, 2], [], [{}, [3]]],
    },
}

TEXT = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {}
  finalizers: []
spec:
  containers:
  - name: web
    args:
    - -v
    - 'a: b'
    env:
    - name: A
      value: "80"
    tty: true
  - command:
    - sh
    - -c
    - |
      echo a
      echo b
    stdin: null
    weight: 1.5
  matrix:
  - - 1
    - 2
  - []
  - - {}
    - - 3
"""


def test_the_layout_is_that_of_kubectl() -> None:
    assert emit_document(TREE) == TEXT


def test_documents_are_separated_by_a_marker() -> None:
    assert emit([{"a": 1}, {"b": 2}]) == "a: 1\n---\nb: 2\n"
    assert emit([]) == ""
    assert emit(iter([{"a": 1}])) == "a: 1\n"


def test_keys_keep_the_order_of_the_tree() -> None:
    assert emit_document({"b": 1, "a": 2}) == "b: 1\na: 2\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("web", "web"),
        ("80", '"80"'),
        ("true", '"true"'),
        ("y", '"y"'),
        ("", '""'),
        ("*", "'*'"),
        ("@a", "'@a'"),
        ("it's: so", "'it''s: so'"),
        ("a\tb", '"a\\tb"'),
        ("a\x85b", '"a\\Nb"'),
        ("\x07", '"\\a"'),
        ("😀", "😀"),
        ("10.0.0.1", "10.0.0.1"),
        ("http://x:80/a?b=c", "http://x:80/a?b=c"),
        ("--port=80", "--port=80"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\nb\n", "|\n  a\n\n  b"),
        ("a\n\n", "|+\n  a\n"),
        (" a\nb", "|2-\n   a\n  b"),
        ("\na\n", "|2\n\n  a"),
        ("a \nb", '"a \\nb"'),
        ("\n", '"\\n"'),
        ("a\r\nb", '"a\\r\\nb"'),
    ],
)
def test_quotes_are_chosen_as_kustomize_does(text: str, written: str) -> None:
    assert emit_document({"k": text}) == f"k: {written}\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-5, "-5"),
        (2**63 - 1, "9223372036854775807"),
        (1.0, "1.0"),
        (1e16, "1.0e+16"),
        (1.5e-7, "1.5e-07"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        (None, "null"),
        (False, "false"),
    ],
)
def test_other_scalars_are_written_so_that_both_versions_of_yaml_read_them(value: object, written: str) -> None:
    assert emit_document({"k": value}) == f"k: {written}\n"
    for read in (yaml.safe_load, load_yaml_1_2):
        assert repr(read(f"k: {written}\n")["k"]) == repr(value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_reads_back_everywhere(text: str) -> None:
    tree = {
        text: text,
        "list": [text, [text], {text: text}],
        "map": {text: {text: text, "z": 1}, "z": text},
        "last": [{"a": text}, {text: [text]}],
    }
    written = emit([tree, text])
    assert list(yaml.load_all(written, Loader=yaml.CSafeLoader)) == [tree, text]
    assert read_documents(written) == [tree, text]
    assert load_yaml_1_2(emit_document(tree)) == tree


def test_lines_are_never_folded() -> None:
    assert emit_document({"k": "a " * 500 + "b"}).count("\n") == 1


def test_blank_lines_carry_no_blanks() -> None:
    assert not [line for line in emit_document({"a": {"b": "\n\nx\n\n\n\ny\n\n"}}).split("\n") if line != line.rstrip()]


def test_what_is_shared_is_written_out() -> None:
    shared = {"a": 1}
    assert emit_document({"x": shared, "z": shared}) == "x:\n  a: 1\nz:\n  a: 1\n"


def test_equal_keys_and_numbers_are_distinguished() -> None:
    assert emit_document({"a": [1, True, 1.0, "1", 0, False, "true"]}) == (
        'a:\n- 1\n- true\n- 1.0\n- "1"\n- 0\n- false\n- "true"\n'
    )


def test_subclasses_are_written_as_what_they_are() -> None:
    class Colour(enum.StrEnum):
        RED = "red"

    class Level(enum.IntEnum):
        HIGH = 3

    tree = OrderedDict(colour=Colour.RED, level=Level.HIGH)
    assert emit_document([tree]) == "- colour: red\n  level: 3\n"


def _cycle() -> dict[str, Any]:
    tree: dict[str, Any] = {"kind": "Pod", "metadata": {"name": "web"}, "spec": {"list": []}}
    tree["spec"]["list"].append(tree)
    return tree


def _nested(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for _ in range(levels):
        tree = {"a": tree}
    return tree


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"spec": {"a": "\ud800"}}, "spec.a"),
        ({"spec": {"\ud800": "a"}}, "spec"),
        ({"spec": {1: "a"}}, "spec"),
        ({"spec": {None: "a"}}, "spec"),
        ({"spec": {"a": [object()]}}, "spec.a[0]"),
        ({"spec": {"a": (1, 2)}}, "spec.a"),
        ({"spec": {"a": b"x"}}, "spec.a"),
        pytest.param({"spec": {"a": 10**5000}}, "spec.a", id="huge"),
        ({"kind": "Pod", "metadata": {"name": "web"}, "x": {1}}, "Pod/web"),
        (_cycle(), "spec.list[0]"),
        (_nested(10_000), "a.a.a"),
        ("\ud800", "document"),
    ],
)
def test_what_no_yaml_can_hold_is_refused_with_its_place(tree: object, place: str) -> None:
    with pytest.raises(EmitError) as caught:
        emit_document(tree)
    assert place in caught.value.message


def test_deep_trees_within_the_limit_are_written() -> None:
    assert read_documents(emit_document(_nested(199))) == [_nested(199)]
    assert emit_document(_nested(300)).count("\n") == 300


def test_one_bad_document_does_not_spoil_the_next_emit() -> None:
    with pytest.raises(EmitError):
        emit([{"a": 1}, {"b": object()}])
    assert emit([{"a": 1}]) == "a: 1\n"
