"""The configuration of other programs in a directory of manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.server.configuration import configuration_among, read_objects

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec: {group: example.com, names: {kind: Thing}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: []\n", 0),
        ("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n", 0),
        ("apiVersion: v2\nname: chart\nversion: 1.0.0\n", 0),
        (THING, 0),
        ("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n", 1),
        ("apiVersion: example.com/v1\nkind: ThingList\nitems: [{apiVersion: v1, kind: Pod}]\n", 1),
        ("apiVersion: apps/v1\nkind: Deployment\n", 1),
        ("kind: Pod\n", 1),
        ("apiVersion: cert-manager.io/v1\nkind: Certificate\nspec: {}\n", 1),
        ("apiVersion: cert-manager.io/v9\nkind: Other\n", 1),
        (f"{THING}---\n{DEFINITION}", 2),
    ],
)
def test_configuration_of_other_programs_is_skipped_in_directories(text: str, expected: int, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text)
    assert len(read_objects(tmp_path)) == expected
    assert len(read_objects(tmp_path / "a.yaml")) == max(expected, 1)


def test_a_definition_that_is_given_makes_an_object_of_its_group(tmp_path: Path) -> None:
    (tmp_path / "thing.yaml").write_text(THING)
    (tmp_path / "crd.yaml").write_text(DEFINITION)
    things = read_objects(tmp_path / "thing.yaml")
    definitions = read_objects(tmp_path / "crd.yaml")
    assert configuration_among(things, things) == things
    assert configuration_among(things, [*things, *definitions]) == []
    assert configuration_among(things, things, [definition.tree for definition in definitions]) == []
