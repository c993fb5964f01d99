"""Expressions have types, and what they may cost is known before they are evaluated."""

from __future__ import annotations

import pytest

from k8sdsl.cel.environment import Environment
from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.estimation.estimate import most_cost
from k8sdsl.cel.evaluation.scope import Meter
from k8sdsl.cel.libraries.kubernetes.json_patch import JSON_PATCH
from k8sdsl.cel.objects import to_value
from k8sdsl.cel.schemas import declared, escape
from k8sdsl.cel.types import ObjectType, Type, format_type, list_of, map_of, optional_of
from k8sdsl.cel.values import NONE

SPEC = ObjectType(
    "spec",
    {
        "name": "string",
        "size": "int",
        "ratio": "double",
        "port": "dyn",
        "when": "timestamp",
        "tags": list_of("string"),
        "labels": map_of("string", "string"),
        "counts": map_of("string", "int"),
        "__namespace__": "string",
    },
)
VARIABLES: dict[str, Type] = {"self": SPEC, "old": optional_of(SPEC), "any": "dyn"}
ENVIRONMENT = Environment(VARIABLES, minor=36)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("self.size <= 3 && self.name != ''", "bool"),
        ("self.ratio > 1", "bool"),
        ("self.tags.map(t, t + 'x')", "list(string)"),
        ("self.tags.all(i, t, i < 3 && t != '')", "bool"),
        ("self.counts.transformMap(k, v, v * 2)", "map(string, int)"),
        ("self.?name.orValue('x')", "string"),
        ("old.orValue(self).size", "int"),
        ("old.size.orValue(1)", "int"),
        ("self.port == 80 || self.port == 'http'", "bool"),
        ("any.x.y[0]", "dyn"),
        ("type(self.port) == string", "bool"),
        ("self == null", "bool"),
        ("self.namespace == self.__namespace__", "bool"),
        ("has(self.namespace)", "bool"),
        ("{'a': 1}", "map(string, int)"),
        ("{}", "map(dyn, dyn)"),
        ("self.tags.map(t, any)", "list(dyn)"),
        ("cidr('10.0.0.0/8').ip()", "net.IP"),
    ],
)
def test_an_expression_has_a_type(expression: str, kind: str) -> None:
    assert kind == format_type(ENVIRONMENT.compile(expression).type)


@pytest.mark.parametrize(
    "expression",
    [
        *["self.nothing", "has(self.nothing)", "self.size == 'a'", "self.tags == null", "self.tags.all(t, t == 1)"],
        *["self.name == old.name", "self.in", "self.name.x", "isSorted([1])", "self.when < 3", "namespace"],
    ],
)
def test_a_mistake_of_types_is_refused(expression: str) -> None:
    with pytest.raises(CompileError):
        ENVIRONMENT.compile(expression)


def test_an_absent_old_value_is_an_optional() -> None:
    program = ENVIRONMENT.compile("old.hasValue() ? old.value().size <= self.size : true")
    assert program.evaluate({"self": {"size": 1}, "old": NONE}) is True


def test_a_program_knows_the_variables_it_uses() -> None:
    program = ENVIRONMENT.compile("self.tags.exists(old, old == any.x)")
    assert [program.uses(name) for name in ("self", "any", "old")] == [True, True, True]
    assert not program.uses("tags")


def test_names_that_cel_cannot_write_are_escaped() -> None:
    names = ("a-b", "namespace", "x__y", "a b", "1a")
    assert [escape(name) for name in names] == ["a__dash__b", "__namespace__", "x__underscores__y", None, None]


def test_a_tree_is_seen_through_its_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "max-size": {"type": "number"},
            "raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            "day": {"type": "string", "format": "date"},
            "port": {"x-kubernetes-int-or-string": True},
            "wrong": {"type": "integer"},
        },
    }
    root = declared(schema)
    assert root is not None
    tree = {"max-size": 1, "raw": {"x": 1}, "day": "2024-01-31", "port": "http", "other": 1, "wrong": "x"}
    environment = Environment({"self": root.type}, minor=36)

    def holds(expression: str) -> object:
        return environment.compile(expression).evaluate({"self": to_value(tree, root)})

    assert holds("self.max__dash__size == 1.0 && self.day.getFullYear() == 2024 && self.port == 'http'") is True
    assert holds("has(self.wrong) && self.raw == dyn({})") is False
    assert holds("self.wrong == 1 || true") is True


def test_sets_and_keyed_lists_are_compared_as_such() -> None:
    item = {"type": "object", "properties": {"k": {"type": "string"}, "v": {"type": "integer"}}}
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
            "b": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
            "c": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": item},
        },
    }
    root = declared(schema)
    assert root is not None
    one, two = {"k": "x", "v": 1}, {"k": "y", "v": 2}
    value = to_value({"a": ["1", "2"], "b": ["2", "1"], "c": [one, two]}, root)
    old = to_value({"a": ["1", "2"], "b": ["2", "1"], "c": [two, one]}, root)
    program = Environment({"self": root.type, "oldSelf": root.type}, minor=36).compile(
        "self.a == self.b && self.c == oldSelf.c && (self.a + self.b).size() == 2 && (self.c + oldSelf.c).size() == 2"
    )
    assert program.evaluate({"self": value, "oldSelf": old}) is True


def test_the_estimate_grows_with_what_the_schema_allows() -> None:
    def cost(most: int) -> int:
        tags = {"type": "array", "maxItems": most, "items": {"type": "string", "maxLength": 10}}
        root = declared({"type": "object", "properties": {"tags": tags}})
        assert root is not None
        environment = Environment({"self": root.type}, minor=36)
        return most_cost(environment.compile("self.tags.all(a, self.tags.all(b, a == b))"), root)

    assert cost(10) < 10_000
    assert cost(1000) > 50 * cost(100)


@pytest.mark.parametrize(
    ("expression", "cost"),
    [
        ("[1, 2].map(x, x)", 27),
        ("has({'a': 1}.a)", 1),
        ("(true ? [1] : [2])[0]", 1),
        ("lists.range(3)", 14),
        ("[1, 2, 3].sortBy(e, -e)", 74),
        ("'a'.matches('b')", 1),
        ("[3, 1].all(x, x > 0)", 11),
    ],
)
def test_evaluating_costs_what_it_costs_on_the_server(expression: str, cost: int) -> None:
    meter = Meter()
    program = Environment({}, minor=36).compile(expression)
    program.evaluate({}, meter)
    assert meter.cost == cost


def test_new_objects_use_the_libraries_of_the_version_before() -> None:
    stored, new = Environment({}, minor=34), Environment({}, minor=34, new=True)
    assert stored.compile("[1].distinct()").type == list_of("int")
    with pytest.raises(CompileError):
        new.compile("[1].distinct()")


def test_functions_of_the_engine_are_there_since_its_version() -> None:
    assert Environment({}, minor=33, new=True).compile("[1].first().hasValue()").type == "bool"


@pytest.mark.parametrize(
    ("expression", "minor"), [("[1].first().hasValue()", 32), ("{}.?a == null", 28), ("[?dyn(1)]", 28), ("{}[?1]", 28)]
)
def test_what_a_version_has_not_yet_is_refused(expression: str, minor: int) -> None:
    with pytest.raises(CompileError):
        Environment({}, minor=minor, new=True).compile(expression)


SETS = {
    "type": "object",
    "properties": {
        "numbers": {"type": "array", "items": {"type": "number"}, "x-kubernetes-list-type": "set"},
        "names": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
    },
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("self.names == ['b', 'a']", True),
        ("self.names + ['a', 'c'] == ['c', 'b', 'a']", True),
        ("self.numbers == self.numbers", False),  # upstream compares the whole number of the manifest with a `double`
        ("self.numbers[0] == 1.0", True),
    ],
)
def test_sets_are_compared_by_what_is_in_the_manifest(expression: str, value: bool) -> None:  # noqa: FBT001
    root = declared(SETS)
    assert root is not None
    program = Environment({"self": root.type}, minor=36).compile(expression)
    assert program.evaluate({"self": to_value({"numbers": [1], "names": ["a", "b"]}, root)}) is value


def test_keys_of_json_pointers_are_escaped_where_patches_are_written() -> None:
    environment = Environment({}, minor=36, libraries=(JSON_PATCH,))
    assert environment.compile("jsonpatch.escapeKey('example.com/a~b')").evaluate({}) == "example.com~1a~0b"
