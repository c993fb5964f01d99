"""No text and no value makes the engine raise anything but its own errors."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.cel import CompileError, EvaluationError, Uint, evaluate

_TOKENS = st.sampled_from(
    [
        *"()[]{}.,?:!+-*/%<>=&|'\"`\\x1",
        *("x", "y", " in ", "all", "has", "size", "==", "&&", "||", "?.", "[?", "0x", "1u", "1.5", "b'", "r'", "'''"),
    ]
)
_LEAVES = st.sampled_from(
    [
        *("1", "-1", "0", "9223372036854775807", "1u", "0u", "1.5", "-0.0", "double('NaN')", "double('inf')", "1e308"),
        *("'a'", "''", "'é'", "b'a'", "b''", "true", "false", "null", "[]", "[1]", "{}", "{'a': 1}", "x", "y", "z"),
        *("optional.none()", "optional.of(1)", "duration('1h')", "timestamp(0)", "quantity('1k')", "ip('::1')", "int"),
        *("cidr('::/0')", "url('http://a/b?c')", "semver('1.2.3')", "format.uuid()", "dyn([1, 'a'])", "dyn({1: 2})"),
    ]
)
_METHODS = st.sampled_from(
    [
        *("size", "trim", "sort", "first", "value", "hasValue", "max", "sum", "flatten", "distinct", "reverse", "join"),
        *("isSorted", "getHours", "getDate", "getQuery", "asInteger", "major", "family", "masked", "unwrapOpt"),
    ]
)
_BINARY = st.sampled_from(
    [
        *("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"),
    ]
)
_ARGUMENTS = st.sampled_from(
    [
        *("contains", "matches", "indexOf", "lastIndexOf", "split", "find", "findAll", "format", "orValue", "charAt"),
        *("substring", "compareTo", "add", "containsIP", "validate", "flatten", "join", "getHours", "startsWith"),
    ]
)
_LOOPS = st.sampled_from(["all", "exists", "exists_one", "map", "filter", "sortBy", "optMap", "optFlatMap"])
_CONVERSIONS = st.sampled_from(
    [
        "int",
        "uint",
        "double",
        "string",
        "bytes",
        "bool",
        "dyn",
        "type",
        "duration",
        "timestamp",
        "quantity",
        "ip",
        "url",
    ]
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, _BINARY, inner),
        st.builds("{}.{}()".format, inner, _METHODS),
        st.builds("{}.{}({})".format, inner, _ARGUMENTS, inner),
        st.builds("{}.{}(v, {})".format, inner, _LOOPS, inner),
        st.builds("{}.transformMap(k, v, {})".format, inner, inner),
        st.builds("{}({})".format, _CONVERSIONS, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[?{}]".format, inner, inner),
        st.builds("{}.?a".format, inner),
        st.builds("has({}.a)".format, inner),
        st.builds("[{}, ?{}]".format, inner, inner),
        st.builds("{{{}: {}}}".format, inner, inner),
        st.builds("'%s %d %f'.format([{}, {}, {}])".format, inner, inner, inner),
        st.builds("dyn({})".format, inner),
        st.builds("!{}".format, inner),
        st.builds("-{}".format, inner),
    )


_EXPRESSIONS = st.recursive(_LEAVES, _grown, max_leaves=6)
_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.integers(0, 2**64 - 1).map(Uint),
        st.floats(),
        st.text(max_size=4),
        st.binary(max_size=4),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=4,
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_TOKENS, max_size=14))
def test_no_text_raises_anything_else(parts: list[str]) -> None:
    with contextlib.suppress(CompileError, EvaluationError):
        evaluate("".join(parts), {"x": {"y": 1}, "y": "a"})


@settings(max_examples=800, deadline=None)
@given(_EXPRESSIONS, _VALUES, _VALUES)
def test_no_expression_raises_anything_else(expression: str, x: Any, y: Any) -> None:
    with contextlib.suppress(CompileError, EvaluationError):
        evaluate(expression, {"x": x, "y": y, "z": [None, {"a": "b"}]})
