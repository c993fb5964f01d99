"""`check --fix` writes the one right answer where the value was written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import k8sdsl
from k8sdsl.cli import run
from k8sdsl.emitters.yaml import emit
from k8sdsl.policies.names import builtin_policies
from k8sdsl.testing.policies import example_objects

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.policies import Policy

FIXED = [policy for policy in builtin_policies().values() if policy.fix is not None]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  # one container
  containers:
    - name: a
      image: a:1 # pinned
"""
OVERLAY = """
from k8sdsl import Overlay, Stack, k8s

privileged = True
web = k8s.Pod("web", spec=k8s.PodSpec(host_network=True, containers=[
    k8s.Container("a", image="a:1", security_context=k8s.SecurityContext(privileged=True)),
    k8s.Container("b", image="a:1", security_context=k8s.SecurityContext(privileged=privileged)),
]))
overlay = Overlay(base=[Stack("web", [web, "pod.yaml"])])
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("policy", FIXED, ids=lambda policy: policy.rule.id)
def test_a_fix_ends_the_violation_of_the_bad_example(policy: Policy, folder: Path) -> None:
    objects = [tree for tree in example_objects(policy, dict(policy.rule.bad)) if tree["apiVersion"]]
    (folder / "a.yaml").write_text(emit(objects))
    run(["check", "-f", "a.yaml", "--policy", policy.rule.id, "--fix", "--yes"])
    from k8sdsl.project.manifests import read_manifests

    fixed = [manifest.tree for manifest in read_manifests(folder / "a.yaml")]
    assert fixed != objects
    assert [f for f in k8sdsl.check(fixed, policies=[policy.rule.id]) if f.rule == policy.rule.id] == []


def test_comments_stay_and_the_difference_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pod.yaml").write_text(POD)
    words = ["--policy", "images/pull-policy", "--policy", "security/read-only-root"]
    run(["check", "-f", "pod.yaml", *words, "--fix", "--yes"])
    added = "      imagePullPolicy: Always\n      securityContext:\n        readOnlyRootFilesystem: true\n"
    assert (folder / "pod.yaml").read_text() == POD + added
    assert "+      imagePullPolicy: Always" in capsys.readouterr().err


def test_nothing_changes_without_a_terminal_to_ask(folder: Path) -> None:
    (folder / "pod.yaml").write_text(POD)
    assert run(["check", "-f", "pod.yaml", "--policy", "images/pull-policy", "--fix"]) == 2
    assert (folder / "pod.yaml").read_text() == POD


def test_literals_of_an_overlay_and_its_yaml_are_fixed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "dev.py").write_text(OVERLAY)
    (folder / "overlays" / "pod.yaml").write_text(POD)
    words = ["--policy", "host/network", "--policy", "security/privileged", "--policy", "images/pull-policy"]
    run(["check", "dev", *words, "--fix", "--yes"])
    text = (folder / "overlays" / "dev.py").read_text()
    wanted = OVERLAY.replace("host_network=True", "host_network=None")
    assert text == wanted.replace("privileged=True)", "privileged=False)")
    assert "imagePullPolicy: Always" in (folder / "overlays" / "pod.yaml").read_text()
    assert "not fixed: security/privileged of Pod/web" in capsys.readouterr().err


def test_a_value_that_a_patch_sets_is_not_changed_in_the_base(folder: Path) -> None:
    shutil.rmtree(folder / "overlays", ignore_errors=True)
    (folder / "overlays").mkdir()
    patch = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"hostNetwork": True}}'
    text = f'from k8sdsl import Overlay\nflag = True\noverlay = Overlay(base="pod.yaml", patches=[{patch}])\n'
    (folder / "overlays" / "dev.py").write_text(text.replace("True}}", "flag}}"))
    (folder / "overlays" / "pod.yaml").write_text(POD)
    run(["check", "dev", "--policy", "host/network", "--fix", "--yes"])
    assert (folder / "overlays" / "pod.yaml").read_text() == POD


def test_files_outside_of_the_project_are_not_changed(folder: Path) -> None:
    project = folder / "project"
    (project / "overlays").mkdir(parents=True)
    (project / "pyproject.toml").write_text("")
    (folder / "pod.yaml").write_text(POD)
    (project / "overlays" / "dev.py").write_text(
        'from k8sdsl import Overlay\noverlay = Overlay(base="../../pod.yaml")\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        run(["check", "dev", "--policy", "images/pull-policy", "--fix", "--yes"])
    assert (folder / "pod.yaml").read_text() == POD
