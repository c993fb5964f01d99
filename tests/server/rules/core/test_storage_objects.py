"""Volumes and claims for volumes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rules.judging import error_paths, found


def test_a_source_of_unknown_kind_is_dropped_unless_there_is_a_reference() -> None:
    source: dict[str, Any] = {"spec.dataSource": {"apiGroup": "example.com", "kind": "Copy", "name": ""}}
    assert error_paths("PersistentVolumeClaim", source) == []
    both = {**source, "spec.dataSourceRef": {"apiGroup": "example.com", "kind": "Copy", "name": "a"}}
    assert error_paths("PersistentVolumeClaim", both) == ["spec", "spec.dataSource.name"]


def test_a_reference_to_another_namespace_is_dropped() -> None:
    elsewhere: dict[str, Any] = {"kind": "Copy", "name": "", "namespace": "other"}
    assert error_paths("PersistentVolumeClaim", {"spec.dataSourceRef": elsewhere}) == []
    snapshot = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "a"}
    assert error_paths("PersistentVolumeClaim", {"spec.dataSource": snapshot, "spec.dataSourceRef": elsewhere}) == []


def test_one_of_the_two_sources_counts_for_both() -> None:
    changes = {"spec.dataSourceRef": {"kind": "PersistentVolumeClaim", "name": ""}}
    expected = ["spec.dataSource.name", "spec.dataSourceRef.name"]
    assert error_paths("PersistentVolumeClaim", changes) == expected


def test_an_empty_group_of_a_source_is_not_the_same_as_none() -> None:
    source = {"kind": "PersistentVolumeClaim", "name": "a"}
    changes = {"spec.dataSource": source, "spec.dataSourceRef": {**source, "apiGroup": ""}}
    assert error_paths("PersistentVolumeClaim", changes) == ["spec"]
    assert error_paths("PersistentVolumeClaim", {**changes, "spec.dataSource": {**source, "apiGroup": ""}}) == []


def test_a_local_volume_of_an_attachment_lacks_its_node_affinity() -> None:
    inline = {"accessModes": ["ReadWriteOnce"], "local": {"path": "/data"}}
    path = "spec.source.inlineVolumeSpec"
    expected = [f"{path}.csi", f"{path}.nodeAffinity"]
    assert sorted(error_paths("VolumeAttachment", {"spec.source": {"inlineVolumeSpec": inline}})) == expected


def test_a_capacity_beyond_64_bits_can_look_negative() -> None:
    path = "spec.capacity[storage]"
    assert error_paths("PersistentVolume", {"spec.capacity": {"storage": "10000000000000000000"}}) == [path]
    assert error_paths("PersistentVolume", {"spec.capacity": {"storage": "16Ei"}}) == []


def test_thousandths_of_a_byte_give_a_warning() -> None:
    changes = {"spec.resources": {"requests": {"storage": "500m"}}}
    path = "spec.resources.requests[storage]"
    assert found("PersistentVolumeClaim", changes) == [("core/claim-fractional-bytes", path)]


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ({"local": {"path": "/data"}}, ["spec.nodeAffinity"]),
        ({"nfs": {"server": "a", "path": "/"}, "csi": {}}, ["spec.csi"]),
        ({"nfs": {"server": "a", "path": "/"}, "cephfs": {}}, ["spec.cephFS"]),
        ({"cephfs": {}}, ["spec.cephfs.monitors"]),
        ({"gcePersistentDisk": {}}, ["spec.persistentDisk.pdName"]),
        ({"nfs": {"server": "a", "path": "/"}, "flexVolume": {"driver": ""}}, ["spec.flexVolume.driver"]),
        ({"csi": {"driver": "Csi.Example.Com", "volumeHandle": "v"}}, []),
        ({}, ["spec"]),
    ],
)
def test_the_first_source_counts(source: dict[str, Any], paths: list[str]) -> None:
    changes = {"spec.hostPath": None, **{f"spec.{field}": value for field, value in source.items()}}
    assert error_paths("PersistentVolume", changes) == paths


@pytest.mark.parametrize("path", ["/", "//", "/.", "/data/..", "/../"])
def test_the_root_of_a_node_is_never_recycled(path: str) -> None:
    changes = {"spec.hostPath": {"path": path}, "spec.persistentVolumeReclaimPolicy": "Recycle"}
    assert "spec.persistentVolumeReclaimPolicy" in error_paths("PersistentVolume", changes)
    changes["spec.hostPath"] = {"path": "/data"}
    assert error_paths("PersistentVolume", changes) == []


def test_an_attributes_class_needs_a_driver() -> None:
    expected = ["spec.csi", "spec.volumeAttributesClassName"]
    assert error_paths("PersistentVolume", {"spec.volumeAttributesClassName": ""}) == expected
    assert error_paths("PersistentVolume", {"spec.volumeAttributesClassName": ""}, kube_version="1.33") == []


def test_nodes_that_cannot_be_are_refused_since_1_34() -> None:
    requirement = {"key": "kubernetes.io/hostname", "operator": "In", "values": ["a b"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [requirement]}]}
    changes = {"spec.nodeAffinity": {"required": terms}}
    path = "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]"
    assert error_paths("PersistentVolume", changes) == [path]
    assert error_paths("PersistentVolume", changes, kube_version="1.33") == []
