"""Values against structural schemas: what is wrong, and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.semantics.string_formats import fits_format
from k8sdsl.server.structural.defaulting import apply_defaults, drop_nulls
from k8sdsl.server.structural.list_types import duplicates_in
from k8sdsl.server.structural.pruning import prune
from k8sdsl.server.structural.values import faults_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def where(value: Any, schema: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault.kind.value, fault.path) for fault in faults_of(value, schema)}


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        ("x", NUMBER, {("type", "")}),
        (1.0, NUMBER, set()),
        (1.5, NUMBER, {("type", ""), ("invalid", "<nil>")}),
        (2**63 - 1, NUMBER, set()),
        (2**63, NUMBER, {("type", ""), ("invalid", "<nil>")}),
        (2**63, {"x-kubernetes-int-or-string": True}, {("type", "")}),
        (2**63, {"type": "number"}, set()),
        (float(2**53), NUMBER, {("type", "")}),
        (float(2**53 - 1), NUMBER, set()),
        (1, {"type": "number"}, set()),
        (True, NUMBER, {("type", "")}),
        (None, TEXT, {("type", "")}),
        (None, {**TEXT, "nullable": True}, set()),
        (None, {**TEXT, "nullable": True, "enum": ["a"]}, {("enum", "")}),
        (None, {**TEXT, "nullable": True, "enum": ["a", None]}, set()),
        ("80%", {"x-kubernetes-int-or-string": True}, set()),
        ([], {"x-kubernetes-int-or-string": True}, {("type", "")}),
        ("ab\n", {**TEXT, "pattern": "^ab$"}, {("invalid", "")}),
        ("äöü", {**TEXT, "maxLength": 3}, set()),
        (7, {**NUMBER, "multipleOf": 2}, {("invalid", "")}),
        (5, {**NUMBER, "maximum": 5, "exclusiveMaximum": True}, {("invalid", "")}),
        (
            {"a": {"b": ["x", 1]}},
            {"properties": {"a": {"additionalProperties": {"items": TEXT}}}},
            {("type", "a.b[1]")},
        ),
        ({"a": 1}, {"type": "object", "maxProperties": 0, "required": ["b"]}, {("too-many", ""), ("required", "b")}),
        ([1, 2], {"type": "array", "maxItems": 1, "items": TEXT}, {("too-many", ""), ("type", "[0]"), ("type", "[1]")}),
        ("1.2.3.4", {**TEXT, "format": "ipv4"}, set()),
        ("1.2.3", {**TEXT, "format": "ipv4"}, {("type", "")}),
        ("anything", {**TEXT, "format": "made-up"}, set()),
        (3, {"anyOf": [{"minimum": 5}, {"maximum": 3}]}, set()),
        (4, {"oneOf": [{"minimum": 3}, {"maximum": 5}]}, {("combination", "<nil>")}),
        ("b", {"enum": ["a"]}, {("enum", "")}),
    ],
)
def test_a_value_is_judged(value: Any, schema: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert expected == where(value, schema)


def test_the_nearest_of_several_schemas_explains_what_is_wrong() -> None:
    branches = [{"required": ["x", "y"]}, {"properties": {"x": {"enum": ["a"]}}, "required": ["x"]}]
    assert {("combination", "<nil>"), ("enum", "x")} == where({"x": "b"}, {"oneOf": branches})


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("date-time", "2024-01-31T08:00:00Z", "2024-01-31"),
        ("date", "2024-02-29", "2023-02-29"),
        ("duration", "1h30m", "soon"),
        ("ipv6", "2001:db8::1", "2001:db8:::1"),
        ("cidr", "10.0.0.0/8", "10.0.0.0/33"),
        ("uri", "https://a.b/c", "no uri"),
        ("email", "me@example.com", "me"),
        ("hostname", "a.example.com", "a_b"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123"),
        ("mac", "00:1b:44:11:3a:b7", "00:1b"),
        ("byte", "aGk=", "..."),
        ("hexcolor", "#fff", "#ggg"),
        ("isbn", "978-3-16-148410-0", "978-3-16-148410-1"),
        ("creditcard", "4111 1111 1111 1111", "4111 1111 1111 1112"),
        ("rgbcolor", "rgb(1, 2, 3)", "rgb(1, 2)"),
        ("k8s-short-name", "abc", "a.b"),
    ],
)
def test_formats_of_text(form: str, good: str, bad: str) -> None:
    assert fits_format(form, good)
    assert not fits_format(form, bad)


def test_unknown_fields_are_taken_out_and_named() -> None:
    schema = {
        "properties": {
            "spec": {"properties": {"list": {"items": {"properties": {"a": TEXT}}}}},
            "raw": {"x-kubernetes-preserve-unknown-fields": True, "properties": {"known": {"properties": {}}}},
            "labels": {"additionalProperties": TEXT},
        }
    }
    value = {
        "kind": "X",
        "spec": {"list": [{"a": "1", "b": "2"}], "c": 1},
        "raw": {"any": 1, "known": {"x": 1}},
        "labels": {"x": "y"},
        "other": 1,
    }
    unknown = prune(value, schema, is_root=True)
    assert {"spec.list[0].b", "spec.c", "raw.known.x", "other"} == set(unknown)
    assert value["spec"] == {"list": [{"a": "1"}]}


def test_nulls_go_and_defaults_come() -> None:
    schema = {"properties": {"a": {**TEXT, "default": "x"}, "b": TEXT, "c": {**TEXT, "nullable": True}}}
    value: dict[str, Any] = {"a": None, "b": None, "c": None}
    drop_nulls(value, schema)
    apply_defaults(value, schema)
    assert value == {"a": "x", "c": None}


def test_items_that_occur_twice() -> None:
    by_name = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "items": {}}
    schema = {"properties": {"set": {"x-kubernetes-list-type": "set"}, "map": by_name}}
    value = {"set": [1, True, 1.0, 1], "map": [{"name": "a", "x": 1}, {"name": "a", "x": 2}]}
    assert {"set[3]", "map[1]"} == {fault.path for fault in duplicates_in(value, schema)}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "number", "boolean", "object", "array"]),
            "format": st.sampled_from(["byte", "date", "ipv4", "uri", "duration", "hostname"]),
            "maxLength": st.integers(0, 3),
            "maximum": st.floats(allow_nan=False),
            "multipleOf": st.floats(min_value=0.1, max_value=9),
            "pattern": st.text(max_size=4),
            "enum": st.lists(JSON, max_size=3),
            "nullable": st.booleans(),
            "default": JSON,
            "x-kubernetes-list-type": st.sampled_from(["set", "map", "atomic"]),
            "x-kubernetes-list-map-keys": st.just(["a"]),
            "x-kubernetes-preserve-unknown-fields": st.booleans(),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "array"]),
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            "additionalProperties": inner | st.booleans(),
            "items": inner,
            "required": st.lists(st.sampled_from("abc")),
            **{keyword: st.lists(inner, max_size=2) for keyword in ("allOf", "anyOf", "oneOf")},
            "not": inner,
        },
    ),
    max_leaves=6,
)


@given(JSON, SCHEMAS)
def test_no_value_and_no_schema_raise(value: Any, schema: dict[str, Any]) -> None:
    prune(value, schema, is_root=True)
    drop_nulls(value, schema)
    apply_defaults(value, schema)
    faults_of(value, schema)
    duplicates_in(value, schema)
