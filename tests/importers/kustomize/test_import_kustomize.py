"""Kustomizations become Python that builds to the same."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.importers.kustomize import Imported, import_kustomizations
from k8sdsl.importers.proof import compared
from k8sdsl.importers.proof import differences as from_expected
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.names import overlay_names
from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.literals import CallExpression, rendered
from k8sdsl.python_source.modules import Imports
from tests.corpora import lines_of
from tests.kustomize.trees import SETTINGS, WEB, write

if TYPE_CHECKING:
    from collections.abc import Mapping
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
  patch: '- {op: add, path: /data/c, value: d}'
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.a}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.a], options: {create: true}}]
""",
    "prod/memory.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {paused: true}\n",
    f"monitoring/{K}": "kind: Component\ncommonAnnotations: {scrape: 'true'}",
}


def differences(directory: Path, overlay: Path, *, load_restrictor: str = "root") -> list[str]:
    """How the build of an overlay differs from that of a directory."""
    expected = build_manifests(directory, check=False, load_restrictor=load_restrictor).manifests
    return from_expected([manifest.tree for manifest in expected], overlay)


def text(made: Imported, name: str) -> str:
    """The text of a module."""
    content = made.files[name]
    assert isinstance(content, str)
    return content


def imported(tmp_path: Path, files: Mapping[str, str | bytes], target: str) -> tuple[Imported, list[str]]:
    """What is made of a tree, written out, and how the two builds differ."""
    source, project = write(tmp_path / "source", files), tmp_path / "project"
    made = import_kustomizations([source / target], project=project)
    write(project, made.files)
    return made, differences(source / target, project / "overlays" / f"{made.overlays[0]}.py")


def test_a_base_becomes_a_stack_and_an_overlay_an_overlay(tmp_path: Path) -> None:
    made, different = imported(tmp_path, TREE, "prod")
    assert different == []
    assert sorted(made.files) == ["components/monitoring.py", "overlays/prod.py", "stacks/base.py"]
    assert "k8s.Deployment(" in text(made, "stacks/base.py")
    assert "def base() -> Stack:" in text(made, "stacks/base.py")
    assert "base=[base()]" in text(made, "overlays/prod.py")
    assert "components=[monitoring_component]" in text(made, "overlays/prod.py")
    assert made.notes == ()


def test_an_entry_that_matches_nothing_allows_that(tmp_path: Path) -> None:
    made, _ = imported(tmp_path, TREE, "prod")
    prod = text(made, "overlays/prod.py")
    assert 'Image("redis", new_tag="7", allow_no_match=True)' in prod
    assert prod.count("allow_no_match") == 1


def test_a_field_without_a_counterpart_keeps_the_directory(tmp_path: Path) -> None:
    files = {K: "resources: [a.yaml]\nnamePrefix: p-\nbuildMetadata: [originAnnotations]", "a.yaml": SETTINGS}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert list(made.files) == ["overlays/source.py"]
    assert [note.partition(": ")[2] for note in made.notes] == ["`buildMetadata` has no counterpart in Python"]


def test_the_hash_of_names_can_be_a_transformer(tmp_path: Path) -> None:
    plugin = "apiVersion: builtin\nkind: HashTransformer\nmetadata: {name: h}\n"
    kustomization = "resources: [web.yaml]\ntransformers: [hash.yaml]\n"
    files = {"kustomization.yaml": kustomization, "web.yaml": WEB, "hash.yaml": plugin}
    made, different = imported(tmp_path, {f"k/{name}": text for name, text in files.items()}, "k")
    assert different == []
    assert "HashSuffix()" in text(made, "overlays/k.py")


def test_variables_stay_variables(tmp_path: Path) -> None:
    variables = "vars: [{name: V, objref: {kind: ConfigMap, name: settings, apiVersion: v1}}]"
    web = WEB.replace("image: nginx:1", "args: [$(V)]")
    files = {K: f"resources: [a.yaml, b.yaml]\nnamePrefix: p-\n{variables}", "a.yaml": SETTINGS, "b.yaml": web}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert 'vars=[Variable("V", ' in text(made, "overlays/source.py")


@pytest.mark.parametrize("name", ["k8s", "1st", "class", "a-b.c", "overlay", "Über"])
def test_any_directory_can_be_a_module(tmp_path: Path, name: str) -> None:
    files = {f"{name}/{K}": "resources: [a.yaml]\nnamePrefix: p-", f"{name}/a.yaml": SETTINGS}
    _, different = imported(tmp_path, files, name)
    assert different == []


def test_a_kustomization_that_cannot_be_built_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(K8sdslError):
        imported(tmp_path, {K: "resources: [gone.yaml]"}, ".")


def test_objects_that_no_constructor_creates_exactly_stay_yaml(tmp_path: Path) -> None:
    odd = "apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec: {prots: []}\n"
    made, different = imported(tmp_path, {K: "resources: [a.yaml]\nnamePrefix: p-", "a.yaml": odd}, ".")
    assert different == []
    assert '"../manifests/source/service-odd.yaml"' in text(made, "stacks/source.py")
    assert len(made.notes) == 1


def test_generators_keep_their_files(tmp_path: Path) -> None:
    generators = """\
configMapGenerator:
- {name: a, files: [conf/a.txt, logo.bin], envs: [a.env], literals: [k=v]}
- {name: b, files: [other=../shared/a.txt], behavior: create}
generatorOptions: {labels: {made: by-generator}, disableNameSuffixHash: true}
"""
    files: dict[str, str | bytes] = {
        f"base/{K}": generators,
        "base/conf/a.txt": "one\r\ntwo\n",
        "base/logo.bin": b"\xff\x00\x01",
        "base/a.env": "E=f\n",
        "shared/a.txt": "shared\n",
    }
    source = write(tmp_path / "source", files) / "base"
    made = import_kustomizations([source], project=tmp_path / "project", load_restrictor="none")
    project = write(tmp_path / "project", made.files)
    assert differences(source, project / "overlays" / "base.py", load_restrictor="none") == []
    overlay = text(made, "overlays/base.py")
    assert '"../files/base/conf/a.txt", "../files/base/logo.bin"' in overlay
    assert 'envs=["../files/base/a.env"]' in overlay
    assert 'files={"other": "../files/base/shared/a.txt"}' in overlay
    assert "shared\\n" not in overlay
    assert (project / "files/base/conf/a.txt").read_bytes() == b"one\r\ntwo\n"


def test_generators_that_are_plugins_keep_their_files(tmp_path: Path) -> None:
    plugin = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nfiles: [a.txt]\nenv: a.env\n"
    files = {K: "generators: [plugin.yaml]", "plugin.yaml": plugin, "a.txt": "x\n", "a.env": "E=f\n"}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert '"files": ["a.txt=../files/source/a.txt"]' in text(made, "overlays/source.py")


def test_values_of_generated_secrets_stay_out_of_python(tmp_path: Path) -> None:
    generator = "secretGenerator: [{name: s, literals: [password=hunter2, empty=], envs: [s.env], files: [key.pem]}]"
    files = {K: generator, "s.env": "TOKEN=hunter2\n", "key.pem": "hunter2\n"}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert {name for name, content in made.files.items() if "hunter2" in str(content)} == {
        "secrets/source/key.pem",
        "secrets/source/s-1",
        "secrets/source/s.env",
    }
    assert made.files["secrets/.gitignore"] == "*\n"


def test_definitions_and_large_manifests_stay_yaml(tmp_path: Path) -> None:
    definition = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.example.com}
spec: {group: example.com, names: {kind: Foo, plural: foos}, scope: Namespaced, versions: []}
"""
    board = SETTINGS.replace("settings", "board") + "\n".join(f"  key{n}: value" for n in range(400))
    board = board.replace("data: {a: b}", "data:\n  a: b")
    files = {K: "resources: [all.yaml, board.yaml]", "all.yaml": f"{definition}---\n{SETTINGS}", "board.yaml": board}
    made, different = imported(tmp_path, files, ".")
    assert different == []
    assert sorted(name for name in made.files if name.endswith(".yaml")) == [
        "manifests/source/configmap-board.yaml",
        "manifests/source/customresourcedefinition-foos.example.com.yaml",
    ]
    stack = text(made, "stacks/source.py")
    assert '"../manifests/source/customresourcedefinition-foos.example.com.yaml"' in stack
    assert 'k8s.ConfigMap("settings"' in stack
    assert "key17" not in stack


def test_schemas_are_copied(tmp_path: Path) -> None:
    kind = '{"group": "e.com", "version": "v1", "kind": "Foo"}'
    openapi = f'{{"definitions": {{"v1.Foo": {{"x-kubernetes-group-version-kind": [{kind}]}}}}}}'
    files = {K: "resources: [a.yaml]\ncrds: [crd.json]\nopenapi: {path: schema.json}", "a.yaml": SETTINGS}
    made, different = imported(tmp_path, {**files, "crd.json": "{}", "schema.json": openapi}, ".")
    assert different == []
    assert 'crds=["../files/source/crd.json"]' in text(made, "overlays/source.py")
    assert 'openapi="../files/source/schema.json"' in text(made, "overlays/source.py")


def test_overlays_of_one_base_are_imported_together(tmp_path: Path) -> None:
    overlay = "resources: [../base]\ncomponents: [../monitoring]\nnamePrefix: {}-"
    files = {
        f"base/{K}": "resources: [a.yaml]\nnamespace: shared",
        "base/a.yaml": SETTINGS,
        f"monitoring/{K}": TREE[f"monitoring/{K}"],
        f"dev/{K}": overlay.format("dev"),
        f"prod/{K}": overlay.format("prod"),
    }
    source = write(tmp_path / "source", files)
    made = import_kustomizations([source / "dev", source / "prod"], project=tmp_path / "project")
    project = write(tmp_path / "project", made.files)
    assert made.overlays == ("dev", "prod")
    assert sorted(made.files) == [
        "bases/base.py",
        "components/monitoring.py",
        "overlays/dev.py",
        "overlays/prod.py",
        "stacks/base.py",
    ]
    assert overlay_names(project) == ["dev", "prod"]
    assert [differences(source / name, project / "overlays" / f"{name}.py") for name in made.overlays] == [[], []]


LONG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations:
    note: %s
data:
  script: |
    echo 'one' "two"
    %s
  quotes: it's "quoted" and it's long enough that it needs a line of its own, with a backslash \\ in it
"""


@pytest.mark.parametrize("width", ["88", "100", "120"])
def test_modules_are_laid_out_as_a_formatter_does(tmp_path: Path, width: str) -> None:
    long = LONG % ("word " * 60, "x" * 300)
    files = {K: "resources: [a.yaml]\npatches: [{path: b.yaml}]", "a.yaml": SETTINGS, "b.yaml": long}
    made, different = imported(tmp_path, {**files, "a.yaml": long}, ".")
    assert different == []
    modules = [content for name, content in made.files.items() if name.endswith(".py") and isinstance(content, str)]
    assert max(len(line) for module in modules for line in module.splitlines()) <= 120
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--check", "--line-length", width, "."]
    assert subprocess.run(command, cwd=tmp_path / "project", check=False, capture_output=True).returncode == 0


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
    different = [case["id"] for number, case in enumerate(cases) if not _comes_back(case, tmp_path / str(number))]
    assert len(different) <= 0.05 * len(cases), different


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
        made = import_kustomizations([target], project=folder / "project", load_restrictor=restrictor)
        write(folder / "project", made.files)
        overlay = folder / "project" / "overlays" / f"{made.overlays[0]}.py"
        return not differences(target, overlay, load_restrictor=restrictor)
    except K8sdslError:
        return False
