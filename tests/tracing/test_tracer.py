"""A finding points at the declaration that set the field: the overlay's field, the patch, or the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl import Overlay, k8s, patch
from k8sdsl.locations.source import Source
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.tracing.tracer import Tracer, named
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from pathlib import Path

STACK = """from k8sdsl import Stack, k8s


def web() -> Stack:
    app = {"app": "web"}
    pod = k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=[k8s.Container("web", image="nginx:1.21")]))
    selector = k8s.LabelSelector(match_labels=app)
    deployment = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=selector, template=pod))
    return Stack("web", [deployment])
"""
TREE = "tree = {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'web'}}\n"
IMPORT = HEAD + "from k8sdsl import JsonPatch, Labels, Target\nfrom stacks.web import web\n"


@pytest.mark.parametrize(
    "overlay",
    [
        "overlay = Overlay(base=web(), namespace=«'Bad_Name'»)\n",
        "overlay = Overlay(base=web(), labels=«{'env': 'not ok'}»)\n",
        "overlay = Overlay(base=web(), name_suffix=«'_x'»)\n",
        "overlay = Overlay(base=web(), replicas={'web': «-1»})\n",
        TREE
        + "overlay = Overlay(base=web(), patches=[{**tree, 'spec': {'paused': True}}, "
        + "{**tree, 'spec': {'replicas': «-1»}}])\n",
        (
            "overlay = Overlay(\n    base=web(),\n    patches=[\n        {'apiVersion': 'apps/v1', "
            "'kind': 'Deployment', 'metadata': {'name': 'web'}, 'spec': {'replicas': «-1»}},\n    ],\n)\n"
        ),
        (
            "operations = [{'op': 'add', 'path': '/spec/replicas', 'value': -1}]\n"
            "overlay = Overlay(base=web(), patches=[JsonPatch(«operations», target=Target(kind='Deployment'))])\n"
        ),
        (
            "@patch(k8s.Deployment, 'web')\ndef fewer(web: k8s.Deployment) -> None:\n    «web.spec.replicas = -1»\n\n\n"
            "overlay = Overlay(base=web(), patches=[fewer])\n"
        ),
        "inner = Overlay(base=web(), replicas={'web': «-1»})\noverlay = Overlay(base=inner, namespace='fine')\n",
    ],
)
def test_it_points_at_what_was_declared(overlay: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    project = write_project(tmp_path, {"stacks/web.py": STACK, "overlays/prod.py": IMPORT + overlay})
    assert project.found() == project.places


def test_it_points_into_the_file_of_a_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  «replicas: -1»\n"
    overlay = "overlay = Overlay(base=web(), patches=['fewer.yaml'])\n"
    files = {"stacks/web.py": STACK, "overlays/prod.py": IMPORT + overlay, "overlays/fewer.yaml": patch}
    project = write_project(tmp_path, files)
    assert project.found() == project.places


def test_a_check_traces_the_findings_of_all_its_parts_in_one_build_more() -> None:
    applied: list[str] = []
    labels = {"app": "web"}
    container = k8s.Container("web", image="nginx:latest")
    template = k8s.PodTemplateSpec(labels=labels, spec=k8s.PodSpec(containers=[container]))
    spec = k8s.DeploymentSpec(selector=k8s.LabelSelector(match_labels=labels), template=template)

    @patch(k8s.Deployment, "web")
    def broken(web: k8s.Deployment) -> None:
        applied.append("once")
        web.spec.replicas = -1

    overlay = Overlay(base=[k8s.Deployment("web", spec=spec)], patches=[broken])
    found = k8sdsl.check(overlay, policies=["kube-linter:latest-tag"])
    assert {finding.rule for finding in found if finding.source is not None} >= {"apps/not-negative", "images/tag"}
    assert len(applied) == 2


def test_what_no_overlay_touched_points_at_the_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stack = STACK.replace('k8s.Container("web"', 'k8s.Container(«"Web"»')
    overlay = "overlay = Overlay(base=web(), namespace='fine', images={'nginx': '1.22'})\n"
    project = write_project(tmp_path, {"stacks/web.py": stack, "overlays/prod.py": IMPORT + overlay})
    assert project.found() == project.places


def own_key(number: int) -> Manifest:
    return Manifest({"kind": "ConfigMap", "metadata": {"name": f"c{number}"}, "data": {f"key-{number}": "x"}})


def test_objects_are_looked_at_for_their_own_fields_and_only_after_they_change() -> None:
    manifests = ManifestSet(own_key(number) for number in range(50))
    tracer = Tracer([("data", f"key-{number}") for number in range(50)])
    tracer.look(manifests)
    assert tracer.visits == 50
    manifests[3].tree["data"]["key-3"] = "y"
    tracer.look(manifests, lambda *_: Source("patch.yaml", 1))
    assert tracer.visits == 51
    found = [tracer.setters(manifest, ("data", f"key-{number}")) for number, manifest in enumerate(manifests)]
    assert [number for number, sources in enumerate(found) if sources] == [3]


def test_a_field_that_is_removed_and_set_again_was_set_by_both_steps() -> None:
    manifest = own_key(1)
    manifests, tracer, path = ManifestSet([manifest]), Tracer([("data", "key-1")]), ("data", "key-1")
    tracer.look(manifests)
    for line, data in enumerate(({}, {"key-1": "x"}, {"key-1": "x", "other": "y"}), start=1):
        manifest.tree["data"] = data
        tracer.look(manifests, lambda *_, line=line: Source("patch.yaml", line))
    assert [source.line for source in tracer.setters(manifest, path)] == [2, 1]


def test_the_names_in_a_list_are_read_once_for_all_paths_through_it() -> None:
    def work(count: int) -> int:
        tree = {"containers": [{"name": f"c{number}", "image": "x"} for number in range(count)]}
        paths = [("containers", number, "image") for number in range(count)]
        known: dict[int, Any] = {}
        assert [path[1] for path in [named(tree, path, known) for path in paths]] == [f"c{n}" for n in range(count)]
        return len(known)

    assert work(50) == work(100) == 1
