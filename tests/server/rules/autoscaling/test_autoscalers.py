"""Autoscalers of both versions."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from tests.server.rules.judging import changed, error_paths

CPU: dict[str, Any] = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
RPS: dict[str, Any] = {"metric": {"name": "rps"}, "target": {"type": "AverageValue", "averageValue": "5"}}


def test_version_1_is_read_as_version_2() -> None:
    tree = changed(
        "HorizontalPodAutoscaler", {"apiVersion": "autoscaling/v1", "spec.targetCPUUtilizationPercentage": 0}
    )
    paths = [finding.path for finding in k8sdsl.validate(tree)]
    assert paths == ["spec.metrics[0].resource.target.averageUtilization"]


def test_the_resource_of_a_container_has_a_legal_name() -> None:
    source = {"name": "disk", "container": "web", "target": CPU["target"]}
    metrics = [{"type": "ContainerResource", "containerResource": source}]
    path = "spec.metrics[0].containerResource.name"
    assert error_paths("HorizontalPodAutoscaler", {"spec.metrics": metrics}) == [path]


def test_one_source_too_many_is_named() -> None:
    metric = {"type": "Resource", "resource": CPU, "pods": RPS}
    assert error_paths("HorizontalPodAutoscaler", {"spec.metrics": [metric]}) == ["spec.metrics[0].pods"]


def test_only_the_first_source_is_judged() -> None:
    metric = {"type": "Resource", "resource": {}, "pods": RPS}
    assert error_paths("HorizontalPodAutoscaler", {"spec.metrics": [metric]}) == ["spec.metrics[0].pods"]


def test_a_source_of_another_type_is_judged_and_the_right_one_asked_for() -> None:
    metric = {"type": "Resource", "pods": {**RPS, "metric": {"name": ""}}}
    expected = ["spec.metrics[0].pods.metric.name", "spec.metrics[0].resource"]
    assert error_paths("HorizontalPodAutoscaler", {"spec.metrics": [metric]}) == expected


@pytest.mark.parametrize(
    ("source", "target", "path"),
    [
        ("resource", {}, "averageUtilization"),
        ("resource", {"averageUtilization": 1, "averageValue": "1"}, "averageValue"),
        ("external", {}, "averageValue"),
        ("external", {"value": "1", "averageValue": "1"}, "value"),
        ("pods", {"value": "1"}, "averageValue"),
        ("object", {}, "averageValue"),
    ],
)
def test_each_source_asks_for_its_own_kind_of_target(source: str, target: dict[str, Any], path: str) -> None:
    held = {
        "name": "cpu",
        "metric": {"name": "rps"},
        "describedObject": {"kind": "Service", "name": "web"},
        "target": {"type": "Value", **target},
    }
    fields = {
        "resource": ("name",),
        "external": ("metric",),
        "pods": ("metric",),
        "object": ("metric", "describedObject"),
    }
    metric = {"type": source.title(), source: {field: held[field] for field in (*fields[source], "target")}}
    paths = error_paths("HorizontalPodAutoscaler", {"spec.metrics": [metric]})
    assert paths == [f"spec.metrics[0].{source}.target.{path}"]


def test_policies_that_are_absent_are_the_servers_and_an_empty_list_is_none() -> None:
    changes: dict[str, Any] = {"spec.behavior": {"scaleUp": {}}}
    assert error_paths("HorizontalPodAutoscaler", changes) == []
    changes = {"spec.behavior": {"scaleUp": {"policies": []}}}
    assert error_paths("HorizontalPodAutoscaler", changes) == ["spec.behavior.scaleUp.policies"]


def test_older_servers_do_not_require_a_group() -> None:
    changes = {"spec.scaleTargetRef": {"kind": "Deployment", "name": "web"}}
    assert error_paths("HorizontalPodAutoscaler", changes) == ["spec.scaleTargetRef.apiVersion"]
    assert error_paths("HorizontalPodAutoscaler", changes, kube_version="1.33") == []


def test_zero_replicas_require_a_metric_of_something_outside_the_pods() -> None:
    external = [{"type": "External", "external": RPS}]
    expected = ["spec.metrics", "spec.minReplicas"]
    assert error_paths("HorizontalPodAutoscaler", {"spec.minReplicas": 0}) == expected
    assert error_paths("HorizontalPodAutoscaler", {"spec.minReplicas": 0, "spec.metrics": external}) == expected[1:]
