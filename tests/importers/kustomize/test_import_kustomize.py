"""Kustomizations become Python that builds to the same."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.importers.kustomize import Imported, import_kustomization
from k8sdsl.importers.proof import compared, differences
from k8sdsl.pipeline import build_manifests
from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.literals import CallExpression, rendered
from k8sdsl.python_source.modules import Imports
from tests.corpora import lines_of
from tests.kustomize.trees import SETTINGS, WEB, write

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
TREE = {
    f"base/{K}": "resources: [web.yaml, settings.yaml]",
    "base/web.yaml": WEB.replace("spec:\n  template", "spec:\n  selector: {matchLabels: {app: web}}\n  template", 1),
    "base/settings.yaml": SETTINGS,
    f"prod/{K}": """\
resources: [../base]
components: [../monitoring]
namespace: prod
namePrefix: prod-
labels: [{pairs: {env: prod}, includeSelectors: true}]
images: [{name: nginx, newTag: "2"}, {name: redis, newTag: "7"}]
replicas: [{name: web, count: 3}]
configMapGenerator: [{name: extra, literals: [a=b]}]
patches:
- path: memory.yaml
- target: {kind: ConfigMap, name: settings}
  patch: '[{op: add, path: /data/c, value: d}]'
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.a}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.a], options: {create: true}}]
""",
    "prod/memory.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n",
    f"monitoring/{K}": "kind: Component\ncommonAnnotations: {scrape: 'true'}",
}


def imported(tmp_path: Path, files: dict[str, str], target: str) -> tuple[Imported, list[str]]:
    """What is made of a tree, written out, and how the two builds differ."""
    source, project = write(tmp_path / "source", files), tmp_path / "project"
    made = import_kustomization(source / target, project=project)
    write(project, made.files)
    return made, different(source / target, project / "overlays" / f"{made.overlay}.py")


def different(directory: Path, overlay: Path, load_restrictor: str = "root") -> list[str]:
    expected = build_manifests(directory, check=False, load_restrictor=load_restrictor).manifests
    return differences([manifest.tree for manifest in expected], overlay)


def test_a_base_becomes_a_stack_and_an_overlay_an_overlay(tmp_path: Path) -> None:
    made, different = imported(tmp_path, TREE, "prod")
    assert different == []
    assert sorted(made.files) == ["overlays/monitoring.py", "overlays/prod.py", "stacks/base.py"]
    assert "k8s.Deployment(" in made.files["stacks/base.py"]
    assert "def base() -> Stack:" in made.files["stacks/base.py"]
    assert "base=[base()]" in made.files["overlays/prod.py"]
    assert "components=[monitoring_component]" in made.files["overlays/prod.py"]
    assert made.notes == ()


def test_an_entry_that_matches_nothing_allows_that(tmp_path: Path) -> None:
    made, _ = imported(tmp_path, TREE, "prod")
    text = made.files["overlays/prod.py"]
    assert 'Image("nginx", new_tag="2"),' in text
    assert 'Image("redis", new_tag="7", allow_no_match=True),' in text
    assert text.count("allow_no_match") == 1


def test_a_field_without_a_counterpart_keeps_the_directory(tmp_path: Path) -> None:
    files = {K: "resources: [a.yaml]\nnamePrefix: p-\nbuildMetadata: [originAnnotations]", "a.yaml": SETTINGS}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert list(made.files) == ["overlays/source.py"]
    assert [note.partition(": ")[2] for note in made.notes] == ["`buildMetadata` has no counterpart in Python"]


def test_variables_stay_variables(tmp_path: Path) -> None:
    variables = "vars: [{name: V, objref: {kind: ConfigMap, name: settings, apiVersion: v1}}]"
    web = WEB.replace("image: nginx:1", "args: [$(V)]")
    files = {K: f"resources: [a.yaml, b.yaml]\nnamePrefix: p-\n{variables}", "a.yaml": SETTINGS, "b.yaml": web}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert 'vars=[Variable("V", ' in made.files["overlays/source.py"]


@pytest.mark.parametrize("name", ["k8s", "1st", "class", "a-b.c", "overlay", "Über"])
def test_any_directory_can_be_a_module(tmp_path: Path, name: str) -> None:
    files = {f"{name}/{K}": "resources: [a.yaml]\nnamePrefix: p-", f"{name}/a.yaml": SETTINGS}
    _, different = imported(tmp_path, files, name)
    assert different == []


def test_a_kustomization_that_cannot_be_built_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(K8sdslError):
        imported(tmp_path, {K: "resources: [gone.yaml]"}, ".")


def test_objects_that_no_constructor_says_exactly_stay_maps(tmp_path: Path) -> None:
    odd = "apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec: {prots: []}\n"
    made, different = imported(tmp_path, {K: "resources: [a.yaml]\nnamePrefix: p-", "a.yaml": odd}, ".")
    assert different == []
    assert '"prots": []' in made.files["stacks/source.py"]
    assert len(made.notes) == 1


def test_differences_are_named() -> None:
    one = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}}
    other = {**one, "data": {"x": "2"}}
    assert compared([one], [one]) == []
    assert compared([one], [other]) == ["v1 ConfigMap/a differs at data.x: '1' became '2'"]
    assert compared([one], []) == ["v1 ConfigMap/a is missing"]
    assert compared([], [one]) == ["v1 ConfigMap/a is new"]


def test_a_custom_resource_is_typed_as_such() -> None:
    tree = {"apiVersion": "example.com/v1", "kind": "Foo", "metadata": {"name": "x"}, "spec": {"a": [1]}}
    call = Constructors(Imports()).of(tree)
    assert call is not None
    assert rendered(call) == 'CustomResource("x", api_version="example.com/v1", kind="Foo", spec={"a": [1]})'


def test_long_expressions_have_a_line_for_each_part() -> None:
    text = rendered(CallExpression("f", [("", "x" * 60), ("data", {"key": "a\nb\n", "other": ["y" * 30]})]))
    assert text.splitlines() == [
        "f(",
        f'    "{"x" * 60}",',
        f'    data={{"key": "a\\nb\\n", "other": ["{"y" * 30}"]}},',
        ")",
    ]


def test_kustomizes_own_cases_come_back(tmp_path: Path) -> None:
    cases = [case for case in lines_of("kustomize", "cases.jsonl") if case["expect"] == "output"]
    wrong = [case["id"] for number, case in enumerate(cases) if not _comes_back(case, tmp_path / str(number))]
    assert len(wrong) <= 0.05 * len(cases), wrong


def _comes_back(case: dict[str, Any], folder: Path) -> bool:
    contents = {name: text.encode() for name, text in case["files"].items()}
    contents |= {name: base64.b64decode(text) for name, text in (case.get("files_base64") or {}).items()}
    for name, content in contents.items():
        file = folder / "source" / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    target = folder / "source" / case["target"].lstrip("/")
    restrictor = "none" if case.get("args") else "root"
    try:
        made = import_kustomization(target, project=folder / "project", load_restrictor=restrictor)
        write(folder / "project", made.files)
        overlay = folder / "project" / "overlays" / f"{made.overlay}.py"
        return not different(target, overlay, load_restrictor=restrictor)
    except K8sdslError:
        return False
