"""`pyproject.toml` with settings of any kind."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
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
            accepted([], Path(name))


ENTRY = Entry(make, judge)
