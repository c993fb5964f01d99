"""Annotations, and labels of copied patches, keep the text of a scalar; other fields get its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import YamlError
from tests.kustomize.trees import SETTINGS, built

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
OBJECT = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations: {{x: {0}}}
  labels: {{x: {0}}}
"""
LABELLED = SETTINGS.replace("{name: settings}", "{name: settings, labels: {x: a, y: b}, annotations: {z: c}}")
NAMED = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
PATCH = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, labels: {x: null, y: 1.10}, annotations: null}"


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("1.10", 1.1),
        ("0x10", 16),
        ("010", 8),
        ("True", True),
        ("~", None),
        ("null", None),
        ("1e3", 1000),
        ("2001-01-01", "2001-01-01T00:00:00Z"),
        ("yes", "yes"),
    ],
)
def test_an_annotation_keeps_the_text_of_a_scalar(scalar: str, value: object, tmp_path: Path) -> None:
    ((tree,), _) = built(tmp_path, {K: "resources: [a.yaml]", "a.yaml": OBJECT.format(scalar)})
    assert tree["metadata"]["annotations"] == {"x": scalar}
    assert tree["metadata"]["labels"] == {"x": value}


def test_a_quoted_timestamp_stays(tmp_path: Path) -> None:
    text = OBJECT.format("'2001-01-01T00:00:00Z'")
    ((tree,), _) = built(tmp_path, {K: "resources: [a.yaml]", "a.yaml": text})
    assert tree["metadata"]["annotations"] == {"x": "2001-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "patches",
    [
        "patchesStrategicMerge: [p.yaml]",
        "patches: [{path: p.yaml, target: {kind: ConfigMap}}]",
    ],
)
def test_a_copied_patch_has_strings_as_labels(patches: str, tmp_path: Path) -> None:
    files = {K: f"resources: [a.yaml]\n{patches}", "a.yaml": LABELLED, "p.yaml": PATCH}
    ((tree,), _) = built(tmp_path, files)
    assert tree["metadata"]["labels"] == {"x": "null", "y": "1.10"}
    assert tree["metadata"]["annotations"] == {"z": "c"}


def test_a_patch_that_is_not_copied_removes_labels(tmp_path: Path) -> None:
    files = {K: "resources: [a.yaml]\npatches: [{path: p.yaml}]", "a.yaml": LABELLED, "p.yaml": PATCH}
    ((tree,), _) = built(tmp_path, files)
    assert tree["metadata"] == {"name": "settings", "labels": {"y": 1.1}}


@pytest.mark.parametrize(("scalar", "key"), [("", ""), ("yes", "yes"), ("'1'", "1")])
def test_an_alias_as_a_key_is_the_string_of_its_anchor(scalar: str, key: str, tmp_path: Path) -> None:
    data = f"{NAMED}data:\n  a: &k {scalar}\n  *k : x\n"
    assert built(tmp_path, {K: "resources: [a.yaml]", "a.yaml": data})[0][0]["data"][key] == "x"


@pytest.mark.parametrize("scalar", ["1.10", "5", "null", "true", "2001-01-01", "[a]"])
def test_an_alias_as_a_key_is_refused_if_its_value_is_not_a_string(scalar: str, tmp_path: Path) -> None:
    data = f"{NAMED}data:\n  a: &k {scalar}\n  *k : x\n"
    with pytest.raises(YamlError):
        built(tmp_path, {K: "resources: [a.yaml]", "a.yaml": data})
