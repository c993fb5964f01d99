"""Commands that only read import nothing from the directory that they read or run in."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import environment, run

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n"
KUSTOMIZATION = "resources: [a.yaml]\nnamePrefix: x-\nimages: [{name: nginx, newTag: '1'}]\n"
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
)


def _loaded_by(folder: Path, program: str, *words: str) -> set[str]:
    """The top-level modules that a program loads from files, and so might find elsewhere."""
    program += "\nimport sys\nprint(*(n for n, m in list(sys.modules.items()) if getattr(m, '__file__', None)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, *words],
        cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=True,
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
    return {*names, *sys.stdlib_module_names, "sitecustomize", "stacks", "gitops", "policies", "overlays"}


def _write_manifests(folder: Path) -> None:
    (folder / "kustomization.yaml").write_text(KUSTOMIZATION)
    (folder / "a.yaml").write_text(MANIFEST)
    (folder / "b.yaml").write_text(MANIFEST.replace("info", "debug"))


def _shadow(folder: Path, names: set[str]) -> None:
    """Writes manifests, and a module of each name that leaves a trace when it runs."""
    _write_manifests(folder)
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write({name!r} + ' ')\n")


def _run(folder: Path, *words: str) -> str:
    """Runs Python in a folder; the names of the modules in it that ran."""
    subprocess.run([sys.executable, *words], cwd=folder, env=environment(), capture_output=True, check=False)
    return (folder / "ran").read_text() if (folder / "ran").exists() else ""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_import_nothing_of_the_working_directory(
    shadowed: set[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    _shadow(tmp_path, shadowed)
    assert _run(tmp_path, "-P", "-m", "k8sdsl", *command) == ""


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
