"""Metadata is validated on every change, whatever else of an object is."""

from __future__ import annotations

import pytest

from k8sdsl import validate_change
from tests.server.rules.minimal_objects import MINIMAL


@pytest.mark.parametrize(
    "kind", ["Namespace", "PriorityClass", "StorageClass", "CertificateSigningRequest", "ConfigMap"]
)
def test_labels_and_finalizers_are_validated_on_every_change(kind: str) -> None:
    old = MINIMAL[kind]
    new = {**old, "metadata": {**old["metadata"], "labels": {"/x": "a"}, "finalizers": ["x"]}}
    paths = {finding.path for finding in validate_change(old, new) if finding.is_error}
    assert paths == {"metadata.labels", "metadata.finalizers[0]"}


def test_a_volume_whose_affinity_loses_a_key_is_judged() -> None:
    volume = MINIMAL["PersistentVolume"]

    def pinned(**requirement: str) -> dict[str, object]:
        term = {"matchExpressions": [{**requirement, "operator": "In", "values": ["a"]}]}
        return {**volume, "spec": {**volume["spec"], "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}}}}

    assert "nodeAffinity" in {finding.path for finding in validate_change(pinned(key="zone"), pinned())}


def test_the_attributes_class_of_a_claim_that_is_not_applied_is_a_part_of_its_specification() -> None:
    claim = MINIMAL["PersistentVolumeClaim"]
    old = {**claim, "spec": {**claim["spec"], "volumeAttributesClassName": "gold"}}
    assert [finding.path for finding in validate_change(old, claim)] == ["spec"]


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        ({"podCIDR": "10.0.0.0/24"}, {"podCIDR": "10.0.1.0/24"}, True),
        ({"podCIDR": "10.0.0.0/24"}, {"podCIDR": "10.0.0.0/24", "podCIDRs": ["10.0.0.0/24"]}, False),
        ({"podCIDR": "10.0.0.0/24"}, {}, False),
        ({"podCIDR": "10.0.0.0/24", "podCIDRs": ["10.0.0.0/24"]}, {}, True),
        ({"podCIDR": "10.0.0.0/24", "podCIDRs": ["10.0.0.0/24"]}, {"podCIDRs": ["10.0.0.0/24"]}, False),
    ],
)
def test_the_old_and_new_field_of_address_ranges_of_a_node_are_one(
    before: dict[str, object], after: dict[str, object], *, refused: bool
) -> None:
    old, new = ({**MINIMAL["Node"], "spec": spec} for spec in (before, after))
    assert [finding.path for finding in validate_change(old, new)] == (["spec.podCIDRs"] if refused else [])


def test_a_changed_driver_of_a_csi_node_is_reported_at_the_list() -> None:
    old, new = (
        {**MINIMAL["CSINode"], "spec": {"drivers": [{"name": "a.example.com", "nodeID": node}]}} for node in ("1", "2")
    )
    assert [finding.path for finding in validate_change(old, new)] == ["spec.drivers"]
