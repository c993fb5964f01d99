"""`pyproject.toml` with settings of any kind."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl import k8s
from k8sdsl.errors import K8sdslError
from k8sdsl.finding import Finding
from k8sdsl.identity import ObjectRef
from k8sdsl.manifest import Manifest
from k8sdsl.objects.acceptance import accept
from k8sdsl.project.externals import stale
from k8sdsl.project.settings import KEYS, accepted, kube_version_of, read_config
from k8sdsl.project.suppressions import Suppression, beside_objects, suppress
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

INNER = [
    "use",
    "rule",
    "reason",
    "object",
    "path",
    "expires",
    "kind",
    "refers-to",
    "name",
    "namespace",
    "key",
    "port",
    "optional",
    "overlays",
    "severity",
]
TEXTS = [
    '"*"',
    '"1.30"',
    '"recommended"',
    '"Database.example.com"',
    '"spec.a.b"',
    '"Secret/db"',
    '"error"',
    '"Deployment/web"',
    '"["',
    '"\\u202e"',
    "'''x'''",
    '"' + "x" * 300 + '"',
]
GOOD = ['"*"', '"a/b"', '"recommended"', '"Deployment/web"', '"Deployment/web in x"', '"spec.*"', '"["', '"set/*"']
OTHERS = [
    "true",
    "false",
    "5",
    "-1",
    "1e400",
    "nan",
    "2027-01-31",
    "2027-01-31T00:00:00Z",
    "9999999999999999999999",
    "0x" + "f" * 5000,
    "9" * 5000,
    "1.30",
    "'2027-01-31'",
    "'2027-02-31'",
    "[]",
    "{}",
    "[[]]",
    "[" * 200,
    "''",
    '"a\\q"',
]


REFS = [ObjectRef("apps/v1", "Deployment", "x", "web"), ObjectRef("v1", "Secret", "", "db")]
FINDINGS = [
    Finding(rule=rule, message="m", path="spec.a.b", ref=ref) for ref in REFS for rule in ("a/b", "recommended")
]


class Declared:
    """The origin of an object that is declared in Python."""

    def __init__(self, part: object) -> None:
        self.part = part


def manifests() -> list[Manifest]:
    """A plain object, and one that accepts findings: today, no longer, and of a rule that nothing violates."""
    web = k8s.ConfigMap("web")
    for rules, expires in ((("a/*", "x"), "2099-01-31"), (("a/b",), "2001-01-31"), (("*",), None)):
        accept(web, *rules, reason="x", path="spec.*", expires=expires)
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "x"}}
    return [Manifest(tree, Declared(web)), Manifest({**tree, "kind": "Job"})]  # type: ignore[arg-type]


def value(chance: Chance, depth: int = 0) -> str:
    """A value of TOML."""
    kind = chance.random.random()
    if depth < 3 and kind < 0.3:
        return f"[{', '.join(value(chance, depth + 1) for _ in range(chance.pick([1, 1, 2])))}]"
    if depth < 3 and kind < 0.5:
        return "{" + ", ".join(f"{name} = {value(chance, depth + 1)}" for name in chance.some(INNER)) + "}"
    return str(chance.pick(TEXTS if kind < 0.85 else OTHERS))


def make(chance: Chance) -> str:
    """A file with the table."""
    if chance(0.02):
        return str(
            chance.pick(
                ["", "[tool]\nother = 1", "tool.k8sdsl", "tool = 'k8sdsl'", "[tool.k8sdsl]\nclosed = 0x" + "f" * 5000]
            )
        )
    keys = [chance.pick(KEYS if chance(0.95) else INNER) for _ in range(chance.pick([0, 0, 1, 2]))]
    lines = [f"{key.replace('-', chance.pick('-_'))} = {value(chance)}" for key in keys]
    for table, fields in GRAMMAR.items():
        for _ in range(chance.pick([0, 0, 1, 2])):
            lines += entry(chance, table, fields)
    for table in chance.some([*GRAMMAR], 1):
        lines.append(f"[[tool.k8sdsl.{table}]]")
        lines += [f"{name} = {value(chance, 3)}" for name in chance.some(INNER, 6)]
    text = "\n".join([chance.pick(["[tool.k8sdsl]", "[tool.k8sdsl]", "[[tool.k8sdsl]]", "tool.k8sdsl = 5"]), *lines])
    return chance.edited(text) if chance(0.2) else text


GRAMMAR: dict[str, dict[str, list[str]]] = {
    "suppress": {
        "rule": GOOD,
        "reason": ["'x'", "' '"],
        "object": GOOD,
        "path": GOOD,
        "expires": ["2001-01-01", "2099-01-01", "2099-01-01T00:00:00Z", "5", "'2099-01-01'", "'2099-02-31'"],
    },
    "policies": {
        "use": ['["recommended"]', '["a", "b"]', "[]", '"recommended"', "[5]"],
        "overlays": ['["prod"]', '["*"]', "[]", "'x'", "[1.30]"],
        "severity": ['"error"', '"warning"', '"x"', "5"],
    },
    "references": {
        "kind": ['"Database.example.com"', '"Database"', '""'],
        "path": ['"spec.a"', '"spec.a/b.c"', '"spec.items[].x"', '""', "'.'"],
        "refers-to": ['"Secret"', '"Backup.example.com"', '""'],
        **{name: ['"name"', '""', "5"] for name in ("name", "namespace", "key", "port", "optional")},
    },
}
"""The tables of lists, with the values of their fields; one in twenty entries has something else."""


def entry(chance: Chance, table: str, fields: dict[str, list[str]]) -> list[str]:
    """An entry of a list with most of its fields, or as one value."""
    rows = []
    for name, values in fields.items():
        usual = chance.pick(values[:2] if chance(0.7) else values)
        rows += [f"{name} = {value(chance, 3) if chance(0.05) else usual}"] if chance(0.8) else []
    return [f"[[tool.k8sdsl.{table}]]", *rows]


def judge(text: Any) -> None:
    """Reads the settings, and uses them."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        (Path(name) / "pyproject.toml").write_text(text, encoding="utf-8", errors="replace")
        with contextlib.suppress(K8sdslError):
            config = read_config(Path(name))
            accepted(FINDINGS, Path(name))
            declared = manifests()
            both: list[Suppression] = [*config.suppress, *beside_objects(declared)]
            kept, complaints, counts = suppress(FINDINGS, both, dt.date(2026, 1, 31), ("never/*", "x"))
            assert len(kept) + counts.in_code + counts.in_settings == len(FINDINGS)
            complaints += stale(config.external, config.external[:1])
            assert all(str(complaint) for complaint in complaints)
            assert all(use.covers("prod") in {True, False} for use in config.policies)
            assert kube_version_of(Path(name))


ENTRY = Entry(make, judge)
