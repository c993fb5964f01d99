"""What a user gets wrong: a clear paragraph with file and line, status 2, nothing on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import CONFIG, project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path


YAML_BASE = HEAD + 'overlay = Overlay(base="../base.yaml")\n'
META = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n" for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)

# Files, and what standard error must hold.
CASES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "a missing overlay": ({"overlays/prods.py": CONFIG}, ("'prod'", "did you mean `prods`")),
    "no overlays at all": ({}, ("overlays/prod.py",)),
    "an exception": (
        {"overlays/prod.py": "import stacks.web\n", "stacks/web.py": "def web():\n    return 1 / 0\n\n\nweb()\n"},
        ('File "overlays/prod.py", line 1', 'File "stacks/web.py", line 2', "ZeroDivisionError"),
    ),
    "an exception of a library": (
        {"overlays/prod.py": 'import json\njson.loads("{")\n'},
        ('File "overlays/prod.py", line 2', "JSONDecodeError"),
    ),
    "a mistake in a call": (
        {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.Container("a", "b"))\n'},
        ('File "overlays/prod.py", line 2', "TypeError"),
    ),
    "a kind that does not exist": (
        {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.Deploymnt("a"))\n'},
        ('File "overlays/prod.py", line 2', "did you mean `Deployment`"),
    ),
    "a module that does not exist": (
        {"overlays/prod.py": "from stacks.nothing import web\n"},
        ('File "overlays/prod.py", line 1', "ModuleNotFoundError"),
    ),
    "a syntax error": (
        {"overlays/prod.py": HEAD + "overlay = Overlay(\n"},
        ('File "overlays/prod.py", line 2', "SyntaxError"),
    ),
    "a file that is no UTF-8 text": (
        {"overlays/prod.py": HEAD + "a = 'caf\udce9'\n"},
        ("overlays/prod.py", "SyntaxError"),
    ),
    "an import cycle": (
        {
            "overlays/prod.py": "from stacks.one import a\n",
            "stacks/one.py": "from stacks.two import b\na = 1\n",
            "stacks/two.py": "from stacks.one import a\nb = 1\n",
        },
        ('File "stacks/two.py", line 1', "import each other"),
    ),
    "an import cycle of overlays": (
        {
            "overlays/prod.py": "from overlays.dev import a\nb = 1\n",
            "overlays/dev.py": "from overlays.prod import b\na = 1\n",
        },
        ('File "overlays/dev.py", line 1', "import each other"),
    ),
    "an exit": ({"overlays/prod.py": "import sys\nsys.exit(0)\n"}, ('File "overlays/prod.py", line 2', "SystemExit")),
    "endless recursion": ({"overlays/prod.py": "def f():\n    f()\nf()\n"}, ("RecursionError", "overlays/prod.py")),
    "no overlay in the file": ({"overlays/prod.py": HEAD + "prod = Overlay(base=[])\n"}, ("`overlay`", "`prod`")),
    "an overlay that is none": ({"overlays/prod.py": "overlay = 3\n"}, ("overlays/prod.py", "int")),
    "broken YAML": (
        {"overlays/prod.py": YAML_BASE, "base.yaml": META + " labels: x\n"},
        ("base.yaml:5:2", "    5 |  labels: x"),
    ),
    "a tab in YAML": ({"overlays/prod.py": YAML_BASE, "base.yaml": "a:\n\tb: c\n"}, ("base.yaml:2:1", "tab")),
    "a key that stands twice": ({"overlays/prod.py": YAML_BASE, "base.yaml": META + "  name: b\n"}, ("base.yaml:5:3",)),
    "aliases that explode": ({"overlays/prod.py": YAML_BASE, "base.yaml": BOMB}, ("base.yaml:", "aliases")),
    "YAML that is no UTF-8": (
        {"overlays/prod.py": YAML_BASE, "base.yaml": META + "data: {a: caf\udce9}\n"},
        ("base.yaml:5:", "UTF-8"),
    ),
    "YAML that is no object": (
        {"overlays/prod.py": YAML_BASE, "base.yaml": "- a\n"},
        ("base.yaml", "overlays/prod.py:2"),
    ),
    "a missing YAML file": (
        {"overlays/prod.py": YAML_BASE, "bass.yaml": META},
        ("base.yaml", "bass.yaml", "overlays/prod.py:2:24"),
    ),
    "a folder without YAML": ({"overlays/prod.py": YAML_BASE, "base.yaml/notes.txt": ""}, ("base.yaml", "no YAML")),
    "a patch that matches nothing": (
        {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("web"), replicas={"web": 1})\n'},
        ("overlays/prod.py:2:", "is a ConfigMap"),
    ),
    "an exception of a patch": (
        {
            "overlays/prod.py": HEAD
            + '@patch(k8s.ConfigMap, "a")\ndef change(config):\n    config.data["x"] = 1\n'
            + 'overlay = Overlay(base=k8s.ConfigMap("a"), patches=[change])\n'
        },
        ('File "overlays/prod.py", line 4', "TypeError"),
    ),
    "an overlay that is its own base": (
        {"overlays/prod.py": HEAD + "overlay = Overlay(base=[])\noverlay.base = overlay\n"},
        ("its own base", "overlays/prod.py:2"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input(case: str, tmp_path: Path) -> None:
    files, wanted = CASES[case]
    project(tmp_path, {})
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run(tmp_path, "build", "prod")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("error[")
    assert [text for text in wanted if text not in done.stderr] == [], done.stderr
    assert "k8sdsl/" not in done.stderr.replace("from 'k8sdsl'", ""), "a frame of ours is of no use to a user"
    assert str(tmp_path) not in done.stderr.replace(f"{tmp_path}/overlays holds none", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild",),
        ("build", "prod", "--format", "xml"),
        ("build", "prod", "-o"),
        ("build", "prod", "--nothing"),
        (),
    ],
)
def test_mistakes_in_the_arguments(arguments: tuple[str, ...], tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert "Usage: k8sdsl" in done.stdout + done.stderr or done.stderr.startswith("error[usage/")
    assert "Traceback" not in done.stderr


def test_a_bug_of_ours_is_a_traceback_and_status_70(tmp_path: Path) -> None:
    """What a broken mapping of a user's own raises inside of us stands for a bug."""
    text = """
from collections.abc import Mapping

class Broken(Mapping):
    def __getitem__(self, key): raise RuntimeError("deep inside")
    def __iter__(self): return iter(["kind"])
    def __len__(self): return 1

overlay = Overlay(base=Broken())
"""
    project(tmp_path, {"overlays/prod.py": HEAD + text})
    done = run(tmp_path, "build", "prod")
    assert (done.returncode, done.stdout) == (70, "")
    assert "Traceback" in done.stderr
    assert "bug in k8sdsl" in done.stderr


# --- secrets

VALUE = "hunter2-hunter2"
SECRET = f'k8s.Secret("s", string_data={{"password": "{VALUE}"}})'
SECRETIVE: dict[str, dict[str, str]] = {
    "a finding about the value": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s", data={{"p": "{VALUE}"}}))'
    },
    "a finding about the name": {
        "overlays/prod.py": f"overlay = Overlay(base={SECRET.replace(chr(34) + 's', chr(34) + 'A_B')})"
    },
    "a finding about another object on the line": {
        "overlays/prod.py": f'overlay = Overlay(base=[k8s.ConfigMap("A_B"), {SECRET}])'
    },
    "a finding within a call of many lines": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s",\n  string_data={{"p": "{VALUE}"}}, typ="x"))'
    },
    "a key that is none": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s", string_data={{"a b": "{VALUE}"}}))'
    },
    "a value of another type": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s", string_data=["{VALUE}"]))'
    },
    "a type that is none": {"overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s", immutable="{VALUE}"))'},
    "a value that no output can hold": {
        "overlays/prod.py": f"overlay = Overlay(base={SECRET.replace(VALUE, VALUE + chr(92) + 'ud800')})"
    },
    "a plain tree": {
        "overlays/prod.py": 'overlay = Overlay(base={"apiVersion": "v1", "kind": "Secret", '
        f'"metadata": {{"name": "A_B"}}, "stringData": {{"p": "{VALUE}"}}}})'
    },
    "a patch that matches nothing": {
        "overlays/prod.py": 'overlay = Overlay(base=[], patches=[{"apiVersion": "v1", "kind": "Secret", '
        f'"metadata": {{"name": "a"}}, "stringData": {{"p": "{VALUE}"}}}}])'
    },
    "a typed patch that matches nothing": {"overlays/prod.py": f"overlay = Overlay(base=[], patches=[{SECRET}])"},
    "a traceback through the line": {"overlays/prod.py": f"overlay = Overlay(base=[{SECRET}, k8s.Nothing()])"},
    "a traceback through a call of many lines": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s",\n  string_data={{"p": "{VALUE}" + None}}))'
    },
    "a traceback of a patch of secrets": {
        "overlays/prod.py": f'@patch(k8s.Secret, "s")\ndef change(secret):\n    secret.data["p"] = "{VALUE}" + 1\n'
        'overlay = Overlay(base=k8s.Secret("s"), patches=[change])'
    },
    "a syntax error on the line": {"overlays/prod.py": f"overlay = Overlay(base=[{SECRET} k8s.Nothing()])"},
    "a syntax error within the call": {
        "overlays/prod.py": f'overlay = Overlay(base=k8s.Secret("s",\n  string_data={{"p": "{VALUE}" "q": 1}}))'
    },
    "broken YAML": {
        "overlays/prod.py": 'overlay = Overlay(base="../s.yaml")',
        "s.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n  p: {VALUE}: x\n",
    },
    "a key that stands twice": {
        "overlays/prod.py": 'overlay = Overlay(base="../s.yaml")',
        "s.yaml": f"a: b\n---\nkind: Secret\nstringData: {{p: {VALUE}, p: {VALUE}}}\n---\nc: d\n",
    },
    "a finding about the name in JSON": {
        "overlays/prod.py": 'overlay = Overlay(base="../s.json")',
        "s.json": '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "A_B"}, "data": {"p": "' + VALUE + '"}}',
    },
    "a bug of ours": {
        "overlays/prod.py": "class Broken(dict):\n    def items(self): return 1 / 0\n"
        f"overlay = Overlay(base=[{SECRET}, Broken()])"
    },
}


@pytest.mark.parametrize("case", SECRETIVE)
def test_the_value_of_a_secret_is_never_shown(case: str, tmp_path: Path) -> None:
    files = {name: (HEAD if name.endswith(".py") else "") + text + "\n" for name, text in SECRETIVE[case].items()}
    project(tmp_path, files)
    done = run(tmp_path, "build", "prod")
    assert done.returncode in {1, 2, 70}, done.stderr
    assert done.stderr
    assert VALUE not in done.stderr + done.stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_no_report_shows_the_value_of_a_secret(form: str, tmp_path: Path) -> None:
    made = f'k8s.Secret("A_B", string_data={{"p": "{VALUE}"}}, immutable="{VALUE}", data=["{VALUE}"])'
    project(tmp_path, {"overlays/prod.py": f"{HEAD}overlay = Overlay(base=[k8s.ConfigMap('C_D'), {made}])\n"})
    done = run(tmp_path, "check", "prod", "--format", form)
    assert done.returncode == 1
    assert VALUE not in done.stdout + done.stderr
