"""Volumes: which of several sources counts, and the spellings of paths that are upstream's own."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate


def errors(*volumes: dict[str, Any]) -> list[str]:
    """The errors of the volumes of a template, without the path that they share."""
    spec = {"containers": [{"name": "web", "image": "nginx"}], "volumes": list(volumes)}
    manifest = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "a"}, "template": {"spec": spec}}
    return [finding.path.removeprefix("template.spec.") for finding in validate(manifest) if finding.is_error]


def test_a_volume_without_a_source_is_an_empty_directory() -> None:
    assert errors({"name": "v"}) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({"cephfs": {}, "emptyDir": {}}, ["volumes[0].cephFS"]),
        ({"downwardAPI": {}, "nfs": {"server": "a", "path": "/b"}}, ["volumes[0].downwarAPI"]),
        ({"image": {}, "secret": {}}, ["volumes[0].image", "volumes[0].secret.secretName"]),
        ({"gcePersistentDisk": {}}, ["volumes[0].persistentDisk.pdName"]),
        ({"csi": {"driver": "a", "nodePublishSecretRef": {"name": "B"}}}, ["volumes[0].csi.name"]),
        ({"downwardAPI": {"items": [{"path": "a"}]}}, ["volumes[0].downwardAPI"]),
        ({"projected": {"sources": [{"serviceAccountToken": {}}]}}, ["volumes[0].projected.path"]),
        ({"storageos": {"volumeName": "a", "secretRef": {}}}, ["volumes[0].storageos.secretRef.name"]),
    ],
)
def test_sources(sources: dict[str, Any], expected: list[str]) -> None:
    assert errors({"name": "v", **sources}) == expected


def test_two_projections_do_not_write_the_same_file() -> None:
    item = {"items": [{"key": "a", "path": "b"}], "name": "c"}
    assert errors({"name": "v", "projected": {"sources": [{"secret": item}, {"configMap": item}]}}) == [
        "volumes[0].projected"
    ]


def test_the_metadata_of_a_claim_template_is_labels_and_annotations() -> None:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    meta = {"labels": {"a": "b"}, "annotations": {"c": "d"}, "name": "", "uid": "1", "finalizers": [], "generation": 0}
    at = "volumes[0].ephemeral.volumeClaimTemplate.metadata"
    assert errors({"name": "v", "ephemeral": {"volumeClaimTemplate": {"metadata": meta, "spec": claim}}}) == [
        f"{at}.uID",
        f"{at}.finalizers",
    ]


@pytest.mark.parametrize(
    ("registry", "expected"),
    [
        *(("a:1", True), ("a:1,b:2", True), ("[::1]:80", True), (":80", True), ("a:", True)),
        *(("a", False), ("::1:80", False), ("[::1]", False), ("[a]b:1", False), ("a:1,", False), ("a]:1", False)),
    ],
)
def test_registries_of_quobyte(registry: str, *, expected: bool) -> None:
    assert (errors({"name": "v", "quobyte": {"registry": registry, "volume": "v"}}) == []) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("iqn.2001-04.com.example:disk", True), ("iqn.2001-04.com.example", False), ("eui.0123456789abcdef", True)),
        *(("eui.01", False), ("naa." + "0" * 32, True), ("nqn.2001", False), ("iqn.2001-04.com.example:a b", False)),
    ],
)
def test_names_of_iscsi_targets(name: str, *, expected: bool) -> None:
    assert (errors({"name": "v", "iscsi": {"targetPortal": "a", "iqn": name}}) == []) is expected
