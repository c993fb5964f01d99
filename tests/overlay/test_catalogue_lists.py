"""Lists of custom kinds that the catalogue has merge by its keys, in overlays; a definition at hand counts instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from k8sdsl import build
from tests.cli.running import project
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

GATEWAY: dict[str, Any] = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "Gateway",
    "metadata": {"name": "edge", "namespace": "edge"},
    "spec": {
        "gatewayClassName": "nginx",
        "listeners": [
            {"name": "http", "port": 80, "protocol": "HTTP"},
            {"name": "https", "port": 443, "protocol": "HTTPS"},
        ],
    },
}
PATCH = {**GATEWAY, "spec": {"listeners": [{"name": "https", "hostname": "*.example.com"}]}}
ATOMIC = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
        "name": "gateways.gateway.networking.k8s.io",
        "annotations": {"api-approved.kubernetes.io": "unapproved, experimental"},
    },
    "spec": {
        "group": "gateway.networking.k8s.io",
        "names": {"kind": "Gateway", "plural": "gateways", "singular": "gateway", "listKind": "GatewayList"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
            }
        ],
    },
}


def listeners(folder: Path, base: list[Any]) -> list[Any]:
    """The listeners that the patched Gateway has."""
    files = {"overlays/prod.py": f"{HEAD}overlay = Overlay(base={base!r}, patches=[{PATCH!r}])\n"}
    project(folder, files)
    trees = yaml.safe_load_all(build(str(folder / "overlays" / "prod.py")))
    found: list[Any] = next(tree for tree in trees if tree["kind"] == "Gateway")["spec"]["listeners"]
    return found


def test_an_overlay_merges_them_by_their_keys(tmp_path: Path) -> None:
    names = [(one["name"], one["port"], one.get("hostname")) for one in listeners(tmp_path, [GATEWAY])]
    assert sorted(names, key=str) == [("http", 80, None), ("https", 443, "*.example.com")]


def test_a_definition_among_the_objects_counts_instead(tmp_path: Path) -> None:
    assert len(listeners(tmp_path, [GATEWAY, ATOMIC])) == 1


def test_they_are_replaced_without_merging_of_custom_lists(tmp_path: Path) -> None:
    base = {**GATEWAY, "metadata": {**GATEWAY["metadata"]}}
    full = [{**PATCH["spec"]["listeners"][0], "port": 443, "protocol": "HTTPS"}]
    patch = {**PATCH, "spec": {"listeners": full}}
    text = f"{HEAD}overlay = Overlay(base=[{base!r}], patches=[{patch!r}], merge_custom_lists=False)\n"
    project(tmp_path, {"overlays/prod.py": text})
    (tree,) = yaml.safe_load_all(build(str(tmp_path / "overlays" / "prod.py")))
    assert tree["spec"]["listeners"] == full
