"""`k8sdsl import yaml` writes Python, proves it, and overwrites nothing unasked."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import run
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.28", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"k8s/web.yaml": WEB, "dev/web.yaml": WEB, "prod/web.yaml": WEB.replace("replicas: 1", "replicas: 3")}
    write_project(tmp_path, {**files, "k8s/broken.yaml": "a: [", "k8s/values.yaml": "image: x"})
    return tmp_path


def test_a_directory_is_imported_and_proved(folder: Path) -> None:
    ended = run(folder, "import", "yaml", "k8s", "--to", "python")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "builds the same 2 objects: k8sdsl build k8s_" in ended.stderr
    assert "note: skipped: " in ended.stderr
    built = run(folder / "python", "build", "k8s_2")
    assert built.returncode == 0 or "k8s" in ended.stderr


def test_files_that_exist_are_overwritten_only_when_asked(folder: Path) -> None:
    words = ("import", "yaml", "k8s/web.yaml", "--to", "python")
    assert run(folder, *words).returncode == 0
    assert run(folder, *words).returncode == 2
    assert run(folder, *words, "--force").returncode == 0


def test_environments_share_a_stack(folder: Path) -> None:
    words = ("--env", "dev=dev", "--env", "prod=prod", "--name", "shop", "--to", "python")
    ended = run(folder, "import", "yaml", *words)
    assert ended.returncode == 0, ended.stderr
    assert "replicas=3" in (folder / "python/overlays/prod.py").read_text()
    assert "replicas: 3" in run(folder / "python", "build", "prod").stdout


def test_what_is_written_satisfies_strict_type_checkers(folder: Path) -> None:
    run(folder, "import", "yaml", "k8s/web.yaml", "--to", "python")
    command = [sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases", "stacks", "overlays"]
    checked = subprocess.run(command, cwd=folder / "python", capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    "words",
    [[], ["k8s", "--env", "dev=dev"], ["--env", "dev"], ["gone.yaml"], ["k8s/broken.yaml"], ["k8s/values.yaml"]],
)
def test_what_cannot_be_imported_is_an_error(folder: Path, words: list[str]) -> None:
    ended = run(folder, "import", "yaml", *words, "--to", "python")
    assert (ended.returncode, ended.stderr.startswith("error[")) == (2, True)
    assert not (folder / "python").exists()
