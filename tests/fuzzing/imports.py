"""Compose files and definitions of custom resources: what is written is Python, and shows no secret."""

from __future__ import annotations

import ast
import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.importers.compose import import_compose
from k8sdsl.importers.crd import import_definitions
from tests.fuzzing.chance import MARK, NAMES, refuse_leaks
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

DURATIONS = ["1s", "1m30s", "10", 10, "", "1h1", "-1s", "9" * 5000 + "s", "1.5s"]
SIZES = ["64m", "1g", 1024, "1.5gb", "", "x", "9" * 5000, "-1", "1e3"]
PORTS = [
    "80",
    80,
    "8080:80",
    "127.0.0.1:80:80/udp",
    "80-90",
    "80-90:80-90",
    "1-99999999",
    "9" * 5000,
    {"target": 80, "published": "81"},
    "[::1]:1:2",
    "a:b",
    "",
]
VOLUMES = [
    "data:/x",
    "./a:/x:ro",
    "/x",
    "a.txt:/b",
    {"type": "tmpfs", "target": "/t"},
    {"type": "bind", "source": "./d", "target": "/x"},
    "../a:/b",
    "a\0b:/x",
    ":",
    "",
]
ENVIRONMENT = ["A=b", "A", f"PASSWORD={MARK}", f"SECRET_KEY={MARK}", "A=$B", "A=${B:-x}", "A=${B?x}", "=x", ""]
SECRETIVE = [
    ["redis-server", "--requirepass", MARK],
    f"run --password={MARK}",
    f"sh -c 'curl https://u:{MARK}@host | PGPASSWORD={MARK} psql'",
    ["x", "--db", f"postgres://u:{MARK}@db"],
]
SERVICE: dict[str, list[Any]] = {
    "image": ["nginx", "a/b:1", "$IMAGE", "${IMAGE:-x}", "", "a@sha256:x"],
    "build": [".", {"context": "."}],
    **{key: ["run", ["a", "b"], "sh -c 'x", 'a "b\\"', "$$x", "", *SECRETIVE] for key in ("command", "entrypoint")},
    "environment": [ENVIRONMENT, {"A": "b", "PASSWORD": MARK, "N": 5, "E": None}],
    "env_file": ["env", ["env"], {"path": "env"}, "missing", "../env"],
    "ports": PORTS,
    "expose": PORTS,
    "volumes": VOLUMES,
    "tmpfs": ["/t", ["/t:size=1m"]],
    "restart": ["no", "always", "on-failure:3", False],
    "deploy": [
        {"replicas": 2, "resources": {"limits": {"cpus": "0.5", "memory": "64m"}}},
        {"mode": "global"},
        {"replicas": 10**30},
        {"replicas": "x"},
    ],
    "healthcheck": [
        {"test": "curl -f http://localhost:80/x", "interval": "1s", "retries": 3},
        {"test": ["CMD", "a"]},
        *({"test": words} for words in SECRETIVE),
        {"disable": True},
        {"test": ["NONE"]},
    ],
    "labels": [
        {"kompose.service.type": "nodeport", "a": "b"},
        ["kompose.hpa.cpu=" + "9" * 5000, "a"],
        {"kompose.cronjob.schedule": "@daily"},
    ],
    "secrets": [["s"], [{"source": "s", "target": "/x"}]],
    "configs": [["c"], [{"source": "c"}]],
    "user": ["1000", "1000:1000", "root", "9" * 5000],
    "depends_on": [["a"], {"a": {"condition": "service_healthy"}}],
    "extends": ["a", {"service": "b"}, {"file": "x.yaml", "service": "a"}],
    "stop_grace_period": DURATIONS,
    "mem_limit": SIZES,
    "shm_size": SIZES,
    "cap_add": [["NET_ADMIN"]],
    "privileged": [True],
    "profiles": [["p"]],
    "extra_hosts": [["a:1.2.3.4"], {"a": "::1"}],
    "sysctls": [{"a": 1}, ["a=1"]],
    "working_dir": ["/x"],
    "read_only": [True],
    "hostname": ["h"],
}
TOP: dict[str, Any] = {
    "volumes": {"data": None, "x": {"external": True}},
    "secrets": {"s": {"file": "secret"}, "t": {"environment": "T"}},
    "configs": {"c": {"content": "x"}, "d": {"file": "a.txt"}},
}
FILES = {
    "env": f"A=b\nPASSWORD={MARK}\n",
    "secret": MARK,
    "a.txt": "text",
    "d/e": "file",
    ".env": "IMAGE=x\nB=$IMAGE$IMAGE\n",
}


def make(chance: Chance) -> tuple[str, Any]:
    """A Compose file as text, or definitions."""
    if chance(0.3):
        _, crds = chance.fuzzer()._custom()
        return "crd", chance.readable([chance.mutated(tree, chance.pick([0, 1, 1, 3])) for tree in crds])
    services = {
        chance.pick(NAMES) if chance(0.9) else chance.text(): service(chance) for _ in range(chance.pick([1, 2, 3]))
    }
    tree: Any = {"services": services, **{key: TOP[key] for key in chance.some(list(TOP))}}
    if chance(0.1):
        tree["name"] = chance.text()
    if chance(0.3):
        tree = chance.mutated(tree, 1)
    try:
        text = json.dumps(tree)
    except (ValueError, RecursionError, TypeError):
        text = "{}"
    return "compose", chance.edited(text) if chance(0.1) else text


def service(chance: Chance) -> dict[str, Any]:
    """A service with some fields."""
    made: dict[str, Any] = {"image": "a"}
    for field in chance.some(list(SERVICE), 7):
        values = SERVICE[field]
        made[field] = chance.some(values) if field in {"ports", "expose", "volumes"} else chance.pick(values)
        if field == "environment" and chance(0.5):
            made[field] = chance.some(ENVIRONMENT)
        if chance(0.05):
            made[field] = chance.value()
    return made


def judge(given: tuple[str, Any]) -> None:
    """Imports it; every module is Python."""
    form, source = given
    with suppress(K8sdslError):
        parse(import_definitions(source) if form == "crd" else compose(source))


def compose(text: str) -> dict[str, str]:
    """What the import of a Compose file writes."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        folder = Path(name)
        for path, content in {**FILES, "compose.yaml": text}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8", errors="replace")
        made = import_compose(folder / "compose.yaml")
        refuse_leaks(*made.notes, *(text for path, text in made.files.items() if not path.startswith("secrets/")))
        return made.files


def parse(files: dict[str, str]) -> None:
    """Parses every module."""
    for path, text in files.items():
        if path.endswith((".py", ".pyi")):
            ast.parse(text)


ENTRY = Entry(make, judge)
