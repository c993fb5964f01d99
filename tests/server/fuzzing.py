"""Random objects for `validate` and `validate_change`: mutated real ones, and random ones by their types and schemas.

`python -m tests.server.fuzzing COUNT SEED` tries many and prints those that raise or take long.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.kube.types import type_schema
from k8sdsl.tree import parse_path
from tests.server.rules.minimal_objects import MINIMAL
from tests.server.rules.test_examples import RULES, overlaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.types import FieldSchema, TypeSchema

DIGITS = "1" * 5000
ZEROS = "0" * 5000 + "1"
NUMBERS: list[Any] = [
    *(0, -0.0, 1, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**400, -(10**400), 10**5000),
    *(0.1, 1.5, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf"), 1e16, 2**53 + 0.0),
]
TEXTS = [
    *("", " ", "a", "A", "-", ".", "/", ":", "*", "%", "$", "{", "}", "[", "(", "\\", "'", '"', "\n", "\0", "é", "😀"),
    *("\ud800", "0", "1", "-1", "+1", "01", "1e3", "1e999999999", "0x1", "1_000", "٣", "NaN", "inf", "true", "null"),
    *(
        DIGITS,
        f"-{DIGITS}",
        f"{DIGITS}Ei",
        f"0.{DIGITS}",
        f"1e{DIGITS}",
        f"{DIGITS}h",
        f"{DIGITS}%",
        f"{DIGITS}:{DIGITS}",
    ),
    *(
        ZEROS,
        f"-{ZEROS}",
        f"{ZEROS}Ei",
        f"{ZEROS}.5",
        f"{ZEROS}h",
        f"{ZEROS}%",
        f"1.2.3.{ZEROS}",
        f"10.0.0.0/{ZEROS}",
        "²",
    ),
    *(f"{ZEROS} * * * *", f"{ZEROS}-01-01T00:00:00Z", f"::{ZEROS}", f"{ZEROS}:80/tcp", f"1.{ZEROS}.3", f"0x{ZEROS}"),
    *("1Ki", "1n", "-5m", "100%", "-1%", "80", "http", "a:b", "1/2", "a/b/c", "../..", "/", "/a", "//", "a..b"),
    *(
        "10.0.0.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "10.0.0.0/8",
        "10.0.0.0/08",
        "::/129",
        "::ffff:1.2.3.4",
        "1.2.3",
        "0.0.0.0/0",
    ),
    *(f"10.0.0.0/{DIGITS}", f"1.2.3.{DIGITS}", f"::{DIGITS}", ":" * 3000, "1." * 3000, f"::/{DIGITS}", f"::1%{DIGITS}"),
    *(
        "2024-01-31T08:00:00Z",
        "9999-12-31T23:59:60Z",
        "0000-00-00T00:00:00Z",
        "2024-01-31T08:00:00.000000Z",
        f"{DIGITS}-01-01",
    ),
    *(
        "1h30m",
        "-1s",
        "2 weeks",
        "9999999h",
        ".s",
        "1.1.1s",
        "P1D",
        "5 4 * * *",
        "*/0 * * * *",
        "@every 1s",
        "1-0 * * * *",
    ),
    *("TZ=UTC * * * * *", "CRON_TZ=x * * * * *", f"{DIGITS} * * * *", f"*/{DIGITS} * * * *", "@daily"),
    *(
        "http://a",
        "https://[::1]:99999/a?b#c",
        "https://u:p@h/%zz",
        "://",
        "https://" + "a" * 5000,
        "docker.io/a/b:c@sha256:d",
    ),
    *(
        "(a+)+$",
        "[",
        "(",
        "a{1000}",
        "a{99999}",
        "(?<n>a)",
        r"\p{L}",
        r"\C",
        "^" * 2000,
        "(" * 2000,
        "[a-z]" * 500,
        r"\9",
    ),
    *(
        "self",
        "self.a",
        "oldSelf",
        "1",
        "true",
        "size(self) > 1",
        r"'\9'",
        "{dyn([1]): 2} == {}",
        DIGITS,
        f"'{DIGITS}'",
    ),
    *(
        "self.all(x, x)",
        "has(self.a)",
        "[1, 2].map(x, x * 9223372036854775807)",
        "duration('1h')",
        "ip(self)",
        "((((((((((1",
    ),
    *(
        "a" * 64,
        "a" * 254,
        "a" * 70000,
        "a." * 130,
        "YQ==",
        "YQ=",
        "====",
        "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----",
    ),
    *(
        "kubernetes.io/a",
        "node.kubernetes.io/b",
        "example.com/x",
        "a=b",
        "a in (b)",
        "!a",
        "hugepages-2Mi",
        "hugepages-",
        "cpu",
    ),
]
ODD: list[Any] = [
    None,
    True,
    False,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
    {"a": None},
    {1: 2},
    {None: 1},
    {True: {}},
    ("a",),
]
WORDS: dict[str, list[Any]] = {
    "bool": [True, False],
    "int32": [0, 1, 80, 65535, 65536, -1, 100, 30000],
    "int64": [0, 1, 3600, -1, 2**63 - 1],
    "number": [0, 1.5],
    "quantity": ["1", "500m", "1Gi", 2, "0", "-1", "9E"],
    "int_or_string": [80, "http", "25%", 0, "0%"],
    "time": ["2024-01-31T08:00:00Z"],
    "microtime": ["2024-01-31T08:00:00.000000Z"],
    "bytes": ["YQ==", ""],
    "object": [{}, {"a": 1}],
    "any": [1, "a", {}, [1]],
}


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"properties": {"a": value}} if depth % 2 else [value]
    return value


class Fuzzer:
    """A source of random objects; the same seed gives the same objects."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - tests want repeatable numbers
        self.examples: dict[str, list[dict[str, Any]]] = {}
        for rule in RULES:
            for example in (rule.bad, rule.good):
                changes = {key: value for key, value in example.items() if key not in {"crds", "old"}}
                if rule.kind in MINIMAL:
                    self.examples.setdefault(rule.kind, []).append(changes)
        self.seeds = [_copied(tree) for tree in MINIMAL.values()]
        self.seeds += [overlaid(kind, changes) for kind, rows in self.examples.items() for changes in rows]
        self.known: dict[str, list[Any]] = {}
        for tree in self.seeds:
            for parent, key in _places(tree):
                if isinstance(key, str):
                    self.known.setdefault(key, []).append(parent[key])
        self.keys = sorted(self.known)

        self.odds = 0.0

    def objects(self) -> Iterator[tuple[Any, Any, list[Any]]]:
        """Objects without end, each with a changed one and the definitions of custom kinds."""
        while True:
            make = self.random.choice([self._mutated, self._mutated, self._typed, self._custom, self._combined])
            tree, crds = make()
            yield tree, self.mutate(tree), crds

    def _mutated(self) -> tuple[Any, list[Any]]:
        tree = self.random.choice(self.seeds)
        for _ in range(self.random.choice([1, 1, 1, 2, 5])):
            tree = self.mutate(tree)
        return tree, []

    def _combined(self) -> tuple[Any, list[Any]]:
        """An object that breaks and satisfies several rules at once."""
        kind = self.random.choice(sorted(self.examples))
        rows = self.examples[kind]
        tree = overlaid(kind, {})
        for changes in self.random.sample(rows, min(len(rows), self.random.randrange(2, 6))):
            for path, value in changes.items():
                with suppress(KeyError, IndexError, TypeError):
                    tree = _with(tree, path, value)
        return (tree if self.random.random() < 0.7 else self.mutate(tree)), []

    def _typed(self) -> tuple[Any, list[Any]]:
        seed = self.random.choice(self.seeds)
        from k8sdsl.kube.kinds import kind_info

        info = kind_info(seed.get("apiVersion", ""), seed.get("kind", ""))
        if info is None:
            return seed, []
        self.odds = self.random.choice([0, 0, 0.002, 0.02])
        tree = self.by_type(type_schema(info.type), 0)
        return {**tree, "apiVersion": seed["apiVersion"], "kind": seed["kind"], "metadata": {**seed["metadata"]}}, []

    def by_type(self, schema: TypeSchema, depth: int) -> dict[str, Any]:
        """A random value of a type: the deeper, the fewer fields."""
        chance = 0.5 / (1 + depth / 2)
        return {
            field.wire: self._wrapped(field, field.shape, depth)
            for field in schema
            if self.random.random() < chance or (field.required and self.random.random() < 0.9)
        }

    def _wrapped(self, field: FieldSchema, shape: str, depth: int) -> Any:
        if self.random.random() < self.odds:
            return self.value()
        if not shape:
            return self._leaf(field, depth)
        count = self.random.choice([0, 1, 1, 2])
        if shape[0] == "[":
            return [self._wrapped(field, shape[1:], depth + 1) for _ in range(count)]
        return {self.random.choice(TEXTS[:90]): self._wrapped(field, shape[1:], depth + 1) for _ in range(count)}

    def _leaf(self, field: FieldSchema, depth: int) -> Any:
        if field.choice and self.random.random() < 0.9:
            return self.random.choice(field.table.choices[field.choice])
        known = [value for value in self.known.get(field.wire, ()) if isinstance(value, _PLAIN.get(field.leaf, ()))]
        if known and self.random.random() < 0.7:
            return self.random.choice(known)
        if field.leaf in WORDS:
            return self.random.choice(list(WORDS[field.leaf]))
        if field.leaf == "string":
            return self.random.choice(["a", "web", "a", *TEXTS])
        target = field.target
        return {} if target is None or depth > 12 else self.by_type(target, depth + 1)

    def value(self) -> Any:
        """Any value at all."""
        kind = self.random.random()
        if kind < 0.3:
            return self.random.choice(NUMBERS)
        if kind < 0.75:
            return self.random.choice(TEXTS)
        if kind < 0.95:
            return _copied(self.random.choice(ODD))
        return _nested(self.random.choice([5, 50, 500, 1001]))

    def mutate(self, tree: Any) -> Any:
        """The tree with one thing changed; the tree itself stays the same."""
        tree = _copied(tree)
        places = list(_places(tree))
        if not places:
            return tree
        parent, key = self.random.choice(places)
        action = self.random.randrange(6)
        if action == 0 and isinstance(parent, dict):
            del parent[key]
        elif action == 1 and isinstance(parent, list):
            parent.append(_copied(parent[key]))
        elif action == 2 and isinstance(parent, dict):
            parent[self.random.choice(self.keys)] = self.value()
        elif action == 3:
            other, step = self.random.choice(places)
            parent[key] = _copied(other[step])
        else:
            parent[key] = self.value()
        return tree

    def _custom(self) -> tuple[Any, list[Any]]:
        """A custom resource by a random definition; now and then the definition itself."""
        schema = {"type": "object", "properties": {"spec": self.schema(0), "status": self.schema(3)}}
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
        crd: Any = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "things.example.com"},
            "spec": {
                "group": "example.com",
                "scope": self.random.choice(["Namespaced", "Cluster"]),
                "names": {"plural": "things", "kind": "Thing"},
                "versions": [{**version, "subresources": {"status": {}}} if self.random.random() < 0.5 else version],
            },
        }
        if self.random.random() < 0.2:
            crd = self.mutate(crd)
        if self.random.random() < 0.3:
            return crd, []
        meta = {"name": "one"}
        spec = self.by_schema(schema["properties"]["spec"])  # type: ignore[index]
        return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": meta, "spec": spec}, [crd]

    def schema(self, depth: int) -> dict[str, Any]:
        """A random structural schema."""
        kind = self.random.choice(["object", "array", "string", "integer", "number", "boolean", "map", "mixed", "any"])
        if depth > 4 and kind in {"object", "array", "map"}:
            kind = "string"
        out: dict[str, Any] = {"type": kind}
        if kind == "object":
            names = self.random.sample(["a", "b", "size", "name", "in", "true", "max-age"], self.random.randrange(4))
            out["properties"] = {name: self.schema(depth + 1) for name in names}
            out |= {"required": names[:1]} if self.random.random() < 0.3 else {}
        elif kind == "map":
            out = {"type": "object", "additionalProperties": self.schema(depth + 1)}
        elif kind == "array":
            out["items"] = self.schema(depth + 1)
            out |= self.random.choice([{}, {"x-kubernetes-list-type": "set"}, {"maxItems": 3}])
        elif kind == "mixed":
            out = {"x-kubernetes-int-or-string": True}
        elif kind == "any":
            out = {"x-kubernetes-preserve-unknown-fields": True}
        for keyword, values in KEYWORDS.items():
            if self.random.random() < 0.08:
                out[keyword] = self.random.choice(values)
        if self.random.random() < 0.1:
            out["default"] = self.by_schema(out) if self.random.random() < 0.7 else self.value()
        if self.random.random() < 0.1:
            rule = self.random.choice(RULE_TEXTS)
            out["x-kubernetes-validations"] = [
                {"rule": rule, "messageExpression": "string(self)"},
                {"rule": "self != oldSelf"},
            ]
        if self.random.random() < 0.1:
            out[self.random.choice(["anyOf", "oneOf", "allOf"])] = [
                {"minimum": 1},
                {"pattern": "^a"},
                {"enum": [1, "a"]},
            ]
        return out

    def by_schema(self, schema: dict[str, Any]) -> Any:
        """A random value that fits more or less."""
        if self.random.random() < 0.05:
            return self.value()
        kind = schema.get("type")
        if kind == "object":
            out = {key: self.by_schema(field) for key, field in (schema.get("properties") or {}).items()}
            additional = schema.get("additionalProperties")
            return out | ({key: self.by_schema(additional) for key in "xy"} if isinstance(additional, dict) else {})
        if kind == "array":
            return [self.by_schema(schema.get("items") or {}) for _ in range(self.random.randrange(4))]
        if kind in {"integer", "number"}:
            return self.random.choice(NUMBERS)
        return self.random.choice(TEXTS) if kind == "string" else self.value()


_PLAIN: dict[str, Any] = {"string": str, "int32": int, "int64": int, "quantity": str, "int_or_string": (int, str)}
KEYWORDS: dict[str, list[Any]] = {
    "format": [
        "int32",
        "int64",
        "float",
        "byte",
        "date",
        "date-time",
        "duration",
        "ipv4",
        "cidr",
        "uri",
        "email",
        "uuid",
    ],
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "exclusiveMaximum": [True, False],
    "multipleOf": [0, 0.1, 1, 3, 2**63, 1e308, 5e-324, float("nan"), float("inf"), 10**400],
    "minLength": [0, 5, -1, 2**63],
    "maxLength": [0, 5, -1],
    "pattern": ["^a+$", "(a+)+$", "[", r"^\d+$", "a{1000}"],
    "enum": [["a"], [1, 1.0, True, None], [{}], [float("nan")]],
    "nullable": [True],
    "uniqueItems": [True],
    "maxProperties": [0, 1],
    "minItems": [1, 2**40],
    "not": [{}, {"enum": [1]}, {"required": ["a"]}],
    "x-kubernetes-map-type": ["atomic", "granular"],
    "x-kubernetes-embedded-resource": [True],
    "x-kubernetes-preserve-unknown-fields": [True],
    "x-kubernetes-list-map-keys": [["a"], ["name"]],
}
RULE_TEXTS = [
    *("self == self", "size(self) > 1", "self.a == 1", "self.all(x, x == x)", "has(self.a)", "self in [1]", "true"),
    *(
        "self.size() >= oldSelf.size()",
        "string(self) == ''",
        "int(self) > 0",
        "double(self) > 0.0",
        "self + self == self",
    ),
    *("duration(self) > duration('1h')", "timestamp(self) > timestamp('2024-01-31T08:00:00Z')", "self.matches('a+')"),
    *(
        "self.exists_one(x, x == 1)",
        "self.map(x, x).size() > 1",
        "quantity(self).isGreaterThan(quantity('1'))",
        "isIP(self)",
    ),
    *(
        "cidr(self).containsIP('1.2.3.4')",
        "url(self).getHost() == ''",
        "self.find('[') == ''",
        "self.split(',')[1] == ''",
    ),
    *(
        "self[0] == self[1]",
        "self.sum() > 1",
        "self.replace('a', 'b') == self",
        "self.format([1]) == ''",
        "dyn(self) == 1",
    ),
]


def _with(tree: Any, path: str, value: Any) -> Any:
    *parents, last = parse_path(path)
    at = tree
    for step in parents:
        at = at[step] if isinstance(step, int) else at.setdefault(step, {})
    at[last] = _copied(value)
    return tree


def _entries(tree: Any) -> list[tuple[Any, Any]]:
    return list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the tree, as a container and a key."""
    waiting = [tree]
    while waiting:
        container = waiting.pop()
        for key, value in _entries(container):
            yield container, key
            waiting.append(value)


def _copied(tree: Any) -> Any:
    """A copy of any depth."""
    top = [tree]
    waiting: list[tuple[Any, Any]] = [(top, 0)]
    while waiting:
        container, key = waiting.pop()
        value = container[key]
        if isinstance(value, (dict, list)):
            container[key] = value = value.copy()
            waiting += [(value, below) for below, _ in _entries(value)]
    return top[0]


def judge(tree: Any, changed: Any, crds: list[Any], minor: int) -> None:
    """Everything that takes any object."""
    version = f"1.{minor}"
    k8sdsl.validate(tree, kube_version=version, crds=crds)
    k8sdsl.validate_change(tree, changed, kube_version=version, crds=crds)


def minor_of(number: int) -> int:
    """The version to judge an input by: the newest ones half of the time."""
    return 36 + number // 2 % 2 if number % 2 else 25 + number // 2 % 13


def main(count: int, seed: int) -> int:
    """Judges `count` objects; prints each kind of crash once, and what takes longer than two seconds."""
    fuzzer, seen = Fuzzer(seed), Counter[str]()
    for number, (tree, changed, crds) in enumerate(fuzzer.objects()):
        if number == count:
            break
        started = time.process_time()
        try:
            judge(tree, changed, crds, minor_of(number))
            fault = "slow" if time.process_time() - started > 2 else ""
        except Exception:  # noqa: BLE001 - what a fuzzer looks for
            fault = "\n".join(traceback.format_exc(limit=-2).splitlines()[-5:])[:600]
        if fault:
            seen[fault] += 1
            if seen[fault] <= 2:
                sys.stdout.write(
                    f"{number} {time.process_time() - started:.1f}s {fault}\n    {_shown((tree, changed, crds))}\n"
                )
    sys.stdout.write(f"{count} inputs, seed {seed}: {seen.total()} bad, {len(seen)} kinds\n")
    return seen.total()


def _shown(value: Any) -> str:
    try:
        return repr(value)[:2500]
    except (RecursionError, ValueError) as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]), int(sys.argv[2])), 100))
