"""Fields of kustomizations beyond what kustomize's own cases show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl import Overlay
from k8sdsl.charts.permission import helm_allowed
from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize import build_kustomization
from k8sdsl.pipeline import build_manifests
from tests.kustomize.trees import SETTINGS, WEB, built

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: foos.example.com}
spec:
  group: example.com
  names: {kind: Foo, plural: foos}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              parts:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, properties: {name: {type: string}, size: {type: integer}}}
"""
FOO = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: foo}\nspec: {parts: [{name: a, size: 1}, {name: b}]}\n"
PATCH = """\
patches:
- patch: '{apiVersion: example.com/v1, kind: Foo, metadata: {name: foo}, spec: {parts: [{name: b, size: 2}]}}'
"""


def test_lists_of_custom_resources_merge_by_their_definition(tmp_path: Path) -> None:
    files = {K: f"resources: [crd.yaml, foo.yaml]\n{PATCH}", "crd.yaml": CRD, "foo.yaml": FOO}
    trees, _ = built(tmp_path, files)
    assert trees[1]["spec"]["parts"] == [{"name": "b", "size": 2}, {"name": "a", "size": 1}]


def test_generated_names_are_followed_through_an_overlay(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]",
        "base/web.yaml": WEB,
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\n"
        "configMapGenerator: [{name: settings, behavior: merge, envs: [e.env], files: [x=f.txt]}]",
        "prod/e.env": "# no\nB=c=d\nEMPTY\n",
        "prod/f.txt": "text\n",
    }
    trees, _ = built(tmp_path, files, "prod")
    settings, web = trees
    assert settings["data"] == {"B": "c=d", "EMPTY": "", "a": "b", "x": "text\n"}
    assert settings["metadata"]["name"].startswith("prod-settings-")
    container = web["spec"]["template"]["spec"]["containers"][0]
    assert container["envFrom"] == [{"configMapRef": {"name": settings["metadata"]["name"]}}]


@pytest.mark.parametrize(
    ("text", "restrictor"),
    [
        ("helmCharts: [{name: shop, releaseName: --post-renderer=./evil}]", "none"),
        ("helmCharts: [{name: ../outside/shop}]", "root"),
        ("helmCharts: [{name: shop}]\nhelmGlobals: {chartHome: ../outside}", "root"),
        ("helmCharts: [{name: link}]", "root"),
    ],
)
def test_helm_gets_no_options_and_no_charts_from_outside(
    text: str, restrictor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helm = tmp_path / "bin" / "helm"
    helm.parent.mkdir()
    helm.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    helm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{helm.parent}:/usr/bin:/bin")
    for chart in ("k/charts/shop", "outside/shop"):
        (tmp_path / chart).mkdir(parents=True)
    (tmp_path / "k" / "charts" / "link").symlink_to(tmp_path / "outside" / "shop")
    (tmp_path / "k" / K).write_text(text)
    with helm_allowed(), pytest.raises(KustomizationError):
        build_kustomization(tmp_path / "k", load_restrictor=restrictor)
    assert not (tmp_path / "ran").exists()


def test_helm_that_is_allowed_and_not_installed_is_to_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / K).write_text("helmCharts: [{name: shop}]")
    with helm_allowed(), pytest.raises(KustomizationError) as caught:
        build_kustomization(tmp_path)
    assert caught.value.code == "chart/no-helm"
    assert "--enable-helm" not in str(caught.value.remedy)


def test_helm_runs_only_where_it_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helm = tmp_path / "bin" / "helm"
    helm.parent.mkdir()
    helm.write_text(f"#!/bin/sh\ncat <<'EOF'\n{SETTINGS}EOF\n")
    helm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{helm.parent}:/usr/bin:/bin")
    files = {K: "namePrefix: p-\nhelmCharts: [{name: shop, releaseName: r}]", "charts/shop/Chart.yaml": "name: shop"}
    with helm_allowed():
        trees, _ = built(tmp_path, files)
        through_overlay = build_manifests(Overlay(base=tmp_path)).manifests
    assert trees[0]["metadata"]["name"] == through_overlay[0].name == "p-settings"
    with pytest.raises(KustomizationError):
        build_kustomization(tmp_path)


def test_objects_that_only_the_build_needs_are_left_out(tmp_path: Path) -> None:
    local = SETTINGS.replace("{name: settings}", "{name: x, annotations: {config.kubernetes.io/local-config: 'true'}}")
    trees, _ = built(tmp_path, {K: "resources: [a.yaml, b.yaml]", "a.yaml": SETTINGS, "b.yaml": local})
    assert [tree["metadata"]["name"] for tree in trees] == ["settings"]


def test_lists_are_replaced_by_their_items(tmp_path: Path) -> None:
    listed = "apiVersion: v1\nkind: List\nitems:\n- " + SETTINGS.rstrip().replace("\n", "\n  ")
    trees, _ = built(tmp_path, {K: "resources: [a.yaml]\nnamePrefix: p-", "a.yaml": listed})
    assert [tree["metadata"]["name"] for tree in trees] == ["p-settings"]
