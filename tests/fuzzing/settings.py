"""`pyproject.toml` with settings of any kind."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.finding import Finding
from k8sdsl.identity import ObjectRef
from k8sdsl.project.settings import KEYS, accepted, read_config
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
    lines = [
        f"{chance.pick(KEYS) if chance(0.95) else chance.pick(INNER)} = {value(chance)}"
        for _ in range(chance.pick([1, 2, 4]))
    ]
    for _ in range(chance.pick([0, 0, 1, 2])):
        lines += [
            "[[tool.k8sdsl.suppress]]",
            f"rule = {chance.pick(GOOD)}",
            'reason = "x"',
            f"object = {chance.pick(GOOD)}",
        ]
        lines += [f"path = {chance.pick(GOOD)}"] if chance(0.5) else []
        lines += (
            [f"expires = {chance.pick(['2001-01-01', '2099-01-01', '2099-01-01T00:00:00Z', 5])}"] if chance(0.5) else []
        )
    if chance(0.2):
        lines += [
            "[[tool.k8sdsl.policies]]",
            'use = ["recommended"]',
            f"overlays = {chance.pick(['[]', '5', TEXTS[0]])}",
        ]
    if chance(0.2):
        lines += [
            "[[tool.k8sdsl.references]]",
            'kind = "Database.example.com"',
            'path = "spec.a"',
            'refers-to = "Secret"',
        ]
    for table in chance.some(["suppress", "policies", "references"], 2):
        lines.append(f"[[tool.k8sdsl.{table}]]")
        lines += [f"{name} = {value(chance, 3)}" for name in chance.some(INNER, 6)]
    text = "\n".join([chance.pick(["[tool.k8sdsl]", "[tool.k8sdsl]", "[[tool.k8sdsl]]", "tool.k8sdsl = 5"]), *lines])
    return chance.edited(text) if chance(0.2) else text


def judge(text: Any) -> None:
    """Reads the settings."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        (Path(name) / "pyproject.toml").write_text(text, encoding="utf-8", errors="replace")
        with suppress(K8sdslError):
            read_config(Path(name))
            accepted(FINDINGS, Path(name))


ENTRY = Entry(make, judge)
