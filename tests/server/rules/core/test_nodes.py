"""Nodes and namespaces."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rules.judging import error_paths

TAINTS = "scheduler.alpha.kubernetes.io/taints"


def test_the_old_field_for_a_range_counts_where_the_two_differ() -> None:
    assert error_paths("Node", {"spec.podCIDR": "10.1.0.0"}) == ["spec.podCIDRs[0]"]
    both: dict[str, Any] = {"spec.podCIDR": "10.1.0.0/24", "spec.podCIDRs": ["10.2.0.0/24", "nowhere"]}
    assert error_paths("Node", both) == []


@pytest.mark.parametrize(
    ("ranges", "paths"),
    [
        (["10.1.0.0/24", "2001:db8::/64"], []),
        (["10.1.0.0/24", "10.1.0.0/24"], ["spec.podCIDRs"]),
        (["10.1.0.0/24", "2001:db8::/64", "10.2.0.0/24"], ["spec.podCIDRs"]),
        (["10.1.0.7/24"], ["spec.podCIDRs[0]"]),
        (["10.1.0.0", "2001:db8::/64"], ["spec.podCIDRs", "spec.podCIDRs[0]"]),
    ],
)
def test_one_range_for_each_family(ranges: list[str], paths: list[str]) -> None:
    assert error_paths("Node", {"spec.podCIDRs": ranges}) == paths


def test_amounts_of_the_status_count_on_create() -> None:
    changes: dict[str, Any] = {"status": {"capacity": {"pods": "1500m", "cpu": "-1", "example.com/gpu": "1"}}}
    wrong = ["status.capacity.cpu", "status.capacity.pods"]
    assert error_paths("Node", {"status": {**changes["status"], "allocatable": {}}}) == wrong
    assert error_paths("Node", changes) == ["status.allocatable.cpu", "status.allocatable.pods", *wrong]


@pytest.mark.parametrize(
    ("features", "paths"),
    [
        (["A", "B", "B/a"], []),
        (["A", "A"], ["status.declaredFeatures[1]"]),
        (["B", "A", "B"], ["status.declaredFeatures[1]"]),
    ],
)
def test_features_are_listed_in_order(features: list[str], paths: list[str]) -> None:
    assert error_paths("Node", {"status.declaredFeatures": features}) == paths


@pytest.mark.parametrize(
    ("annotation", "legal"),
    [
        ("", True),
        ("null", True),
        ('{"preferAvoidPods": []}', True),
        ('{"preferAvoidPods": [{"podSignature": {"podController": {"controller": true}}}]}', True),
        ('{"preferAvoidPods": [{"podSignature": {"podController": {"controller": false}}}]}', False),
        ('{"preferAvoidPods": [{}]}', False),
        ('{"preferAvoidPods": 1}', False),
        ("[" * 100_000, False),
    ],
)
def test_pods_to_avoid(annotation: str, *, legal: bool) -> None:
    name = "scheduler.alpha.kubernetes.io/preferAvoidPods"
    assert (error_paths("Node", {"metadata.annotations": {name: annotation}}) == []) is legal


def test_a_namespace_carries_its_name_as_a_label() -> None:
    assert error_paths("Namespace", {"metadata.name": "team_"}) == ["metadata.labels", "metadata.name"]
    assert error_paths("Namespace", {"metadata.name": "team_a"}) == ["metadata.name"]


@pytest.mark.parametrize(
    ("annotation", "paths"),
    [
        ("", []),
        ("null", []),
        ('[{"Key": "gpu", "EFFECT": "NoExecute"}]', []),
        ("[1]", [""]),
        ('[{"key": 1}]', [""]),
        ('[{"key": "a b", "effect": "Never"}]', [f".{TAINTS}[0].effect", f".{TAINTS}[0].key"]),
    ],
)
def test_taints_in_an_annotation_are_validated(annotation: str, paths: list[str]) -> None:
    changes = {"metadata.annotations": {TAINTS: annotation}}
    assert error_paths("Node", changes) == [f"metadata.annotations{path}" for path in paths]
