"""Which object goes into which file, whatever it is called."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.tree.file_name import LONGEST, digest, is_safe_path
from k8sdsl.gitops.tree.layout import LAYOUTS, layout_named, place

Tree = dict[str, Any]


def obj(kind: str, name: str, namespace: str = "", api_version: str = "v1") -> Tree:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata}


WEB = obj("Deployment", "web", "prod", "apps/v1")
SERVICE = obj("Service", "web", "prod")
NAMESPACE = obj("Namespace", "prod")
ROLE = obj("ClusterRole", "system:reader", "", "rbac.authorization.k8s.io/v1")
CRD = obj("CustomResourceDefinition", "things.example.com", "", "apiextensions.k8s.io/v1")
TREES = [NAMESPACE, CRD, ROLE, SERVICE, WEB]


def paths(layout: str, *trees: Tree) -> list[str]:
    return list(place(layout_named(layout), trees or TREES))


def test_one_file_an_object() -> None:
    assert paths("object") == [
        "00-namespaces/namespace_prod.yaml",
        "01-crds/customresourcedefinition_things.example.com.yaml",
        f"clusterrole_system-reader-{digest('system:reader')}.yaml",
        "prod_deployment_web.yaml",
        "prod_service_web.yaml",
    ]


def test_as_kustomize_writes_folders() -> None:
    one_namespace = paths("kustomize", WEB, SERVICE, NAMESPACE)
    assert one_namespace == ["apps_v1_deployment_web.yaml", "v1_namespace_prod.yaml", "v1_service_web.yaml"]
    several = paths("kustomize", WEB, obj("Service", "web", "dev"), NAMESPACE)
    assert several == ["dev_v1_service_web.yaml", "prod_apps_v1_deployment_web.yaml", "v1_namespace_prod.yaml"]


def test_as_the_hydrator_and_tanka_do() -> None:
    assert place(layout_named("manifest"), TREES) == {"manifest.yaml": TREES}
    assert paths("tanka", WEB, SERVICE) == ["apps-v1.Deployment-web.yaml", "v1.Service-web.yaml"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{namespace}/{kind}-{name}.yaml", ["deployment-web.yaml", "prod/deployment-web.yaml"]),
        ("all/{group}/{version}/{kind}/{name}.yml", ["all/apps/v1/deployment/web.yml"] * 2),
        ("{kind}.yaml", ["deployment.yaml"] * 2),
    ],
)
def test_templates(template: str, expected: list[str]) -> None:
    found = [paths(template, obj("Deployment", "web", namespace, "apps/v1"))[0] for namespace in ("", "prod")]
    assert found == expected


@pytest.mark.parametrize(
    "name",
    [
        "objekt",
        "{kind}",
        "{nmae}.yaml",
        "/{name}.yaml",
        "../{name}.yaml",
        "a//{name}.yaml",
        "{name",
        "{}.yaml",
        "{0}.yaml",
        ".git/{name}.yaml",
        "a/.k8sdsl-index/{name}.yaml",
        "a|b/{name}.yaml",
        "a\n{name}.yaml",
    ],
)
def test_invalid_layouts_are_refused(name: str) -> None:
    with pytest.raises(GitOpsError):
        layout_named(name)


def test_objects_that_would_share_a_file_do_not_and_in_any_order() -> None:
    trees = [
        obj("Service", "web", "prod"),
        obj("Service", "web", "prod", "serving.knative.dev/v1"),
        obj("ClusterRole", "Reader", "", "rbac.authorization.k8s.io/v1"),
        obj("ClusterRole", "reader", "", "rbac.authorization.k8s.io/v1"),
    ]
    forwards, backwards = (place(LAYOUTS["object"], order) for order in (trees, trees[::-1]))
    assert forwards == backwards
    assert len({path.casefold() for path in forwards}) == 4


@pytest.mark.parametrize(
    "name",
    [
        *("..", ".", "../../etc/passwd", "a/b", "C:\\x", "con", "nul", "kustomization", "x" * 300, "ä", ".git", "-"),
        *("", " ", "a\0b", "a\nb", "*", "web.", "readme.md", "system:node", "\ud800"),
    ],
)
@pytest.mark.parametrize("layout", ["object", "kustomize", "tanka", "{name}.yaml", "{namespace}/{name}.yaml"])
def test_hostile_names_stay_inside(layout: str, name: str) -> None:
    (path,) = paths(layout, obj("ConfigMap", name, name))
    assert is_safe_path(path)
    assert len(path.split("/")[-1].encode()) <= LONGEST
    stem = path.split("/")[-1].partition(".")[0]
    assert stem.lower() not in {"con", "nul", "kustomization", ""}
    assert all(character.isascii() and character.isprintable() and character not in '<>:"|?*\\' for character in path)


@pytest.mark.parametrize(
    ("template", "namespace", "name"),
    [
        ("{namespace}{name}/{kind}.yaml", "n" * 150, "x" * 150),
        ("äöü{name}/{kind}.yaml", "", "x" * 170),
        ("con/{name}.yaml", "", "web"),
        ("au{name}.txt/{kind}.yaml", "", "x"),
        ("{namespace}../{name}.yaml", "prod", "web"),
        ("a/{namespace}-../{name}.yaml", "", "web"),
        ("{namespace}_.{name}/{kind}.yaml", "", "git"),
        ("a/{namespace}-/{name}.yaml", "", "web"),
        ("{namespace} /{name}.yaml", "prod", "web"),
        ("{namespace}..yaml", "", "web"),
        ("{namespace}/{kind}-{name}.yaml", "prod", ""),
        ("{name}.yaml", "", ""),
    ],
)
def test_directories_of_templates_are_safe_names(template: str, namespace: str, name: str) -> None:
    (path,) = paths(template, obj("ConfigMap", name, namespace))
    assert is_safe_path(path)
    for step in path.split("/"):
        assert len(step.encode()) <= LONGEST
        assert step.partition(".")[0].lower() not in {"con", "aux", ""}
        assert step.strip(". ") == step


def test_a_directory_never_takes_the_place_of_a_file() -> None:
    trees = [obj("ConfigMap", "web"), obj("ConfigMap", "a", "web.yaml")]
    first, second = paths("{namespace}/{name}.yaml", *trees)
    assert not second.startswith(f"{first}/")
    assert not first.startswith(f"{second}/")


@given(st.lists(st.tuples(st.text(), st.text(), st.sampled_from(["ConfigMap", "Service", "X"])), unique=True))
def test_no_two_objects_ever_share_a_file(names: list[tuple[str, str, str]]) -> None:
    trees = [obj(kind, name, namespace) for name, namespace, kind in names]
    for layout in ("object", "kustomize", "tanka", "{name}.yaml", "{namespace}.-/_.{name}./{kind}.yaml"):
        placed = place(layout_named(layout), trees)
        assert len({path.casefold() for path in placed}) == len(trees)
        assert all(is_safe_path(path) for path in placed)
