"""A command that is killed before any step that changes files leaves whole files; the next run finishes its work."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import CONFIG, environment, project
from tests.projects import HEAD
from tests.vendoring.servers import commit, git

if TYPE_CHECKING:
    from pathlib import Path

# Runs the words in a fresh copy of a folder for each step, in a process that kills itself just before this step.
STEPS = """
import os, shutil, signal, sys
from pathlib import Path
from k8sdsl.cli import run
start, stride, *words = sys.argv[1:]
run(["--version"])
def work(folder, step):
    left = [step]
    def count(event, arguments):
        changes = event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"} or (
            event == "open" and not isinstance(arguments[0], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        where = os.path.abspath(os.fsdecode(arguments[0])) if changes else ""
        if where.startswith(folder + os.sep):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    os.chdir(folder)
    sys.addaudithook(count)
    run(words)
for step in range(1, 1000, int(stride)):
    folder = f"{os.path.dirname(os.path.dirname(start))}/{step}/work"
    shutil.copytree(start, folder, symlinks=True)
    child = os.fork()
    if not child:
        try:
            work(folder, step)
        finally:
            os._exit(0)
    if not os.waitpid(child, 0)[1]:
        break
"""
YAML = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("settings", data={"level": "LEVEL"}))\n'
POD = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\nspec:\n  selector: {matchLabels: {a: b}}\n"
    "  template:\n    metadata: {labels: {a: b}}\n    spec:\n      hostNetwork: true\n"
    "      containers: [{name: a, image: 'nginx:1'}]\n"
)
FILES = {
    "a.yaml": POD.replace("NAME", "a"),
    "b.yaml": POD.replace("NAME", "b"),
    "overlays/one.py": CONFIG,
    "overlays/two.py": YAML.replace("LEVEL", "new"),
    "out/two.yaml": "old\n",
    "out/foreign": "kept\n",
}
CASES = {
    "build --into": ("build one two --into out", 1),
    "import yaml": ("import yaml a.yaml b.yaml --to out --force", 1),
    "import compose": ("import compose compose.yaml --to out --force", 1),
    "init": ("init new --force", 7),
    "init --from": ("init new --from yaml a.yaml --force", 7),
    "check --fix": ("check -f a.yaml -f b.yaml --policy host/network --fix --yes", 1),
    "vendor": ("vendor remote", 1),
}
COMPOSE = "services:\n  web: {image: nginx, environment: {PASSWORD: hunter2}}\n"


def files_of(folder: Path) -> dict[str, bytes]:
    """The files, without those that a killed run was still writing, and compiled Python."""
    found = {file.relative_to(folder): file for file in folder.rglob("*") if file.is_file()}
    left_out = {"__pycache__", ".git"}
    return {
        str(path): file.read_bytes()
        for path, file in found.items()
        if not left_out.intersection(path.parts) and not any(part.endswith(".part") for part in path.parts)
    }


@pytest.mark.parametrize("case", CASES)
def test_killed_before_each_step_in_turn(case: str, tmp_path: Path) -> None:
    words, stride = CASES[case]
    srv = tmp_path / "srv"
    srv.mkdir()
    git(srv, "init", "-q", "-b", "main")
    commit(srv, {"base/kustomization.yaml": "resources: [a.yaml]", "base/a.yaml": FILES["a.yaml"]})
    remote = {"remote/kustomization.yaml": f"resources: ['file://{srv}//base?ref=main']\n"}
    start = project(tmp_path / "start" / "work", {**FILES, **remote, "compose.yaml": COMPOSE})
    whole = tmp_path / "whole" / "work"
    shutil.copytree(start, whole)
    subprocess.run([sys.executable, "-m", "k8sdsl", *words.split()], cwd=whole, env=environment(), check=False)
    subprocess.run(
        [sys.executable, "-c", STEPS, str(start), str(stride), *words.split()], env=environment(), check=True
    )
    before, after = files_of(start), files_of(whole)
    assert before != after
    killed = [folder / "work" for folder in tmp_path.iterdir() if folder.name.isdigit()]
    assert len(killed) > 5
    for folder in killed:
        left = files_of(folder)
        assert {path for path, content in left.items() if content not in (before.get(path), after.get(path))} == set()
        assert set(before) & set(after) <= set(left)
    for folder in [killed[0], killed[len(killed) // 2], killed[-1]]:
        subprocess.run([sys.executable, "-m", "k8sdsl", *words.split()], cwd=folder, env=environment(), check=False)
        assert files_of(folder) == after
        assert list(folder.rglob("*.part")) == []
