"""`k8sdsl fn`: a ResourceList in, a ResourceList out, as kpt and kustomize hand it over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from k8sdsl.errors import K8sdslError
from k8sdsl.krm.function import run_function
from k8sdsl.kube.versions import DEFAULT
from tests.kustomize.trees import SETTINGS, write

ITEMS = """\
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
    annotations:
      config.kubernetes.io/index: '0'
      config.kubernetes.io/path: 'a.yaml'
      internal.config.kubernetes.io/index: '0'
      internal.config.kubernetes.io/path: 'a.yaml'
      internal.config.kubernetes.io/seqindent: 'compact'
      internal.config.kubernetes.io/annotations-migration-resource-id: '0'
      internal.config.kubernetes.io/id: '1'
      config.k8s.io/id: '1'
  data: {x: "1"}
"""
INPUT = "functionConfig:\n  metadata:\n    name: function-input\n  data: {%s}\n  kind: ConfigMap\n  apiVersion: v1\n"
KUSTOMIZATION = """\
functionConfig:
  apiVersion: kustomize.config.k8s.io/v1beta1
  kind: Kustomization
  metadata: {name: changes, annotations: {config.kubernetes.io/local-config: "true"}}
  namePrefix: p-
  patches: [{path: patch.yaml}]
"""


def run(configuration: str = "", items: str = ITEMS) -> tuple[dict[str, Any], bool]:
    """The list that a function prints, and whether it fails."""
    text = f"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n{items}{configuration}"
    output, _, failed = run_function(text.encode(), DEFAULT)
    return yaml.safe_load(output), failed


def test_objects_pass_through_with_the_notes_of_the_caller() -> None:
    made, failed = run()
    assert made["items"] == yaml.safe_load(ITEMS)
    assert not failed
    assert "results" not in made


def test_findings_are_results_with_object_field_and_file() -> None:
    made, failed = run(items=ITEMS.replace('x: "1"', "x: 1"))
    (result,) = made["results"]
    assert failed
    assert result["severity"] == "error"
    assert result["tags"] == {"rule": "decode/wrong-type"}
    assert result["resourceRef"] == {"apiVersion": "v1", "kind": "ConfigMap", "name": "a"}
    assert result["field"] == {"path": "data[x]"}
    assert result["file"] == {"path": "a.yaml", "index": 0}


def test_a_target_adds_what_it_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: built}\n"
    write(tmp_path, {"k/kustomization.yaml": "resources: [a.yaml, b.yaml]", "k/a.yaml": same, "k/b.yaml": SETTINGS})
    monkeypatch.chdir(tmp_path)
    made, _ = run(INPUT % "target: k")
    assert [(item["metadata"]["name"], item["data"]) for item in made["items"]] == [
        ("a", {"x": "built"}),
        ("settings", {"a": "b"}),
    ]
    assert made["functionConfig"]["data"] == {"target": "k"}


def test_a_kustomization_changes_the_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"patch.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {y: z}\n"})
    monkeypatch.chdir(tmp_path)
    made, _ = run(KUSTOMIZATION)
    (item,) = made["items"]
    assert item["metadata"]["name"] == "p-a"
    assert item["data"] == {"x": "1", "y": "z"}
    assert item["metadata"]["annotations"]["config.kubernetes.io/path"] == "a.yaml"


def test_a_kustomization_reads_nothing_outside_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"patch.yaml": SETTINGS, "here/b.yaml": SETTINGS})
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(K8sdslError):
        run(KUSTOMIZATION.replace("patch.yaml", "../patch.yaml"))


@pytest.mark.parametrize("data", ["targt: k", "target: nowhere", "kube-version: none"])
def test_a_configuration_that_cannot_be_carried_out_is_refused(data: str) -> None:
    with pytest.raises(K8sdslError):
        run(INPUT % data)


@pytest.mark.parametrize("text", ["", "[]", SETTINGS, f"{SETTINGS}---\n{SETTINGS}", "kind: ResourceList\nitems: {}"])
def test_input_that_is_not_a_resource_list_is_refused(text: str) -> None:
    with pytest.raises(K8sdslError):
        run_function(text.encode(), DEFAULT)


def test_the_command_of_the_documented_plugin_of_argo_cd_builds_a_directory(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "kustomize.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(apiVersion: argoproj.io/v1alpha1.*?)```", page, re.DOTALL)
    plugin = yaml.safe_load(text)["spec"]
    write(tmp_path, {"app/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-", "app/a.yaml": SETTINGS})
    program = tmp_path / "bin" / "k8sdsl"
    write(tmp_path, {"bin/k8sdsl": f'#!/bin/sh\nexec {sys.executable} -m k8sdsl "$@"\n'})
    program.chmod(0o755)
    variables = {"ARGOCD_APP_NAME": "app", "ARGOCD_APP_SOURCE_PATH": "app", "KUBE_VERSION": "1.34"}
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    root = str(Path(__file__).parents[2])

    def ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        environment = {**variables, "PATH": path, "PYTHONPATH": root}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    found = ran(plugin["discover"]["find"]["command"], tmp_path / "app")
    assert found.stdout == "kustomization.yaml\n"
    assert ran(plugin["discover"]["find"]["command"], tmp_path / "bin").stdout == ""
    done = ran(plugin["generate"]["command"], tmp_path / "app")
    assert yaml.safe_load(done.stdout)["metadata"]["name"] == "p-settings"
    write(tmp_path, {"app/kustomization.yaml": "resources: [gone.yaml]"})
    failed = ran(plugin["generate"]["command"], tmp_path / "app")
    assert (failed.returncode, failed.stdout) == (2, "")
