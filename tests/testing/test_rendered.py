"""One overlay as a test sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl import k8s
from k8sdsl.errors import CheckError
from k8sdsl.testing import render
from tests.cli.running import CONFIG, CONFIG_YAML, WRONG, project
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

POD = HEAD + (
    'overlay = Overlay(namespace="shop", base=k8s.Pod("web", spec=k8s.PodSpec(containers=['
    'k8s.Container("web", image="nginx:latest", resources=k8s.ResourceRequirements(requests={"cpu": "8"}))])))\n'
)
SECRET = (
    HEAD
    + "from k8sdsl.gitops import from_environment\n"
    + 'overlay = Overlay(base=k8s.Secret("db", string_data={"password": from_environment("NOT_SET_ANYWHERE")}))\n'
)
NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: small}\nstatus: {allocatable: {cpu: '2', pods: '10'}}\n"


def test_the_text_is_what_build_writes(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    assert render("prod", tmp_path).text == CONFIG_YAML


def test_text_that_would_not_be_written_is_an_error_and_objects_are_there(tmp_path: Path) -> None:
    rendered = render("prod", project(tmp_path, {"overlays/prod.py": WRONG}))
    with pytest.raises(CheckError):
        _ = rendered.text
    assert rendered.objects.names() == ["ConfigMap/A_B"]
    assert [finding.path for finding in rendered.findings] == ["metadata.name", "data[level]"]


def test_a_secret_that_is_not_set_has_a_placeholder(tmp_path: Path) -> None:
    rendered = render("prod", project(tmp_path, {"overlays/prod.py": SECRET}))
    assert rendered.objects.one(k8s.Secret, "db").string_data == {"password": "placeholder-for-NOT_SET_ANYWHERE"}
    assert rendered.findings == []


def test_policies_are_evaluated_by_name(tmp_path: Path) -> None:
    rendered = render("prod", project(tmp_path, {"overlays/prod.py": POD}))
    assert [finding.rule for finding in rendered.findings_of("kube-linter:latest-tag")] == ["images/tag"]


def test_a_cluster_refuses_what_it_cannot_run(tmp_path: Path) -> None:
    rendered = render("prod", project(tmp_path, {"overlays/prod.py": POD, "clusters/small.yaml": NODE}))
    assert rendered.findings_in("clusters/small.yaml") != []
    assert rendered.findings_in([]) == []


def test_a_project_of_another_version_is_built_for_that_version(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG, "pyproject.toml": '[tool.k8sdsl]\nkube-version = "1.30"\n'})
    assert render("prod", tmp_path).kube_version == "1.30"


def test_text_objects_and_findings_come_from_one_build(tmp_path: Path) -> None:
    log = tmp_path / "builds"
    counting = f"{POD}from pathlib import Path\nwith Path({str(log)!r}).open('a') as log:\n    log.write('one ')\n"
    rendered = render("prod", project(tmp_path, {"overlays/prod.py": counting}))
    assert rendered.text.startswith("apiVersion: v1")
    assert (rendered.objects.names(), rendered.findings) == (["Pod/web in shop"], [])
    assert log.read_text(encoding="utf-8") == "one "
