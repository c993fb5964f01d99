"""`k8sdsl import kustomize` writes Python that builds to the same, and overwrites nothing unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import run
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "kustomize/base/kustomization.yaml": "resources: [web.yaml]\n",
    "kustomize/base/web.yaml": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}], selector: {app: web}}\n"
    ),
    "kustomize/prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\nnamespace: shop\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_project(tmp_path, FILES)
    return tmp_path


def test_what_was_imported_builds_to_the_same(folder: Path) -> None:
    imported = run(folder, "import", "kustomize", "kustomize/prod")
    assert (imported.returncode, imported.stdout) == (0, "")
    assert "both build the same objects: k8sdsl build prod" in imported.stderr
    assert "k8s.Service(" in "".join(file.read_text(encoding="utf-8") for file in (folder / "stacks").glob("*.py"))
    built, wanted = run(folder, "build", "prod"), run(folder, "build", "kustomize/prod")
    assert (built.returncode, sorted(built.stdout.splitlines())) == (0, sorted(wanted.stdout.splitlines()))


def test_modules_that_exist_are_overwritten_only_when_asked(folder: Path) -> None:
    assert run(folder, "import", "kustomize", "kustomize/prod").returncode == 0
    again = run(folder, "import", "kustomize", "kustomize/prod")
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert run(folder, "import", "kustomize", "kustomize/prod", "--force").returncode == 0


def test_another_project_can_be_written_to(folder: Path) -> None:
    assert run(folder, "import", "kustomize", "kustomize/prod", "--to", "python").returncode == 0
    assert (folder / "python" / "overlays" / "prod.py").is_file()


def test_an_invalid_kustomization_is_refused(folder: Path) -> None:
    ended = run(folder, "import", "kustomize", "kustomize")
    assert (ended.returncode, ended.stderr.startswith("error[")) == (2, True)
