"""Commands that only read import nothing from the directory that they read or run in."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import k8sdsl
from tests.cli.running import environment, run
from tests.cli.watching import Watching

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n"
KUSTOMIZATION = "resources: [a.yaml]\nnamePrefix: x-\nimages: [{name: nginx, newTag: '1'}]\n"
COMPOSE = "services: {web: {image: nginx, environment: {PASSWORD: hunter2}}}\n"
CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, kind: Widget}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
"""
COMMANDS = (
    ("build", "."),
    ("build", ".", "--format=json"),
    ("check", "-f", "."),
    ("check", "-f", ".", "--format", "sarif", "--format", "json=out"),
    ("diff", "a.yaml", "b.yaml"),
    ("diff", ".", "b.yaml", "--format", "markdown"),
    ("explain", "Deployment.spec.strategy"),
    ("explain", "core/port-name"),
    ("--help",),
    ("build", "--help"),
    ("--version",),
    ("import", "yaml", "a.yaml", "--to", "out"),
    ("import", "kustomize", ".", "--to", "out"),
    ("import", "cluster", "a.yaml", "--to", "out"),
    ("import", "compose", "compose.yaml", "--to", "out"),
    ("import", "crd", "crd.yaml", "--to", "out"),
    ("import", "chart", "chart", "--to", "out"),
    ("import", "--help"),
    ("init", "out"),
    ("init", "out", "--from", "yaml", "a.yaml"),
    ("vendor",),
    ("vendor", "--check"),
    ("check", "-f", "a.yaml", "--crds", "crd.yaml", "--policy", "recommended", "--externals"),
    ("check", "-f", "a.yaml", "--cluster", "b.yaml", "--pod-security", "restricted", "--format", "junit"),
    ("forecast", "-f", "a.yaml", "--cluster", "b.yaml"),
    ("why", "ConfigMap/settings", "-f", "a.yaml"),
    ("blame", "."),
    ("trace", ".", "x"),
    ("build", ".", "--into", "out"),
    ("build", "**", "--into", "out"),
    ("fn",),
    ("help",),
    ("schema",),
    ("graph", "-f", "a.yaml", "-o", "out.html"),
    ("graph", "-f", "a.yaml", "-o", "out.png"),
    ("graph", "."),
    ("trace", "-f", "a.yaml", "http://x/"),
    ("check", "."),
    ("import", "kustomize", ".", "--to", "out", "--enable-helm"),
    *((name, "--help") for name in ("blame", "fn", "gitops", "init", "trace", "vendor", "why")),
)
# What a hostile function configuration asks for: its functions are not run, and its files are only read.
RESOURCES = f"""apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig:
  apiVersion: v1
  kind: ConfigMap
  metadata: {{name: x, annotations: {{config.kubernetes.io/function: 'exec: {{path: ./evil}}'}}}}
  data: {{target: .}}
items:
- {json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}})}
"""


def _loaded_by(folder: Path, program: str, *words: str) -> set[str]:
    """The top-level modules that a program loads from files, and so might find elsewhere."""
    program += "\nimport sys\nprint(*(n for n, m in list(sys.modules.items()) if getattr(m, '__file__', None)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, *words],
        cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=True, input=RESOURCES,
    )  # fmt: skip
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.fixture(scope="module")
def shadowed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all modules that any command loads, and of many more."""
    folder = tmp_path_factory.mktemp("innocent")
    _write_manifests(folder)
    run = "import sys\nfrom k8sdsl.cli import run\nrun(sys.argv[1:])"
    names = {name for command in COMMANDS for name in _loaded_by(folder, run, *command)}
    assert {"yaml", "typer", "attr", "json", "typing"} <= names
    others = {"sitecustomize", "usercustomize", "stacks", "gitops", "policies", "overlays", "conftest"}
    return {*names, *sys.stdlib_module_names, *packages_distributions(), *_imported(), *others}


def _imported() -> set[str]:
    """The top-level names of all modules that k8sdsl imports anywhere, also those that are not installed."""
    package = Path(k8sdsl.__file__).parent
    trees = [ast.parse(file.read_text("utf-8")) for file in package.rglob("*.py") if "/api/" not in str(file)]
    found: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - {"k8sdsl"}


def _write_manifests(folder: Path) -> None:
    (folder / "kustomization.yaml").write_text(KUSTOMIZATION)
    (folder / "a.yaml").write_text(MANIFEST)
    (folder / "b.yaml").write_text(MANIFEST.replace("info", "debug"))
    (folder / "compose.yaml").write_text(COMPOSE)
    (folder / "crd.yaml").write_text(CRD)
    (folder / "chart").mkdir(exist_ok=True)
    (folder / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: demo\nversion: 0.1.0\n")


def _shadow(folder: Path, names: set[str]) -> None:
    """Writes manifests, and a module of each name that leaves a trace when it runs."""
    _write_manifests(folder)
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write({name!r} + ' ')\n")
    for name in ("git", "helm", "sops", "kubectl", "evil", "python", "python3"):
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> {folder / 'ran'}\n")
        (folder / name).chmod(0o755)


def _run(folder: Path, *words: str) -> str:
    """Runs Python in a folder; the names of the modules in it that ran."""
    path = os.pathsep.join(["", ".", str(folder), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment(PATH=path), capture_output=True, check=False,
        input=RESOURCES.encode(), timeout=120,
    )  # fmt: skip
    return (folder / "ran").read_text() if (folder / "ran").exists() else ""


@pytest.fixture(scope="module")
def hostile(shadowed: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which every module and program is shadowed."""
    folder = tmp_path_factory.mktemp("hostile")
    _shadow(folder, shadowed)
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_import_nothing_of_the_working_directory(hostile: Path, command: tuple[str, ...]) -> None:
    shutil.rmtree(hostile / "out", ignore_errors=True)
    assert _run(hostile, "-P", "-m", "k8sdsl", *command) == ""


@pytest.mark.parametrize("command", [("build", "."), ("check", "."), ("check", "-f", "a.yaml")], ids=" ".join)
def test_a_watch_imports_nothing_of_the_working_directory(hostile: Path, command: tuple[str, ...]) -> None:
    pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")
    with Watching(hostile, *command, before=("env", "PYTHONSAFEPATH=1")) as watching:
        watching.next()
        (hostile / "a.yaml").touch()
        watching.next()
        assert watching.interrupt()[0] == 130
    assert not (hostile / "ran").exists()


def test_python_m_drops_the_working_directory_at_once(shadowed: set[str], tmp_path: Path) -> None:
    before_us = _loaded_by(tmp_path, "import runpy, importlib.util, warnings, pkgutil")
    _shadow(tmp_path, shadowed - before_us - {"k8sdsl"})
    assert _run(tmp_path, "-m", "k8sdsl", "build", ".") == ""


def test_nothing_of_a_directory_elsewhere_is_imported(shadowed: set[str], tmp_path: Path) -> None:
    hostile, here = tmp_path / "hostile", tmp_path / "here"
    hostile.mkdir()
    here.mkdir()
    _shadow(hostile, shadowed)
    assert "x-settings" in run(here, "build", str(hostile)).stdout
    assert not (hostile / "ran").exists()


@pytest.mark.parametrize("form", ["yaml a.yaml", "kustomize .", "compose compose.yaml", "cluster a.yaml"])
def test_the_proof_of_an_import_into_a_hostile_directory_runs_nothing_there(
    shadowed: set[str], tmp_path: Path, form: str
) -> None:
    _shadow(tmp_path, shadowed)
    for package in ("stacks", "overlays", "yaml"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({package!r})\n")
    assert _run(tmp_path, "-P", "-m", "k8sdsl", "import", *form.split(), "--to", ".", "--force") == ""
    assert list((tmp_path / "overlays").glob("[a-z]*.py"))
