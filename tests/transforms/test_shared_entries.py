"""Labels and annotations that kustomize keeps as one value; each expectation is what kustomize prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from k8sdsl import Labels, Overlay, StrategicMergePatch, build
from k8sdsl.errors import OverlayError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.transforms.field_routes import FieldSpecs
from tests.kustomize.trees import WEB, built, write

if TYPE_CHECKING:
    from pathlib import Path

BASE = {
    "base/kustomization.yaml": "resources: [a.yaml]\nlabels: [{pairs: {env: base}, includeSelectors: true}]\n",
    "base/a.yaml": WEB,
}
PATCH = "kind: Deployment, apiVersion: apps/v1, metadata: {name: web"


def values(tree: dict[str, Any], name: str) -> list[Any]:
    """An entry of the labels, of the selector, and of the labels of the pod template."""
    spec = tree["spec"]
    maps = (tree["metadata"]["labels"], spec["selector"]["matchLabels"], spec["template"]["metadata"]["labels"])
    return [entries.get(name) for entries in maps]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("labels: [{pairs: {env: over}}]", ["over"] * 3),
        (f"patches: [{{patch: '{{{PATCH}, labels: {{env: over}}}}}}'}}]", ["over"] * 3),
        (f"patches: [{{patch: '{{{PATCH}, labels: {{env: null}}}}}}'}}]", [None, "base", "base"]),
        (
            "patches: [{target: {kind: Deployment}, patch: '- {op: replace, path: /metadata/labels/env, value: x}'}]",
            ["x", "base", "base"],
        ),
        (
            (
                "replacements: [{source: {kind: Deployment, fieldPath: metadata.name}, targets: "
                "[{select: {kind: Deployment}, fieldPaths: [metadata.labels.env]}]}]"
            ),
            ["web"] * 3,
        ),
        ("labels: [{pairs: {env: over, new: a}, includeTemplates: true}, {pairs: {new: b}}]", ["over"] * 3),
    ],
)
def test_a_label_of_a_base_changes_in_all_of_its_fields(tmp_path: Path, fields: str, expected: list[Any]) -> None:
    files = {**BASE, "kustomization.yaml": f"resources: [base]\n{fields}"}
    trees, _ = built(tmp_path, files)
    assert values(trees[0], "env") == expected


def test_labels_that_were_in_an_object_are_not_shared(tmp_path: Path) -> None:
    labelled = WEB.replace("{name: web}", "{name: web, labels: {env: own}}")
    fields = "resources: [base]\nlabels: [{pairs: {env: over}}]"
    trees, _ = built(tmp_path, {**BASE, "base/a.yaml": labelled, "kustomization.yaml": fields})
    assert values(trees[0], "env") == ["over", "base", "base"]


def test_copies_of_a_shared_base_change_apart(tmp_path: Path) -> None:
    files = {
        **BASE,
        "one/kustomization.yaml": "resources: [../base]\nnamePrefix: one-\nlabels: [{pairs: {env: one}}]",
        "two/kustomization.yaml": "resources: [../base]\nnamePrefix: two-",
        "kustomization.yaml": "resources: [one, two]",
    }
    trees, _ = built(tmp_path, files)
    assert [values(tree, "env") for tree in trees] == [["one"] * 3, ["base"] * 3]


def test_annotations_are_shared_with_the_pod_template(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml]\ncommonAnnotations: {note: base}\n",
        "base/a.yaml": WEB,
        "kustomization.yaml": f"resources: [base]\npatches: [{{patch: '{{{PATCH}, annotations: {{note: over}}}}}}'}}]",
    }
    trees, _ = built(tmp_path, files)
    assert trees[0]["spec"]["template"]["metadata"]["annotations"] == {"note": "over"}


def test_annotations_are_not_shared_once_a_transformer_is_noted_in_them(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml]\ncommonAnnotations: {note: base}\n",
        "base/a.yaml": WEB,
        "kustomization.yaml": (
            f"resources: [base]\nbuildMetadata: [managedByLabel]\n"
            f"patches: [{{patch: '{{{PATCH}, annotations: {{note: over}}}}}}'}}]"
        ),
    }
    trees, _ = built(tmp_path, files)
    assert trees[0]["metadata"]["annotations"] == {"note": "over"}
    assert trees[0]["spec"]["template"]["metadata"]["annotations"] == {"note": "base"}


@pytest.mark.parametrize(("written", "expected"), [("$(NAME)", "web"), ("$$(NAME)", "$(NAME)")])
def test_a_variable_in_a_label_is_expanded_in_all_of_its_fields(tmp_path: Path, written: str, expected: str) -> None:
    fields = "vars: [{name: NAME, objref: {kind: Deployment, name: web, apiVersion: apps/v1}}]"
    base = BASE["base/kustomization.yaml"].replace("env: base", f"env: {written}")
    files = {**BASE, "base/kustomization.yaml": base, "kustomization.yaml": f"resources: [base]\n{fields}"}
    trees, _ = built(tmp_path, files)
    assert values(trees[0], "env") == [expected] * 3


def test_an_overlay_in_python_changes_only_the_field_it_names(tmp_path: Path) -> None:
    base = str(write(tmp_path, BASE) / "base")
    patch = StrategicMergePatch(
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"env": "over"}}}
    )
    for overlay in (Overlay(base=base, labels=Labels({"env": "over"})), Overlay(base=base, patches=[patch])):
        assert values(yaml.safe_load(build(overlay)), "env") == ["over", "base", "base"]


def test_a_value_that_labels_cannot_be_added_to_is_not_shown() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"key": "aHVudGVyMg=="}}
    labels = Labels({"env": "over"}, table=FieldSpecs([FieldSpec("data/key")]))
    with pytest.raises(OverlayError) as refused:
        build(Overlay(base=secret, labels=labels))
    assert "aHVudGVyMg==" not in str(refused.value)
