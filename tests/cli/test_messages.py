"""What the commands say about common mistakes: it names the cause, and nothing that only follows from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import CONFIG, project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, Any]


def deployment(**containers: Any) -> Tree:
    """A Deployment whose pod spec is these fields."""
    labels = {"app": "web"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": containers}},
    }


def found(folder: Path, *words: str) -> list[Tree]:
    """The findings of a check as data."""
    findings: list[Tree] = json.loads(run(folder, "check", *words, "--format", "json").stdout)
    return findings


@pytest.mark.parametrize(
    ("containers", "path"),
    [
        ({"container": [{"name": "web", "image": "nginx:1"}]}, "spec.template.spec.container"),
        ({"containers": {"name": "web", "image": "nginx:1"}}, "spec.template.spec.containers"),
        ({"containers": [{"name": "web", "imagee": "nginx:1"}]}, "spec.template.spec.containers[0].imagee"),
    ],
)
def test_a_field_that_hides_an_image_is_reported_and_not_the_image(tmp_path: Path, containers: Tree, path: str) -> None:
    declared = f'overlay = Overlay(base={deployment(**containers)!r}, images={{"nginx": "1.27"}})\n'
    folder = project(tmp_path, {"overlays/prod.py": HEAD + declared})
    assert path in [finding["path"] for finding in found(folder, "prod")]
    ended = run(folder, "build", "prod")
    assert ended.returncode == 1
    assert "matches nothing" not in ended.stderr


def test_an_image_that_is_misspelled_is_still_an_error(tmp_path: Path) -> None:
    pod = deployment(containers=[{"name": "web", "image": "nginx:1"}])
    declared = f'overlay = Overlay(base={pod!r}, images={{"ngnix": "1.27"}})\n'
    ended = run(project(tmp_path, {"overlays/prod.py": HEAD + declared}), "build", "prod")
    assert ended.returncode == 2
    assert "`nginx`" in ended.stderr


def test_an_error_in_one_overlay_hides_no_finding_in_another(tmp_path: Path) -> None:
    wrong = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B"))\n'
    folder = project(
        tmp_path, {"overlays/a.py": "raise ValueError\n", "overlays/b.py": wrong, "overlays/c.py": "overlay = 1\n"}
    )
    ended = run(folder, "check", "--format", "json")
    assert ended.returncode == 2
    found = [(finding["rule"], finding["ref"]["name"]) for finding in json.loads(ended.stdout)]
    assert found == [("meta/name", "A_B"), ("project/exception", ""), ("project/not-an-overlay", "")]
    assert all(f"overlays/{name}.py" in ended.stderr for name in "ac")


def test_nothing_is_reported_where_nothing_was_checked(tmp_path: Path) -> None:
    ended = run(project(tmp_path, {"overlays/a.py": "raise ValueError\n"}), "check")
    assert "no findings" not in ended.stderr


def test_the_fault_of_a_volume_comes_before_what_follows_from_it(tmp_path: Path) -> None:
    spec = (
        "containers: [{name: web, image: nginx, volumeMounts: [{name: a, mountPath: /a}]}]\n"
        "  volumes: [{name: a, emptyDir: {}, configMap: {name: b}}]\n"
    )
    file = tmp_path / "pod.yaml"
    file.write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  {spec}")
    assert [finding["rule"] for finding in found(tmp_path, "-f", "pod.yaml")][:2] == [
        "core/volume-source",
        "core/mount-invalid-volume",
    ]


DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: foos, singular: foo, kind: Foo, listKind: FooList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        x-kubernetes-validations: [{rule: has(self.spec)}]
        properties: {spec: {type: object}}
---
{apiVersion: example.com/v1, kind: Foo, metadata: {name: a}}
"""


def test_a_fault_of_the_whole_object_has_an_empty_path(tmp_path: Path) -> None:
    (tmp_path / "foo.yaml").write_text(DEFINITION)
    assert [finding["path"] for finding in found(tmp_path, "-f", "foo.yaml")] == [""]
    for form in ("text", "github", "junit", "sarif"):
        assert "<nil>" not in run(tmp_path, "check", "-f", "foo.yaml", "--format", form).stdout


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_file_where_an_overlay_belongs_is_called_a_file(tmp_path: Path, command: str) -> None:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, "web.yaml": ""})
    ended = run(folder, command, "web.yaml")
    assert ended.returncode == 2
    assert "check -f web.yaml" in ended.stderr


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("name", ["nope/", "./nope", "../nope", "envs/nope", "nofile.yaml"])
def test_a_path_that_does_not_exist_is_not_called_an_overlay(tmp_path: Path, name: str, command: str) -> None:
    ended = run(project(tmp_path, {"overlays/prod.py": CONFIG}), command, name)
    assert ended.returncode == 2
    assert f"directory '{name}'" in ended.stderr
    assert "overlays/" not in ended.stderr


def test_output_of_user_code_does_not_reach_the_data(tmp_path: Path) -> None:
    noisy = 'import os\nprint("noise")\nos.write(1, b"")\n'
    folder = project(tmp_path, {"overlays/prod.py": noisy + CONFIG, "overlays/quiet.py": CONFIG})
    ended = run(folder, "build", "prod")
    assert ended.stdout == run(folder, "build", "quiet").stdout
    assert "noise" in ended.stderr


PATCHES = [
    "- patch: '[]'\n",
    "- patch: '- {op: remove, path: /data}'\n",
    "- path: empty.yaml\n  target: {kind: ConfigMap}\n- patch: '- {op: add}'\n",
]


@pytest.mark.parametrize("patches", PATCHES)
def test_a_patch_is_named_once(tmp_path: Path, patches: str) -> None:
    files = {
        "kustomization.yaml": f"resources: [c.yaml]\npatches:\n{patches}",
        "c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
        "empty.yaml": "",
    }
    ended = run(project(tmp_path, files), "build", ".")
    assert ended.returncode == 2
    assert "patch the patch" not in ended.stderr


def test_options_that_would_have_no_effect_are_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, "web.yaml": ""})
    assert run(folder, "check", "prod", "-f", "web.yaml").returncode == 2
    assert run(folder, "check", "prod", "--crds", "nope").returncode == 2


CUSTOM = HEAD + (
    'overlay = Overlay(base={"apiVersion": "example.com/v1", "kind": "Foo", "metadata": {"name": "a"}, "sepc": {}})\n'
)


def test_definitions_of_the_command_line_count_for_overlays(tmp_path: Path) -> None:
    definition = DEFINITION.partition("---")[0].replace("[{rule: has(self.spec)}]", '[{rule: "true"}]')
    folder = project(tmp_path, {"overlays/prod.py": CUSTOM, "foo.yaml": definition})
    assert [finding["path"] for finding in found(folder, "prod", "--crds", "foo.yaml")] == ["sepc"]


def test_a_broken_overlay_does_not_hide_what_others_use(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, "overlays/broken.py": "raise ValueError\n"})
    ended = run(folder, "why", "ConfigMap/settings")
    assert ended.returncode == 2
    assert "ConfigMap/settings" in ended.stdout
    assert "overlays/broken.py" in ended.stderr


def test_a_comparison_with_the_last_commit_needs_a_repository(tmp_path: Path) -> None:
    ended = run(project(tmp_path, {"overlays/prod.py": CONFIG}), "diff", "prod")
    assert ended.returncode == 2
    assert "Git repository" in ended.stderr


def test_a_file_that_is_not_yaml_is_not_called_an_object(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text("a: [\n")
    ended = run(tmp_path, "check", "-f", "web.yaml")
    assert ended.returncode == 1
    assert "object without a kind" not in ended.stdout


@pytest.mark.parametrize(
    "words", [("upgrade", "--to", "9"), ("check", "--kube-version", "9")], ids=lambda words: words[0]
)
def test_the_remedy_for_a_version_names_no_option_that_the_command_may_lack(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = run(project(tmp_path, {"overlays/prod.py": CONFIG}), *words)
    assert ended.returncode == 2
    assert "usage/kubernetes-version" in ended.stderr
    assert "--" not in ended.stderr.partition("help: ")[2]


@pytest.mark.parametrize(
    "words",
    [
        ("check", "-f", "absent.yaml"),
        ("-C", "absent", "build"),
        ("build", "absent"),
        ("build", "./absent"),
        ("upgrade", "--to", "1.33", "absent"),
        ("blame", "prod", "ConfigMap/web", "spec"),
        ("explain", "Absent"),
        ("explain", "Deployment.spec.replicas.absent"),
        ("import", "kustomize", "absent"),
        ("graph", "A..B"),
    ],
)
def test_an_error_about_something_that_does_not_exist_has_a_remedy(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("web"))\n'})
    ended = run(folder, *words)
    assert ended.returncode == 2
    assert "\n  help: " in ended.stderr


@pytest.mark.parametrize("words", [("check", "x"), ("diff", "x"), ("diff", "x", "--cluster")])
def test_an_empty_directory_gets_the_way_to_begin(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "`k8sdsl init`" in done.stderr
