"""Fields inside strings that hold JSON or YAML are changed, and the rest of the text is as kustomize leaves it."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.semantics.field_paths import split_dotted
from k8sdsl.semantics.structured_text import split_at_text, with_fields


def test_a_path_goes_into_the_first_string() -> None:
    tree = {"data": {"config.json": "{}"}, "spec": {"a": 1}}
    assert split_at_text(tree, split_dotted(r"data.config\.json.host")) == 2
    assert split_at_text(tree, split_dotted("spec.a.b")) == 0
    assert split_at_text(tree, split_dotted("data.none.b")) == 0


@pytest.mark.parametrize(
    ("text", "path", "value", "made"),
    [
        ('{"b": 1, "a": {"h": "<x>"}}', "a.h", "<y>", '{"a":{"h":"\\u003cy\\u003e"},"b":1}'),
        ('{\n  "a": 1\n}', "a", 2, '{\n  "a": 2\n}'),
        ('[{"n": "x", "v": 1}]', "[n=x].v", 2, '[{"n":"x","v":2}]'),
        ("a:\n    b: old # why\nc: d\n", "a.b", "new", "a:\n    b: new # why\nc: d"),
        ("a:\n    b: old\n    l:\n        - 'x'\n", "a.b", "new", "a:\n  b: new\n  l:\n  - 'x'"),
        ('{a: "x", b: y}', "a", "z", '{a: "z", b: y}'),
        ("l:\n- n: x\n  v: 1\n", "l.[n=x].v", 2, "l:\n- n: x\n  v: 2"),
        ("l: [1, 2]", "l.1", 3, "l: [1, 3]"),
        ("just text", "a", "z", None),
        ('{"a": 1}', "b.c", "z", None),
        ("a: 1\n---\nb: 2\n", "a", 2, None),
        ("a: [", "a", 2, None),
        ("", "a", 2, None),
    ],
)
def test_a_field_is_changed(text: str, path: str, value: Any, made: str | None) -> None:
    assert with_fields(text, split_dotted(path), lambda _: value) == made


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 10)}]\n" for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"{BOMB}z: &z 1\n", "i.*.*.*.*.*.*.*.*.*"),
        (f"{BOMB}z: 1\n", "z"),
        ("a: " + "[" * 100_000, "a"),
        ("a: " + "[" * 300 + "]" * 300, "a"),
        ("- " * 300 + "x", "*"),
        ('{"a": ' + "9" * 5000 + "}", "b"),
        ("a: [b]\n", "a.\u00b2"),
        ("a: [b]\n", f"a.{'9' * 5000}"),
    ],
)
def test_a_text_beyond_the_bounds_of_the_reader_has_no_fields(text: str, path: str) -> None:
    assert with_fields(text, split_dotted(path), lambda _: "z") is None


@pytest.mark.parametrize(("text", "made"), [("a: &x old # y\nb: *x", "a: &x new # y\nb: *x"), ("[&x 1, *x] # y", None)])
def test_an_alias_changes_its_anchor_once(text: str, made: str | None) -> None:
    changed = with_fields(text, split_dotted("*" if made is None else "b"), lambda _: "new")
    assert changed is not None
    assert changed.count("new") == 1


def test_a_missing_field_of_json_is_created_on_request() -> None:
    assert with_fields('{"a": {}}', ["a", "b", "c"], lambda _: "d", "d") == '{"a":{"b":{"c":"d"}}}'


def test_the_current_value_is_known() -> None:
    seen: list[Any] = []
    with_fields('a: "80"\n', ["a"], lambda current: seen.append(current) or current)  # type: ignore[func-returns-value]
    with_fields("a: 80\n", ["a"], lambda current: seen.append(current) or current)  # type: ignore[func-returns-value]
    assert seen == ["80", 80]
