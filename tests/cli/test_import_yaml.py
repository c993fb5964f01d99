"""`k8sdsl import yaml` writes Python, proves it, and overwrites nothing unasked."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli.imports.reading import SourceReader
from k8sdsl.errors import LoadError
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


NOT_OBJECTS = {
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/values.yaml": "image: nginx\n",
    "kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n",
    "skaffold.yaml": "apiVersion: skaffold/v4\nkind: Config\n",
    "kind.yaml": "apiVersion: v1\nkind: 5\n---\napiVersion: v1\nkind: ''\n---\nkind: ConfigMap\n",
    "lists.yaml": "apiVersion: v1\nkind: List\n---\napiVersion: v1\nkind: List\nitems: {}\n",
    "items.yaml": "apiVersion: v1\nkind: List\nitems: [null, 3, [1], {kind: ConfigMap}]\n",
}


@pytest.mark.parametrize("name", NOT_OBJECTS)
def test_what_is_not_an_object_in_a_directory_is_skipped_and_reported(tmp_path: Path, name: str) -> None:
    write_project(tmp_path, {"k8s/web.yaml": WEB, f"k8s/{name}": NOT_OBJECTS[name]})
    reader = SourceReader()
    assert [source.tree["kind"] for source in reader.read([str(tmp_path / "k8s")])] == ["Deployment", "Service"]
    assert reader.notes
    assert all(name in note and note.startswith("skipped") for note in reader.notes)


def test_lists_of_any_kind_are_opened(tmp_path: Path) -> None:
    one = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
    nested = f"{{apiVersion: v1, kind: List, items: [{one}]}}"
    of_one_kind = "{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: b}}]}"
    write_project(tmp_path, {"all.yaml": f"apiVersion: v1\nkind: List\nitems: [{nested}, {of_one_kind}]\n"})
    reader = SourceReader()
    read = [source.tree for source in reader.read([str(tmp_path / "all.yaml")])]
    assert [(tree["apiVersion"], tree["kind"], tree["metadata"]["name"]) for tree in read] == [
        *(("v1", "ConfigMap", "a"), ("v1", "ConfigMap", "b"))
    ]
    assert reader.notes == []


def test_an_object_without_a_name_is_imported_and_reported(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n"
    write_project(tmp_path, {"service.yaml": text})
    ended = run(tmp_path, "import", "yaml", "service.yaml", "--to", "python")
    assert ended.returncode == 0
    assert "`metadata.name`" in ended.stderr
    assert "builds the same object" in ended.stderr


def test_a_named_file_that_is_not_an_object_is_an_error(tmp_path: Path) -> None:
    write_project(tmp_path, {"Chart.yaml": NOT_OBJECTS["chart/Chart.yaml"]})
    with pytest.raises(LoadError):
        SourceReader().read([str(tmp_path / "Chart.yaml")])
