"""`k8sdsl.cel.evaluate`: the value that the API server's environment computes, or why there is none."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from typing import Any

import pytest

from k8sdsl.cel import CompileError, EvaluationError, Uint, evaluate

VALUES: list[tuple[str, Any]] = [
    ("1 + 2 * 3 - 4 / 2 % 3", 5),
    ("-7 / 2", -3),
    ("-7 % 3", -1),
    ("--1", 1),
    ("dyn(1) == 1.0 && dyn(1u) == 1", True),
    ("dyn(9223372036854775807) == 9223372036854775808.0", True),
    ("1 < 1.5 && 2u > 1", True),
    ("1 in [2, 1] && 'a' in {'a': 1}", True),
    ("'é'.size()", 1),
    ("b'é'.size()", 2),
    ("dyn(1) == 'a'", False),
    ("false && 1 / 0 > 0", False),
    ("1 / 0 > 0 || true", True),
    ("[0, 1].exists(x, 1 / x == 1)", True),
    ("[1, 2, 3].filter(x, x > 1).map(x, x * x)", [4, 9]),
    ("[1, 2, 3].map(x, x > 1, x * x)", [4, 9]),
    ("[1, 2].exists_one(x, x == 1) && [1, 2].existsOne(x, x == 2)", True),
    ("['a', 'b'].transformList(i, v, string(i) + v)", ["0a", "1b"]),
    ("{'a': 1}.transformMap(k, v, v + 1)", {"a": 2}),
    ("{'a': 1}.transformMapEntry(k, v, {v: k})", {1: "a"}),
    ("{'a': 1}.all(k, v, v == 1)", True),
    ("optional.of(1).optMap(x, x + 1).orValue(0)", 2),
    ("optional.none().orValue(3)", 3),
    ("dyn(1).orValue(3)", 1),
    ("dyn(1).?x.hasValue()", False),
    ("[1][?5].hasValue()", False),
    ("{'a': {'b': 1}}.?a.?b.orValue(0)", 1),
    ("[?optional.of(1), ?optional.none()]", [1]),
    ("[1, 2].first().value() + [1, 2].last().value()", 3),
    ("'abcd'.substring(1, 3) + 'A'.lowerAscii() + ' x '.trim()", "bcax"),
    ("'a,b,c'.split(',', 2)", ["a", "b,c"]),
    ("['a', 'b'].join('-')", "a-b"),
    ("'abab'.replace('a', 'x', 1) + string('abab'.lastIndexOf('b'))", "xbab3"),
    ("'abc'.indexOf('c', 9)", -1),
    ("'a1b22'.findAll('[0-9]+')", ["1", "22"]),
    ("'%s is %d of %s'.format(['a', 1, ['x', 2.5]])", 'a is 1 of ["x", 2.500000]'),
    ("'%.2f %x %b %o'.format([1234.5, 255, 5, 8])", "1,234.50 ff 101 10"),
    ("strings.quote('a\"b\\n')", '"a\\"b\\n"'),
    ("[1, 2, 3].sum() + [3, 1].min() + [3, 1].max()", 10),
    ("[1, 2].isSorted() && ![2, 1].isSorted()", True),
    ("['a', 'b'].indexOf('b')", 1),
    ("[3, 1, 2].sort() + [1, 1].distinct() + [1, 2, 3].slice(1, 2)", [1, 2, 3, 1, 2]),
    ("['bb', 'a'].sortBy(x, x.size())", ["a", "bb"]),
    ("[[1], [2, 3]].flatten() + lists.range(2) + [1, 2].reverse()", [1, 2, 3, 0, 1, 2, 1]),
    ("sets.equivalent([1, 2], [2, 1]) && !sets.intersects([1], [2])", True),
    ("quantity('1.5Gi').add(quantity('512Mi')).compareTo(quantity('2Gi'))", 0),
    ("quantity('1').add(quantity('1')) == quantity('2')", True),
    ("isQuantity('1 GB')", False),
    ("quantity('3').asInteger() + sign(quantity('-1'))", 2),
    ("ip('192.168.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('1.2.3.4.5')", True),
    ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", True),
    ("string(ip('::1')) + string(cidr('10.0.0.0/8'))", "::110.0.0.0/8"),
    ("url('https://me@a.b:8443/c?x=1&x=2').getHostname() + url('https://a.b:8443').getPort()", "a.b8443"),
    ("url('https://a.b/c?x=1&x=2').getQuery()", {"x": ["1", "2"]}),
    ("semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && isSemver('v1', true)", True),
    ("format.dns1123Label().validate('A').hasValue()", True),
    ("format.named('nothing').hasValue()", False),
    ("timestamp('2024-02-29T12:30:00Z').getDayOfMonth()", 28),
    ("timestamp('2024-02-29T12:30:00Z').getHours('-08:00')", 4),
    ("string(timestamp('2024-01-01T00:00:00.5+02:00'))", "2024-01-01T00:00:00.5+02:00"),
    ("duration('90m').getHours()", 1),
    ("string(duration('1h') + duration('1ns'))", "3600.000000001s"),
    ("int('12') + int(2.9) + int(true ? 1u : 2u)", 15),
    ("string(1.5) + string(true) + string(2.0) + string(b'x') + string(1e6)", "1.5true2x1e+06"),
    ("r'\\d' == '\\\\d' && 'x\\u00e9' == 'xé' && b'\\x41' == b'A' && b'\\377' == b'\\xff'", True),
    ("type(1) == int && type([]) == list && type(null) == null_type", True),
    ("google.protobuf.Int64Value{value: 2} + google.protobuf.Value{number_value: 1.0} == 3", None),
    ("google.protobuf.Struct{fields: {'a': 1.0}}", {"a": 1.0}),
    ("{dyn(1): 'a', dyn(1u): 'b', dyn(true): 'c'}.size()", 3),
    ("{dyn([1]): 2} == {}", False),
    ("a.b.c + x", 3),
]

REFUSED = [
    *["", "1 +", "a b", "(1", "[1", "'open", "1abc", "$(X)", "[1,,2]", "{'a': 1,,}", "a.1", "true.in", "if", "1 ? 2"],
    *[
        "nobody",
        "x == 'a'",
        "[1, 'a']",
        "[1, dyn(1)]",
        "true && 1",
        "true ? 1 : 'a'",
        "x.nope()",
        "size(1)",
        "Nobody{}",
    ],
    *["'a'.matches('[')", "matches('[', 'a')", "dyn('a').matches(dyn('['))", "'a'.find('[')", "x.all(y, true)"],
    *["duration('soon')", "timestamp('today')", "duration(1)", "int('x')", "bool('maybe')", "timestamp(253402300800)"],
    *[
        "9223372036854775808",
        "18446744073709551616u",
        "1e400",
        "9" * 4_400,
        "0x" + "f" * 5_000,
        "'\\9'",
        "'\\d'",
        "b'\\u00e9'",
    ],
    *[
        "has(1)",
        "[1].all(1, true)",
        "[1].all(__result__, true)",
        "{}.transformMap(k, k, 1)",
        "rb'a'",
        "`a`",
        "{'a': 1}.`a`",
    ],
    *["cel.bind(x, 1, x)", "math.greatest(1, 2)", "'a'.reverse()", "base64.encode(b'a')", "jsonpatch.escapeKey('a')"],
    *["'%d'.format(['a'])", "'%z'.format([1])", "'%s'.format([])", "'%s'.format([1, 2])", "{null: 1}[null]"],
    *["(" * 250 + "1" + ")" * 250, "1" + "+1" * 251, "x" + ".y" * 251, "\x00", "\ud800"],
]

FAILING = [
    *[
        "google.protobuf.Timestamp{seconds: dyn('a')}",
        "google.protobuf.Timestamp{seconds: 9223372036854775807}",
        "google.protobuf.Duration{seconds: 9223372036854775807}",
        "google.protobuf.Int32Value{value: dyn('a')}",
        "google.protobuf.FloatValue{value: dyn(1)}",
        "google.protobuf.UInt32Value{value: dyn(-5)}",
        "google.protobuf.BoolValue{value: dyn(1)}",
        "google.protobuf.Struct{fields: dyn(5)}",
        "google.protobuf.ListValue{values: dyn({})}",
    ],
    *["1 / 0", "1 % 0", "[1][2]", "{'a': 1}['b']", "int(y)", "9223372036854775807 + x", "optional.none().value()"],
    *["dyn(1) < 'a'", "dyn('a') + 1", "dyn(true) < 1 || false", "dyn(1) ? true : false", "-dyn('a')", "dyn(1).size()"],
    *["'abc'.substring(2, 1)", "'abc'.charAt(4)", "[].max()", "dyn(1).exists(x, true)", "1.0 / 0.0 < double('NaN')"],
    *[
        "duration('9223372036s') + duration('1s')",
        "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
        "dyn(y).getHours()",
    ],
    *["timestamp('2024-01-01T00:00:00Z').getHours('Nowhere/At_All')", "timestamp(0).getHours('a:b')"],
    *["dyn(y).getHours()"],
    *["quantity(y)", "ip(y)", "cidr(y)", "url(y)", "semver(y)", "quantity('2') == quantity('1').add(quantity('1'))"],
    *["'%s'.format(dyn([optional.none()]))", "[1, 2].slice(1, 9)", "[dyn(1), dyn('a')].map(v, v).sort()"],
]


@pytest.mark.parametrize(("expression", "value"), [case for case in VALUES if case[1] is not None])
def test_an_expression_has_a_value(expression: str, value: object) -> None:
    found = evaluate(expression, {"x": 1, "a.b.c": 2})
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("expression", REFUSED)
def test_an_expression_that_the_server_refuses_does_not_compile(expression: str) -> None:
    with pytest.raises(CompileError):
        evaluate(expression, {"x": 1})


@pytest.mark.parametrize("expression", FAILING)
def test_evaluating_fails_as_on_the_server(expression: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(expression, {"x": 1, "y": "nothing", "dynamic": [1, None]})


def test_values_are_plain_python() -> None:
    assert evaluate("duration('1.5s')", {}) == dt.timedelta(seconds=1.5)
    assert evaluate("timestamp('2024-01-01T00:00:00Z')", {}) == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert (evaluate("1u", {}), type(evaluate("1u", {}))) == (1, Uint)
    assert math.isnan(evaluate("double('NaN')", {}))
    assert (evaluate("optional.of(1)", {}), evaluate("optional.none()", {}), evaluate("type(1)", {})) == (
        1,
        None,
        "int",
    )


def test_variables_are_plain_python() -> None:
    given = {
        "day": dt.datetime(2024, 1, 31, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        "span": dt.timedelta(minutes=3),
        "count": Uint(3),
        "nested": {"a": [1, "x", None]},
    }
    expression = "day.getDate() == 30 && span.getSeconds() == 180 && count == 3u && nested.a[1] == 'x'"
    assert evaluate(expression, given) is True


@pytest.mark.parametrize("value", [2**64, 10**400, object(), {b"a": 1}])
def test_values_that_cel_does_not_have_are_refused(value: object) -> None:
    with pytest.raises(EvaluationError):
        evaluate("x == x", {"x": value})


@pytest.mark.parametrize(
    ("expression", "since"),
    [
        ("[1].first().hasValue()", "1.33"),
        ("[2, 1].sort() == [1, 2]", "1.34"),
        ("isSemver('1.2.3')", "1.33"),
        ("[1].all(i, v, v == 1)", "1.32"),
        ("format.uuid().validate('x').hasValue()", "1.31"),
        ("isIP('::1')", "1.30"),
        ("sets.contains([1], [1])", "1.29"),
        ("'%s'.format(['a']) == 'a'", "1.29"),
        ("isQuantity('1')", "1.28"),
        ("{'a': 1}[?'a'].hasValue()", "1.28"),
        ("1 < 1.5", "1.28"),
    ],
)
def test_each_version_has_its_libraries(expression: str, since: str) -> None:
    before = f"1.{int(since[2:]) - 1}"
    assert evaluate(expression, {}, kube_version=since) is True
    with pytest.raises(CompileError):
        evaluate(expression, {}, kube_version=before)


@pytest.mark.parametrize(
    "expression",
    [
        "[1].map(a, a).map(b, 'x').map(c, {}) == [{}] ? " + "'a'" + " + 'a'" * 200 + " : ''",
        "lists.range(1000).all(a, lists.range(1000).all(b, a + b >= 0))",
        "lists.range(100000000).size() > 0",
        "'a'" + ".replace('', 'bbbbbbbbbb')" * 9,
        "lists.range(40).map(x, 'aaaaaaaaaa').join().findAll('(a|aa)*b').size() > 0",
        "'%.999999999f'.format([1.0])",
        *(
            "optional.of([1, 2, 3]).optMap(v, v + v)" + ".optMap(v, v + v)" * depth + ".value().size() > 0"
            for depth in (3, 8)
        ),
    ],
)
def test_evaluating_is_bounded_in_time_and_memory(expression: str) -> None:
    with contextlib.suppress(EvaluationError):
        evaluate(expression, {})


@pytest.mark.parametrize(
    "expression",
    [
        "[1]" + ".map(a, {a: a})" * 40,
        "optional.of(1)" + ".optMap(a, a)" * 40,
        "[1]" + (".map(a, " + "[" * 60 + "a" + "]" * 60 + ")") * 9,
    ],
    ids=["types", "macros", "depth"],
)
def test_an_expression_that_doubles_itself_is_refused(expression: str) -> None:
    with pytest.raises(CompileError):
        evaluate(expression, {})


@pytest.mark.parametrize("last", ["", " == [[]]", ".map(a, '%s'.format([a]))"])
def test_values_that_share_their_parts_end_within_the_budget(last: str) -> None:
    doubled = "[dyn(1)]" + ".map(a, dyn({'x': a, 'y': a}))" * 60
    with pytest.raises(EvaluationError):
        evaluate(f"[{doubled}]{last}" if not last.startswith(" ==") else f"{doubled} == {doubled}", {})
