"""CEL as the API server speaks it: what compiles, of what type it is, what it costs, and what comes out."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.cel import CelError, Environment, compile_error, compile_expression
from k8sdsl.cel.cost import most_cost
from k8sdsl.cel.evaluator import evaluate
from k8sdsl.cel.node import UnjudgeableError
from k8sdsl.cel.schemas import declared, escape
from k8sdsl.cel.types import ObjectType, format_type, list_of, map_of, optional_of
from k8sdsl.cel.values import NONE, EvaluationError, to_value

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
    },
)
ENVIRONMENT = Environment({"self": SPEC, "old": optional_of(SPEC), "any": "dyn"})

TYPED = [
    ("self.size <= 3 && self.name != ''", "bool"),
    ("self.size + 1", "int"),
    ("self.ratio > 1", "bool"),
    ("self.tags.map(t, t + 'x')", "list(string)"),
    ("self.tags.all(t, t.startsWith('a'))", "bool"),
    ("self.tags.all(i, t, i < 3 && t != '')", "bool"),
    ("self.counts.exists(k, self.counts[k] > 1)", "bool"),
    ("self.counts.transformMap(k, v, v * 2)", "map(string, int)"),
    ("has(self.name)", "bool"),
    ("self.?name.orValue('x')", "string"),
    ("old.orValue(self).size", "int"),
    ("old.size.orValue(1)", "int"),
    ("self.port == 80 || self.port == 'http'", "bool"),
    ("any.x.y[0]", "dyn"),
    ("cel.bind(n, self.size, n * n)", "int"),
    ("type(self.port) == string", "bool"),
    ("quantity('1Gi').isGreaterThan(quantity('1M'))", "bool"),
    ("cidr('10.0.0.0/8').containsIP('10.1.2.3')", "bool"),
    ("url('https://a.b/c').getHost()", "string"),
    ("semver('1.2.3').major()", "int"),
    ("format.dns1123Label().validate(self.name).hasValue()", "bool"),
    ("sets.contains(self.tags, ['a'])", "bool"),
    ("true ? 'a' : 'b'", "string"),
    ("self == null", "bool"),
    ("self.when < timestamp('2030-01-01T00:00:00Z')", "bool"),
    ("{'a': 1}", "map(string, int)"),
    ("'%s'.format([self.name])", "string"),
]

WRONG = [
    *[
        "",
        "1 +",
        "a b",
        "self.",
        "self..name",
        "(1",
        "[1",
        "'open",
        "1abc",
        "$(X)",
        "user@host",
        "self.tags.all(1, true)",
    ],
    *["nobody", "self.nothing", "has(self.nothing)", "self.size == 'a'", "self.tags == null", "size(self)", "1 + 'a'"],
    *["self.tags.all(t, t == 1)", "[1, 'a']", "true && 1", "isSorted([1])", "self.name.nope()", "true ? 1 : 'a'"],
    *["self.name == old.name", "self.name.matches('[')", "duration('soon')", "timestamp('today')", "namespace == 1"],
    *["has(1)", "9223372036854775808", "'\\d'", "Nobody{}"],
]

VALUES: list[tuple[str, Any]] = [
    ("1 + 2 * 3 - 4 / 2 % 3", 5),
    ("-7 / 2", -3),
    ("-7 % 3", -1),
    ("dyn(1) == 1.0 && dyn(1u) == 1", True),
    ("1 in [2, 1] && 'a' in {'a': 1}", True),
    ("'é'.size()", 1),
    ("dyn(1) == 'a'", False),
    ("false && 1 / 0 > 0", False),
    ("1 / 0 > 0 || true", True),
    ("[0, 1].exists(x, 1 / x == 1)", True),
    ("[1, 2, 3].filter(x, x > 1).map(x, x * x)", [4, 9]),
    ("[1, 2].exists_one(x, x == 1)", True),
    ("['a', 'b'].transformList(i, v, string(i) + v)", ["0a", "1b"]),
    ("{'a': 1}.transformMap(k, v, v + 1)", {"a": 2}),
    ("{'a': 1}.all(k, v, v == 1)", True),
    ("cel.bind(x, 2, x + x)", 4),
    ("optional.of(1).optMap(x, x + 1).orValue(0)", 2),
    ("optional.none().orValue(3)", 3),
    ("[1][?5].hasValue()", False),
    ("{'a': {'b': 1}}.?a.?b.orValue(0)", 1),
    ("[?optional.of(1), ?optional.none()]", [1]),
    ("'abcd'.substring(1, 3) + 'A'.lowerAscii() + ' x '.trim()", "bcax"),
    ("'a,b,c'.split(',', 2)", ["a", "b,c"]),
    ("['a', 'b'].join('-')", "a-b"),
    ("'abab'.replace('a', 'x', 1) + string('abab'.lastIndexOf('b'))", "xbab3"),
    ("'a1b22'.findAll('[0-9]+')", ["1", "22"]),
    ("'%s is %d of %s'.format(['a', 1, ['x']])", "a is 1 of [x]"),
    ("[1, 2, 3].sum() + [3, 1].min() + [3, 1].max()", 10),
    ("[1, 2].isSorted() && ![2, 1].isSorted()", True),
    ("['a', 'b'].indexOf('b')", 1),
    ("sets.equivalent([1, 2], [2, 1]) && !sets.intersects([1], [2])", True),
    ("quantity('1.5Gi').add(quantity('512Mi')).compareTo(quantity('2Gi'))", 0),
    ("isQuantity('1 GB')", False),
    ("quantity('3').asInteger()", 3),
    ("ip('192.168.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('1.2.3.4.5')", True),
    ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", True),
    ("url('https://me@a.b:8443/c?x=1&x=2').getHostname() + url('https://a.b:8443').getPort()", "a.b8443"),
    ("url('https://a.b/c?x=1&x=2').getQuery()", {"x": ["1", "2"]}),
    ("semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && isSemver('v1', true)", True),
    ("format.dns1123Label().validate('A').hasValue()", True),
    ("format.named('nothing').hasValue()", False),
    ("timestamp('2024-02-29T12:30:00Z').getDayOfMonth()", 28),
    ("duration('90m').getHours()", 1),
    ("timestamp('2024-01-01T00:00:00Z') + duration('24h') == timestamp('2024-01-02T00:00:00Z')", True),
    ("int('12') + int(2.9) + int(true ? 1u : 2u)", 15),
    ("string(1.5) + string(true) + string(2.0) + string(b'x')", "1.5true2x"),
    ("r'\\d' == '\\\\d' && 'x\\u00e9' == 'xé' && b'\\x41' == b'A'", True),
    ("type(1) == int && type([]) == list && type(null) == null_type", True),
]

FAILING = ["1 / 0", "[1][2]", "{'a': 1}['b']", "int('x')", "9223372036854775807 + 1", "optional.none().value() == 1"]


@pytest.mark.parametrize(("expression", "kind"), TYPED)
def test_an_expression_has_a_type(expression: str, kind: str) -> None:
    checked = compile_expression(expression, ENVIRONMENT)
    assert checked is not None
    assert kind == format_type(checked.type)


@pytest.mark.parametrize("expression", WRONG)
def test_what_does_not_compile_is_refused(expression: str) -> None:
    assert compile_error(expression, environment=ENVIRONMENT)


def test_a_place_wants_a_type() -> None:
    assert compile_error("self.size", environment=ENVIRONMENT, result=("bool",))
    assert not compile_error("self.size > 1", environment=ENVIRONMENT, result=("bool",))


@pytest.mark.parametrize(("expression", "value"), VALUES)
def test_an_expression_has_a_value(expression: str, value: object) -> None:
    checked = compile_expression(expression, Environment({}))
    assert checked is not None
    assert value == evaluate(checked, {})


@pytest.mark.parametrize("expression", FAILING)
def test_some_expressions_fail(expression: str) -> None:
    checked = compile_expression(expression, Environment({}))
    assert checked is not None
    with pytest.raises(EvaluationError):
        evaluate(checked, {})


def test_an_absent_old_value_is_an_optional() -> None:
    checked = compile_expression("old.hasValue() ? old.value().size <= self.size : true", ENVIRONMENT)
    assert checked is not None
    assert evaluate(checked, {"self": {"size": 1}, "old": NONE}) is True


def test_names_that_cel_cannot_write_are_escaped() -> None:
    assert (
        escape("a-b"),
        escape("namespace"),
        escape("x__y"),
        escape("a b"),
    ) == ("a__dash__b", "__namespace__", "x__underscores__y", None)


def test_a_tree_is_seen_through_its_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "max-size": {"type": "number"},
            "raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            "day": {"type": "string", "format": "date"},
            "port": {"x-kubernetes-int-or-string": True},
        },
    }
    root = declared(schema)
    assert root is not None
    value = to_value({"max-size": 1, "raw": {"x": 1}, "day": "2024-01-31", "port": "http", "other": 1}, root)
    assert {key: value[key] for key in value if key != "day"} == {"max__dash__size": 1.0, "raw": {}, "port": "http"}
    assert value["day"].year == 2024


def test_cost_grows_with_what_the_schema_allows() -> None:
    def cost(most: int) -> int:
        tags = {"type": "array", "maxItems": most, "items": {"type": "string", "maxLength": 10}}
        root = declared({"type": "object", "properties": {"tags": tags}})
        assert root is not None
        checked = compile_expression("self.tags.all(a, self.tags.all(b, a == b))", Environment({"self": root.type}))
        assert checked is not None
        return most_cost(checked, root)

    assert cost(10) < 10_000
    assert 50 * cost(100) < cost(1000)


def test_nesting_without_end_is_left_unjudged() -> None:
    assert compile_expression("(" * 500 + "1" + ")" * 500, ENVIRONMENT) is None


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from([*"()[]{}.,?:!+-*/%<>=&|'\"x1", "self", " in ", "all", "has", "size", "==", "&&"]), max_size=14
    )
)
def test_no_text_raises_anything_else(parts: list[str]) -> None:
    with contextlib.suppress(CelError, EvaluationError, UnjudgeableError):
        checked = compile_expression("".join(parts), ENVIRONMENT)
        if checked is not None:
            evaluate(checked, {"self": {"name": "x", "size": 1}})
