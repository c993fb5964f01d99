"""CEL: expressions made from the signatures of the libraries, and broken ones."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cel import CompileError, EvaluationError, Uint, evaluate
from k8sdsl.cel.environment import ENGINE_LIBRARIES, LIBRARIES, Environment
from k8sdsl.cel.libraries.bindings import BINDINGS
from k8sdsl.cel.objects import to_value
from k8sdsl.cel.plain import read_plain, write_plain
from k8sdsl.cel.schemas import declared
from k8sdsl.cel.types import is_parameter, runtime_name
from tests.fuzzing.entry import Entry
from tests.fuzzing.seeds import PARTS, RESOURCES, SCHEMA, SEEDS, SELF

if TYPE_CHECKING:
    from k8sdsl.cel.functions import Overload
    from tests.fuzzing.chance import Chance

_ALL = [row[0] for row in LIBRARIES] + [row[0] for row in ENGINE_LIBRARIES]
FUNCTIONS = [
    (function.name, overload) for library in _ALL for function in library.functions for overload in function.overloads
]
LEAVES = {
    "int": ["0", "1", "-1", "9223372036854775807", "-9223372036854775808", "0x7f", "9" * 30, "x.size()"],
    "uint": ["0u", "1u", "18446744073709551615u", "0xffu", "9" * 30 + "u"],
    "double": ["0.0", "-0.0", "1.5", "1e308", "5e-324", "double('NaN')", "double('inf')", "1e999"],
    "string": [
        "''",
        "'a'",
        "'é😀'",
        "r'\\d+'",
        "'''a\nb'''",
        "'\\u00e9'",
        "'\\9'",
        "'1h'",
        "'::1'",
        "'10.0.0.0/8'",
        "s",
    ],
    "bytes": ["b''", "b'a\\xff'", "b'é'", "b"],
    "bool": ["true", "false", "has(m.a)", "x == y"],
    "null_type": ["null"],
    "list": ["[]", "[1]", "['a', 'b']", "[1, 'a', null]", "[[1], [2]]", "l", "dyn([1, 2u, 3.0])"],
    "map": ["{}", "{'a': 1}", "{1: 2}", "{'a': {'b': [1]}}", "m", "{dyn([1]): 2}"],
    "google.protobuf.Timestamp": [
        "timestamp(0)",
        "timestamp('2024-01-31T08:00:00Z')",
        "t",
        "timestamp('0001-01-01T00:00:00Z')",
    ],
    "google.protobuf.Duration": ["duration('1h')", "duration('-1.5s')", "d", "duration('9223372036s')"],
    "optional_type": ["optional.none()", "optional.of(1)", "m.?a", "l[?0]"],
    "type": ["int", "type(x)", "list"],
    "kubernetes.Quantity": ["quantity('1k')", "quantity('-1.5Gi')", "quantity('9e18')"],
    "kubernetes.URL": ["url('http://u@h:80/p?q=1#f')", "url('/a')"],
    "net.IP": ["ip('::1')", "ip('1.2.3.4')"],
    "net.CIDR": ["cidr('10.0.0.0/8')", "cidr('::/0')"],
    "kubernetes.Semver": ["semver('1.2.3-a+b')"],
    "kubernetes.NamedFormat": ["format.uuid()", "format.named('date').value()"],
    "dyn": ["x", "y", "dyn(x)", "null", "unknown", "m.a.b"],
}
TOKENS = [
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        ",",
        "?",
        ":",
        "!",
        "+",
        "-",
        "*",
        "/",
        "%",
        "<",
        ">",
        "=",
        "==",
        "&&",
        "||",
        "&",
        "|",
    ),
    *(
        "?.",
        "[?",
        " in ",
        "'",
        '"',
        "`",
        "\\",
        "r'",
        "b'",
        "'''",
        "0x",
        "1u",
        "1.5",
        "1e",
        "x",
        "y",
        "m",
        "all(",
        "has(",
        "//",
        "#",
    ),
    *(
        "\n",
        "true",
        "null",
        "for",
        "if",
        "package",
        "\x00",
        "é",
        "\ud800",
        "9" * 40,
        "optional.of(",
        "cel.bind(v, ",
        "__x",
        "@a",
    ),
]
VALUES = [
    *(
        None,
        True,
        0,
        -1,
        2**63 - 1,
        Uint(3),
        1.5,
        float("nan"),
        "",
        "a",
        "a,b;c",
        "1h",
        b"a\xff",
        [],
        [1, 2, 3],
        ["b", "a"],
    ),
    *(
        {},
        {"a": 1},
        {"a": {"b": [1, None]}},
        [{"a": 1}, {"a": 2}],
        timedelta(hours=1),
        datetime(2024, 1, 31, tzinfo=UTC),
        datetime(2024, 1, 31),  # noqa: DTZ001 - without a zone
        timedelta.max,
        2**64,
        Uint(2**70),
        (1, "a"),
        {1, 2},
        [[[{"a": [1.5]}]]],
    ),
]


class Case(NamedTuple):
    """An expression, its variables, a version, and for a rule a custom resource and how it was before."""

    text: str
    variables: dict[str, Any]
    minor: int
    trees: list[Any]


def make(chance: Chance) -> Case:
    """An expression, its variables, and a version."""
    is_rule = chance(0.25)
    text = combined(chance, PARTS if chance(0.7) else SELF) if is_rule else expression(chance)
    variables = {
        **{name: chance.pick(VALUES) for name in "xy"},
        "s": "text",
        "b": b"\x00\xff",
        "l": [1, 2, 3],
        "m": {"a": {"b": 1}},
        "t": datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
        "d": timedelta(seconds=-1),
    }
    trees = [chance.mutated(chance.pick(RESOURCES), chance.pick([0, 0, 0, 1, 2])) for _ in range(2)] if is_rule else []
    trees = [*chance.readable(trees), *RESOURCES][:2] if is_rule else []
    return Case(text, variables, chance.pick([36, chance.random.randrange(25, 38)]), trees)


def expression(chance: Chance) -> str:
    """A valid expression, one of any type, several in one, or a broken one; now and then only tokens."""
    kind = chance.random.random()
    if kind < 0.1:
        return "".join(chance.pick(TOKENS) for _ in range(chance.random.randrange(1, 25)))
    if kind < 0.6:
        return combined(chance, SEEDS)
    text = of_type(chance, chance.pick(list(LEAVES)), chance.pick([1, 2, 2, 3]))
    return chance.edited(text) if chance(0.15) else text


def combined(chance: Chance, seeds: list[str]) -> str:
    """One of the expressions, with another literal, as a part of another one, or edited."""
    text, kind = str(chance.pick(seeds)), chance.random.random()
    if kind < 0.35:
        return text
    if kind < 0.55:
        form = chance.pick(
            ["({0}) == ({1})", "[{0}, {1}]", "dyn({0}) == dyn({1})", "{{'k': {0}}}.k", "[{0}][0]", "x ? {0} : {1}"]
        )
        return str(form).format(text, chance.pick(seeds))
    if kind < 0.65:
        form = chance.pick(
            ["cel.bind(v, {0}, v)", "'%s'.format([{0}])", "dyn({0})", "optional.of({0}).value()", "l.map(v, {0})"]
        )
        return str(form).format(text)
    if kind < 0.9:
        known = sorted({value for values in LEAVES.values() for value in values if len(value) < 30})
        places = [match.span() for match in LITERAL.finditer(text)]
        start, end = chance.pick(places) if places else (0, 0)
        return f"{text[:start]}{chance.pick(known)}{text[end:]}"
    return chance.edited(text)


LITERAL = re.compile(r"'[^']*'|\d+|\b[a-z]\b")


def of_type(chance: Chance, wanted: str, depth: int) -> str:
    """An expression that has a type, most of the time."""
    if chance(0.05):
        wanted = chance.pick(list(LEAVES))
    if depth <= 0 or chance(0.15):
        return str(chance.pick(LEAVES.get(wanted, LEAVES["dyn"])))
    below = depth - 1

    def sub(kind: str = "dyn") -> str:
        return of_type(chance, kind, below)

    if chance(0.25):
        loop = chance.pick(
            ["all", "exists", "exists_one", "existsOne", "map", "filter", "sortBy", "optMap", "transformList"]
        )
        body = sub("bool" if loop in {"all", "exists", "exists_one", "filter"} else wanted)
        names = "v, w" if chance(0.2) or loop.startswith("transform") else "v"
        return f"{sub(chance.pick(['list', 'map', 'optional_type']))}.{loop}({names}, {body.replace('x', 'v')})"
    if chance(0.2):
        made: str = chance.pick(
            [
                f"({sub('bool')} ? {sub(wanted)} : {sub(wanted)})",
                f"cel.bind(v, {sub(wanted)}, {sub(wanted).replace('y', 'v')})",
                f"{sub('list')}[{sub('int')}]",
                f"{sub('map')}[{sub('string')}]",
                f"{sub('map')}.a.?b.orValue({sub(wanted)})",
                f"dyn({sub(wanted)})",
                f"[{sub(wanted)}, ?{sub('optional_type')}]",
                f"{{{sub('string')}: {sub(wanted)}, ?{sub('string')}: {sub('optional_type')}}}",
                f"'%s %d %.3f %x %e %b'.format([{sub()}, {sub('int')}, {sub('double')}, {sub()}, {sub()}, 1])",
                f"({sub()} {chance.pick(['==', '!=', '<', '<=', '>', '>=', 'in'])} {sub()})",
                f"{chance.pick(['!', '-'])}{sub(wanted)}",
            ]
        )
        return made
    name, overload = chance.pick(giving(wanted))
    args = [sub("dyn" if is_parameter(kind) else runtime_name(kind)) for kind in overload.parameters]
    if name.startswith(("_", "!", "-", "@")):
        return operator(name, args)
    if overload.is_member:
        return f"{args[0]}.{name}({', '.join(args[1:])})"
    return f"{name}({', '.join(args)})"


@cache
def giving(wanted: str) -> list[tuple[str, Overload]]:
    """The functions whose result has a type; all if there is none."""
    found = [row for row in FUNCTIONS if runtime_name(row[1].result) == wanted or is_parameter(row[1].result)]
    return found or FUNCTIONS


def operator(name: str, args: list[str]) -> str:
    """A call of an operator, whose name shows where its arguments are: `_+_`."""
    if name == "@in":
        return f"({args[0]} in {args[-1]})"
    *before, last = name.split("_")
    text = "".join(part + (f" {args[index]} " if index < len(args) else "") for index, part in enumerate(before)) + last
    return f"({text})" if "_" in name else f"{name[:1]}{args[0]}"


ROOT = declared(SCHEMA, is_root=True)


def judge(given: Case) -> None:
    """Compiles and evaluates the expression."""
    with suppress(CompileError, EvaluationError):
        if given.trees and ROOT is not None:
            types: dict[str, Any] = {"self": ROOT.type, "oldSelf": ROOT.type}
            program = Environment(types, minor=given.minor, new=len(given.text) % 2 == 0).compile(given.text)
            assert program.uses("self") in {True, False}
            program.evaluate(dict(zip(types, (to_value(tree, ROOT) for tree in given.trees), strict=True)))
        elif "cel.bind" in given.text:
            known = {name: read_plain(value) for name, value in given.variables.items()}
            program = Environment(
                {name: kind for name, (_, kind) in known.items()}, minor=given.minor, libraries=(BINDINGS,)
            ).compile(given.text)
            write_plain(program.evaluate({name: value for name, (value, _) in known.items()}))
        else:
            evaluate(given.text, given.variables, kube_version=f"1.{given.minor}")


ENTRY = Entry(make, judge)
