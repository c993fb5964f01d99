"""Lists that a create accepts and server-side apply does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl.gitops.controllers.flux import Flux
from k8sdsl.manifest import Manifest
from k8sdsl.server.apply_check import check_apply
from tests.projects import write_project
from tests.server.rules.judging import changed

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.finding import Finding


def refused(tree: dict[str, Any], *crds: dict[str, Any], server_side: bool = False) -> list[Finding]:
    return check_apply([Manifest(tree)], server_side=server_side, crds=crds)


POD = changed("Pod", {"spec.containers[0].env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]})


@pytest.mark.parametrize(
    ("kind", "changes", "rule", "path"),
    [
        ("Pod", {"spec.imagePullSecrets": [{"name": "a"}, {"name": "a"}]}, "repeated-item", "imagePullSecrets[1]"),
        ("Pod", {"spec.imagePullSecrets": [None]}, "null-item", "imagePullSecrets[0]"),
        ("Pod", {"metadata.finalizers": ["a.io/b", "a.io/b"]}, "repeated-item", "finalizers[1]"),
        ("ServiceAccount", {"secrets": [{}]}, "missing-key", "secrets[0]"),
        ("EndpointSlice", {"endpoints": [{"addresses": ["10.0.0.1"] * 2}]}, "repeated-item", "addresses[1]"),
        ("Service", {"spec.ports": [{"port": 80}, {"port": 80, "protocol": "TCP"}]}, "repeated-item", "ports[1]"),
    ],
)
def test_lists_that_cannot_be_merged_are_found(kind: str, changes: dict[str, Any], rule: str, path: str) -> None:
    (finding,) = refused(changed(kind, changes))
    assert finding.rule == f"apply/{rule}"
    assert finding.path.endswith(path)


def test_keys_with_other_defaults_differ() -> None:
    ports = [{"port": 53, "name": "a"}, {"port": 53, "name": "b", "protocol": "UDP"}]
    assert refused(changed("Service", {"spec.ports": ports})) == []


def test_it_is_a_warning_unless_objects_are_applied_server_side() -> None:
    assert [finding.severity for finding in refused(POD)] == ["warning"]
    assert [finding.severity for finding in refused(POD, server_side=True)] == ["error"]
    flux = Flux(repository="https://git.example.com/deployments")
    assert [finding.severity for finding in flux.examine([Manifest(POD)])] == ["error"]


def test_validate_does_not_report_it() -> None:
    assert not any(finding.rule.startswith("apply/") for finding in k8sdsl.validate(POD))
    assert any(finding.rule == "apply/repeated-item" for finding in k8sdsl.check([POD]))


PATCHED = """
from k8sdsl import JsonPatch, Overlay, Target, k8s

pod = k8s.Pod("web", spec=k8s.PodSpec(containers=[k8s.Container("c", image="a:1", env=[k8s.EnvVar("A", value="1")])]))
again = [{"op": "add", "path": "/spec/containers/0/env/-", "value": {"name": "A", "value": "2"}}]
overlay = Overlay(base=[pod], patches=[JsonPatch(again, target=Target(kind="Pod"))])
"""


def test_a_finding_has_the_place_of_the_patch_that_caused_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {"overlays/prod.py": PATCHED})
    monkeypatch.chdir(tmp_path)
    places = [one.source for one in k8sdsl.check("prod") if one.rule == "apply/repeated-item"]
    assert [place.line for place in places if place is not None] == [6]


def test_lists_of_custom_resources_are_merged_by_their_definition() -> None:
    items = {"type": "object", "properties": {"name": {"type": "string"}}}
    rows = {
        "type": "array",
        "items": items,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
    }
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"rows": rows}}}}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.com",
            "names": {"kind": "Table", "plural": "tables"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }
    tree = {"apiVersion": "example.com/v1", "kind": "Table", "spec": {"rows": [{"name": "a"}, {"name": "a"}]}}
    assert [finding.path for finding in refused(tree, crd)] == ["spec.rows[1]"]


BROKEN: list[dict[str, Any]] = [
    {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"], "items": [{}]},
    {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": 5, "items": {"properties": []}},
    {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [["k"]], "items": {}},
    {"type": "object", "properties": []},
    {"type": "array", "items": 5},
]


@pytest.mark.parametrize("schema", BROKEN, ids=str)
def test_a_definition_that_is_not_valid_is_read(schema: dict[str, Any]) -> None:
    outer = {"type": "object", "properties": {"spec": schema}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": outer}}
    names = {"plural": "things", "kind": "Thing"}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": [version]}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": [{"k": "a"}, {}]}
    assert all(finding.rule.startswith("apply/") for finding in refused(thing, crd))
