"""Odd input of every kind ends with a message and status 0, 1 or 2, never with a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli import run as run_here
from tests.cli.running import COMMAND, CONFIG, environment, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
RBAC = "apiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: a}\n"
ODD = {
    "a kind that is a list": "apiVersion: v1\nkind: [a]\nmetadata: {name: a}\n",
    "a version that is a map": "apiVersion: {a: b}\nkind: ConfigMap\nmetadata: {name: a}\n",
    "a name that is a list": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [a], namespace: {b: c}}\n",
    "metadata that is text": "apiVersion: v1\nkind: ConfigMap\nmetadata: text\n",
    "rules that are a number": RBAC + "kind: Role\nrules: 5\n",
    "a rule of odd parts": RBAC + "kind: ClusterRole\nrules: [{verbs: 5, resources: {a: b}, apiGroups: [[a]]}, 7]\n",
    "subjects that are text": RBAC + "kind: RoleBinding\nsubjects: text\nroleRef: [a]\n",
    "subjects of odd parts": RBAC
    + "kind: RoleBinding\nsubjects: [5, {kind: [a], name: {b: c}}]\nroleRef: {kind: [a]}\n",
    "volumes that are a map": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
    "spec: {replicas: many, template: {spec: {volumes: {a: b}, containers: 7}}}\n",
    "volumes of odd parts": "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\n"
    "spec: {replicas: true, persistentVolumeClaimRetentionPolicy: 5, template: {spec: {volumes: [5, {name: [a]}]}}}\n",
    "a port of a policy that is a map": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
        "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: "
        "[{name: c, image: 'x:1', ports: [{containerPort: 8080, name: http}]}]}}}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {selector: {a: b}, ports: [{port: 80, targetPort: http}]}\n---\n"
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {rules: [{http: {paths: "
        "[{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}\n---\n"
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n"
        "spec: {podSelector: {}, ingress: [{ports: [{port: {a: b}}, {port: [a]}]}]}\n"
    ),
    "annotations that are a list": HEAD.replace("{name: a}", "{name: a, annotations: [a], labels: 5}"),
    "data that is a list": HEAD + "data: [a]\n",
    "a secret of odd parts": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: [5]\nstringData: 7\n",
    "numbers at the edge": HEAD + f"data: {{a: {10**400}, b: 1e400, c: .nan, d: -.inf}}\n",
    "a list of anything": "apiVersion: v1\nkind: List\nitems: [5, {}, [a], null]\n",
    "no object at all": "- a\n- b\n",
    "nothing": "",
    "deep": HEAD + "data: " + "[" * 500 + "]" * 500 + "\n",
    "a definition of odd parts": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
    "metadata: {name: a.b}\nspec: {names: 5, versions: {a: b}, group: [a]}\n",
}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Runs a command in the folder of the test, in this process, and looks at how it ends."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> None:
        status = 2
        with suppress(SystemExit):
            status = run_here(list(words))
        told = capsys.readouterr().err
        assert status in {0, 1, 2}, told
        assert "Traceback" not in told, told

    return call


def ends_well(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode in {0, 1, 2}, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.parametrize("case", ODD)
def test_odd_objects(case: str, tmp_path: Path, command: Callable[..., None]) -> None:
    base = 'from k8sdsl import Overlay\noverlay = Overlay(base="../a.yaml", namespace="x")\n'
    project(tmp_path, {"a.yaml": ODD[case], "b.yaml": HEAD, "overlays/prod.py": base})
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\nnamePrefix: x-\n")
    for line in ("check -f a.yaml", "diff a.yaml b.yaml", "diff b.yaml a.yaml --format markdown", "diff a.yaml a.yaml"):
        command(*line.split())
    for line in ("build .", "build prod", "check prod --format json", "gitops", "check -f a.yaml --crds a.yaml"):
        command(*line.split())
    for line in (
        "graph -f a.yaml --view all",
        "trace . http://a.example.com/",
        "upgrade --to 1.37 -f a.yaml",
        "blame .",
    ):
        command(*line.split())


@pytest.mark.parametrize(
    "words",
    [
        ("build", "x" * 300),
        ("check", "x" * 300),
        ("check", "-f", "x" * 300),
        ("diff", "x" * 300, "y" * 300),
        ("diff", "x" * 70_000),
        ("build", "a/../b"),
        ("check", "-f", "prod\udce9"),
        ("explain", "x" * 3000),
        ("explain", "."),
        ("explain", ""),
        ("explain", "Deployment..spec"),
        ("explain", "/"),
        ("gitops", "--into", "x" * 300),
        ("gitops", "--layout", "{name}" * 100 + ".yaml"),
        ("gitops", "--shard", "1/99999999999"),
        ("gitops", "--merge", "x" * 300),
        ("gitops", "--branch", "x" * 300),
        ("import", "kustomize", "x" * 300),
        ("build", "prod", "-o", "x" * 300),
        ("check", "--format", "json=" + "x" * 300),
        ("check", "--format", "json=."),
        ("build", "prod", "-o", "."),
    ],
    ids=lambda words: f"{words[0]} {words[1][:9]}",
)
def test_odd_arguments(words: tuple[str, ...], tmp_path: Path, command: Callable[..., None]) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    command(*words)


@pytest.mark.parametrize(
    "text", ["tool = 5", "tool.k8sdsl = [1]", "[tool.k8sdsl]\nsuppress = {a = 1}", "\xff", "[", "x" * 9]
)
def test_odd_settings(text: str, tmp_path: Path, command: Callable[..., None]) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    for line in ("build prod", "check", "gitops"):
        command(*line.split())


@pytest.mark.parametrize(
    "line", ["build prod", "check", "check -f .", "diff a b", "gitops", "explain svc", "--version"]
)
def test_a_deleted_working_directory(line: str, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    script = f'cd gone && rmdir ../gone && "{sys.executable}" -m k8sdsl {line}'
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    ends_well(done)


@pytest.mark.parametrize("line", ["check -f -", "diff - a.yaml", "diff a.yaml -", "import crd - --to x"])
def test_closed_and_broken_standard_input(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    for redirection in ("<&-", "< .", "< /dev/null"):
        done = subprocess.run(
            ["sh", "-c", f"{' '.join(COMMAND)} {line} {redirection}"],
            cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        ends_well(done)


@pytest.mark.parametrize(
    "name", ["dev/.k8sdsl-index", ".k8sdsl-journal", ".k8sdsl-staging", "dev", "dev/dev_configmap_web.yaml"]
)
@pytest.mark.parametrize("what", ["folder", "pipe", "garbage", "link"])
def test_odd_things_in_the_place_of_our_files(
    name: str, what: str, tmp_path: Path, command: Callable[..., None]
) -> None:
    project(tmp_path, {"overlays/dev.py": CONFIG})
    command("gitops", "--layout", "{name}.yaml")
    place = tmp_path / "rendered" / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    if what == "folder":
        (place / "deep").mkdir(parents=True)
    elif what == "pipe":
        os.mkfifo(place)
    elif what == "link":
        place.symlink_to("/dev/zero")
    else:
        place.write_bytes(b"\xff{" + b"[" * 2000)
    lines = ["gitops --check", "gitops --layout {name}.yaml", "gitops --force"]
    if (name, what) != ("dev", "pipe"):  # for which a reader waits
        lines.append("diff rendered/dev dev")
    for line in lines:
        command(*line.split())
