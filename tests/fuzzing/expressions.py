"""CEL: expressions made from the signatures of the libraries, and broken ones."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from k8sdsl.cel import CompileError, EvaluationError, Uint, evaluate
from k8sdsl.cel.environment import ENGINE_LIBRARIES, LIBRARIES
from k8sdsl.cel.types import is_parameter, runtime_name
from tests.fuzzing.entry import Entry

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
    ),
]


def make(chance: Chance) -> tuple[str, dict[str, Any], int]:
    """An expression, its variables, and a version."""
    text = expression(chance)
    variables = {
        **{name: chance.pick(VALUES) for name in "xy"},
        "s": "text",
        "b": b"\x00\xff",
        "l": [1, 2, 3],
        "m": {"a": {"b": 1}},
        "t": datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
        "d": timedelta(seconds=-1),
    }
    return text, variables, chance.random.randrange(25, 38)


def expression(chance: Chance) -> str:
    """An expression of any type, sometimes broken; now and then only tokens."""
    if chance(0.15):
        return "".join(chance.pick(TOKENS) for _ in range(chance.random.randrange(1, 25)))
    text = of_type(chance, chance.pick(list(LEAVES)), chance.pick([1, 2, 2, 3]))
    return chance.edited(text) if chance(0.15) else text


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


def judge(given: tuple[str, dict[str, Any], int]) -> None:
    """Compiles and evaluates the expression."""
    text, variables, minor = given
    with suppress(CompileError, EvaluationError):
        evaluate(text, variables, kube_version=f"1.{minor}")


ENTRY = Entry(make, judge)
