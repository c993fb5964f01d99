"""The cache: runs with and without it are equal, and it renders what a change reaches and no more."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.gitops.trees import k8sdsl

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]

PROJECT = {
    "gitops.py": """
from k8sdsl.gitops import GitOps
gitops = GitOps(layout="manifest", metadata=False, variables=["REGION"])
""",
    "stacks/common.py": """
import os
from functools import cache
from pathlib import Path

from k8sdsl import k8s

HERE = Path(__file__).parent
IMPORTED = (HERE / "imported.txt").read_text()
_KEPT = {}


class Holder:
    text = ""


HOLDER = Holder()


@cache
def shared() -> str:
    return (HERE / "shared.txt").read_text()


def held() -> str:
    if not HOLDER.text:
        HOLDER.text = (HERE / "held.txt").read_text()
    return HOLDER.text


def kept() -> str:
    if "value" not in _KEPT:
        _KEPT["value"] = (HERE / "kept.txt").read_text()
    return _KEPT["value"]


def settings(name):
    extra = HERE / "extra.txt"
    return k8s.ConfigMap("settings", data={
        "name": name,
        "imported": IMPORTED,
        "shared": shared(),
        "kept": kept(),
        "held": held(),
        "value": open(HERE / f"values-{name}.txt").read(),
        "region": os.environ.get("REGION", "none"),
        "extra": extra.read_text() if extra.exists() else "none",
        "snippets": " ".join(sorted(file.name for file in (HERE / "snippets").glob("*.txt"))),
    })
""",
    "stacks/other.py": "NUMBER = 1\n",
    "stacks/imported.txt": "1",
    "stacks/shared.txt": "1",
    "stacks/kept.txt": "1",
    "stacks/held.txt": "1",
    "stacks/snippets/a.txt": "",
    **{f"stacks/values-{name}.txt": "1" for name in ("a", "x", "y")},
    "base/kustomization.yaml": "resources: [config.yaml]\n",
    "base/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: base}\ndata: {a: '1'}\n",
    "overlays/a.py": (
        "from k8sdsl import Overlay\nfrom stacks.common import settings\noverlay = Overlay(base=[settings('a')])\n"
    ),
    "overlays/b.py": (
        "from k8sdsl import Overlay\nfrom stacks.other import NUMBER\n"
        "overlay = Overlay(base=['../base'], labels={'number': str(NUMBER)}, patches=['b.yaml'])\n"
    ),
    "overlays/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: base}\ndata: {b: '1'}\n",
    "overlays/fleet.py": (
        "from functools import partial\nfrom k8sdsl import Overlay\nfrom stacks.common import settings\n"
        "def member(name):\n    return Overlay(base=[settings(name)])\n"
        "overlays = {name: partial(member, name) for name in ('x', 'y')}\n"
    ),
}
SHADOW = {
    "stacks/common/__init__.py": PROJECT["stacks/common.py"].replace("parent\n", "parent.parent\n") + "# package\n"
}
NUMBERED = [
    *("stacks/imported.txt", "stacks/shared.txt", "stacks/kept.txt", "stacks/held.txt"),
    *("stacks/extra.txt", "stacks/unread.txt"),
    *("stacks/values-a.txt", "stacks/values-x.txt", "stacks/values-y.txt"),
]


def runs(folder: Path, edits: list[dict[str, Any]]) -> list[Any]:
    """What each run rendered, after each of the edits."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.gitops.cache.runs"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder), "PATH": "/usr/bin:/bin"},
        input="".join(json.dumps(edit) + "\n" for edit in edits),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def random_edit(chance: random.Random) -> dict[str, Any]:
    number = str(chance.randrange(1, 4))
    edits: list[dict[str, Any]] = [
        *({path: number} for path in NUMBERED),
        *({f"stacks/snippets/{name}.txt": chance.choice(["", None])} for name in "bc"),
        {"stacks/extra.txt": None},
        {"stacks/other.py": f"NUMBER = {number}\n"},
        {"base/config.yaml": PROJECT["base/config.yaml"].replace("1", number)},
        {"overlays/b.yaml": PROJECT["overlays/b.yaml"].replace("1", number)},
        {"overlays/c.py": chance.choice([PROJECT["overlays/a.py"], None])},
        {"$": {"REGION": number}},
        {"pyproject.toml": f"[project]\nname = 'n{number}'\n"},
        {"gitops.py": PROJECT["gitops.py"] + f"# {number}\n"},
        chance.choice([SHADOW, dict.fromkeys(SHADOW)]),
        {"base/more.yaml": PROJECT["base/config.yaml"].replace("base", f"more-{number}")},
        {"base/kustomization.yaml": f"resources: [{chance.choice(['config.yaml', 'config.yaml, more.yaml'])}]\n"},
        {"stacks/values-a.txt": None},
    ]
    return chance.choice(edits)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_runs_with_and_without_the_cache_are_equal_after_random_edits(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    found = runs(tmp_path, [PROJECT, *(random_edit(chance) for _ in range(40))])
    assert len(found) == 41
    for number, one in enumerate(found):
        assert one["cached"].get("files") == one["plain"].get("files"), number
        assert bool(one["cached"].get("errors")) == bool(one["plain"].get("errors")), number


@pytest.mark.parametrize(
    ("edit", "rendered"),
    [
        ({}, 0),
        ({"stacks/unread.txt": "2"}, 0),
        ({"stacks/unread.py": "X = 1\n"}, 0),
        ({"stacks/values-x.txt": "2"}, 1),
        ({"stacks/other.py": "NUMBER = 2\n"}, 1),
        ({"base/config.yaml": PROJECT["base/config.yaml"] + "# more\n"}, 1),
        ({"overlays/a.py": PROJECT["overlays/a.py"] + "# more\n"}, 1),
        ({"stacks/common.py": PROJECT["stacks/common.py"] + "# more\n"}, 3),
        ({"stacks/shared.txt": "2"}, 3),
        ({"stacks/extra.txt": "2"}, 3),
        ({"stacks/snippets/z.txt": "2"}, 3),
        ({"$": {"REGION": "eu"}}, 3),
        ({"overlays/new.py": PROJECT["overlays/a.py"]}, 1),
    ],
)
def test_a_run_renders_what_a_change_reaches_and_no_more(tmp_path: Path, edit: dict[str, Any], rendered: int) -> None:
    first, second = runs(tmp_path, [PROJECT, edit])
    assert (first["rendered"], second["rendered"]) == (4, rendered)
    assert second["cached"] == second["plain"]


UNTRACKED = {
    "clock": "import time\nvalue = time.time()",
    "date": "import datetime\nvalue = datetime.date.today()",
    "now": "from datetime import datetime\nvalue = datetime.now()",
    "random": "import random\nvalue = random.random()",
    "uuid": "import uuid\nvalue = uuid.uuid4()",
    "token": "import secrets\nvalue = secrets.token_hex()",
    "variable": "import os\nvalue = os.environ['HOME']",
    "getenv": "import os\nvalue = os.getenv('UNSET')",
    "generator": "import random\nvalue = random.Random().random()",
    "bytes": "import os\nvalue = os.environb.get(b'UNSET')",
    "getenvb": "import os\nvalue = os.getenvb(b'HOME')",
    "all-bytes": "import os\nvalue = dict(os.environb)",
    "processors": "import os\nvalue = os.cpu_count()",
    "variables": "import os\nvalue = dict(os.environ)",
    "database": "import sqlite3\nsqlite3.connect(':memory:').close()",
    "process": "import os\nchild = os.fork() or os._exit(0)\nos.waitpid(child, 0)",
    "device": "value = open('/dev/zero', 'rb').read(1)",
    "program": "import subprocess\nvalue = subprocess.run(['true'])",
    "network": "import socket\nvalue = socket.socket().connect_ex(('127.0.0.1', 9))",
    "ours": (
        "from pathlib import Path\nfrom k8sdsl.gitops.repository.git import Git\n"
        "value = Git(Path()).attempt('--version')"
    ),
    "secret": "from k8sdsl.gitops import from_file\nvalue = from_file(__file__)",
}


def test_what_cannot_be_tracked_switches_the_cache_off_for_that_environment_and_is_reported(tmp_path: Path) -> None:
    overlay = "from k8sdsl import Overlay, k8s\noverlay = Overlay(base=[k8s.ConfigMap('a', data={'a': 'b'})])\n"
    (one,) = runs(
        tmp_path,
        [
            {
                "gitops.py": PROJECT["gitops.py"],
                "overlays/plain.py": f"import random\nvalue = random.Random(3).random()\n{overlay}",
                **{f"overlays/{name}.py": f"{code}\n{overlay}" for name, code in UNTRACKED.items()},
            }
        ],
    )
    assert sorted(one["cached"]["uncached"]) == sorted(UNTRACKED)
    assert one["cached"]["files"] == one["plain"]["files"]
    assert one["rendered"] == 1
    reasons = one["cached"]["uncached"]
    elsewhere = {"ours", "secret", "device"}
    assert all(reasons[name].startswith(f"overlays/{name}.py:") for name in UNTRACKED if name not in elsewhere)
    assert "/dev/zero" in reasons["device"]


def write(folder: Path) -> None:
    for path, text in PROJECT.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.mark.parametrize("damage", [b"", b"\x80\x04.", b"cut", b"flip"])
def test_a_damaged_entry_is_rebuilt(tmp_path: Path, damage: bytes) -> None:
    write(tmp_path)
    k8sdsl(tmp_path, "gitops", "--cache", "cache")
    entries = [file for file in (tmp_path / "cache").glob("??/*") if file.is_file()]
    before = {file: file.read_bytes() for file in entries}
    for file, content in before.items():
        flipped = content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]
        file.write_bytes({b"cut": content[:-9], b"flip": flipped}.get(damage, damage))
    done = k8sdsl(tmp_path, "gitops", "--cache", "cache")
    assert "nothing changed" in done.stderr
    assert {file: file.read_bytes() for file in entries} == before


def test_runs_at_the_same_time_can_share_a_cache(tmp_path: Path) -> None:
    write(tmp_path)
    command = [sys.executable, "-m", "k8sdsl", "gitops", "--cache", "cache", "--jobs", "2", "--into"]
    variables = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    started = [subprocess.Popen([*command, f"out-{n}"], cwd=tmp_path, env=variables) for n in range(3)]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    trees = [{f.name: f.read_bytes() for f in (tmp_path / f"out-{n}").rglob("*.yaml")} for n in range(3)]
    assert trees[0] == trees[1] == trees[2]
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_the_reasons_are_notes_and_git_ignores_the_cache(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "overlays/a.py").write_text("import os\nos.environ['HOME']\n" + PROJECT["overlays/a.py"])
    done = k8sdsl(tmp_path, "gitops", "--cache", "cache")
    assert "overlays/a.py:2" in done.stderr
    assert "*" in (tmp_path / "cache/.gitignore").read_text().splitlines()


def test_compiled_files_that_python_writes_forbid_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    for file in tmp_path.rglob("*.py"):
        os.utime(file, (1_000_000_000, 1_000_000_000))  # what was just written is not compiled to a file
    command = [sys.executable, "-m", "k8sdsl", "gitops", "--cache", "cache"]
    variables = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=True)
    assert "cannot be cached" not in done.stderr
    assert list((tmp_path / "stacks").rglob("*.pyc"))


def values_after(project: Path, path: str, edit: Callable[[], object]) -> list[str]:
    """What a project with a cache writes before and after an edit, if Python finds libraries in a directory as well."""
    found = []
    for step in (lambda: None, edit):
        step()
        k8sdsl(project, "gitops", "--cache", "cache", "--layout", "manifest", libraries=path)
        found.append((project / "rendered/a/manifest.yaml").read_text().splitlines()[-1].strip())
    return found


def with_library(folder: Path, library: Path) -> Path:
    """A project whose overlay imports a library with two modules, one from the other."""
    for path, text in {
        folder / "pyproject.toml": "",
        folder / "overlays/a.py": (
            "from k8sdsl import Overlay, k8s\nfrom platform_library import VALUE\n"
            "overlay = Overlay(base=[k8s.ConfigMap('a', data={'a': VALUE})])\n"
        ),
        library / "platform_library/__init__.py": "from platform_library.inner import VALUE\n",
        library / "platform_library/inner.py": "VALUE = 'first'\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return library / "platform_library/inner.py"


def test_a_change_inside_a_library_beside_the_project_is_seen(tmp_path: Path) -> None:
    inner = with_library(tmp_path / "project", tmp_path / "library")
    edit = partial(inner.write_text, "VALUE = 'the second'\n")
    assert values_after(tmp_path / "project", str(tmp_path / "library"), edit) == ["a: first", "a: the second"]


@pytest.mark.parametrize("folder", ["site-packages", "dist-packages"])
def test_another_version_of_an_installed_library_is_seen(tmp_path: Path, folder: str) -> None:
    installed = tmp_path / folder
    inner = with_library(tmp_path / "project", installed)
    (installed / "platform_library-1.dist-info").mkdir()

    def upgrade() -> None:
        (installed / "platform_library-1.dist-info").rename(installed / "platform_library-2.dist-info")
        inner.write_text("VALUE = 'the second'\n")

    assert values_after(tmp_path / "project", str(installed), upgrade) == ["a: first", "a: the second"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "cache").write_text("")
    k8sdsl(tmp_path, "gitops", "--cache", "cache", status=2)
    k8sdsl(tmp_path, "gitops", "--cache", "cache", "--no-cache")
