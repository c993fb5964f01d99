"""Quotas and ranges of limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rules.judging import error_paths


def limits(**limit: Any) -> list[str]:
    return error_paths("LimitRange", {"spec.limits": [{"type": "Container", **limit}]})


def test_a_maximum_is_the_default_and_the_default_the_request() -> None:
    fields = ("defaultRequest", "default", "min")
    assert limits(max={"cpu": "1"}, min={"cpu": "2"}) == [f"spec.limits[0].{field}[cpu]" for field in fields]
    fields = ("defaultRequest", "default", "max")
    assert limits(max={"gpu": "1"}) == [f"spec.limits[0].{field}[gpu]" for field in fields]


def test_values_are_compared_exactly() -> None:
    assert limits(max={"memory": "1Gi"}, min={"memory": "1073741824"}) == []
    assert limits(max={"memory": "1G"}, min={"memory": "1Gi"}) != []


@pytest.mark.parametrize(("ratio", "legal"), [("1", True), ("4", True), ("4001m", False), ("999m", False)])
def test_a_ratio_is_between_1_and_max_to_min(ratio: str, *, legal: bool) -> None:
    paths = limits(max={"cpu": "2"}, min={"cpu": "500m"}, maxLimitRequestRatio={"cpu": ratio})
    assert paths == ([] if legal else ["spec.limits[0].maxLimitRequestRatio[cpu]"])


def test_nothing_bounds_the_ratio_to_a_minimum_of_0() -> None:
    assert limits(max={"cpu": "2"}, min={"cpu": "0"}, maxLimitRequestRatio={"cpu": "1000"}) == []


def test_numbers_beyond_64_bits_overflow_as_in_go() -> None:
    assert limits(max={"cpu": "1e30"}, min={"cpu": "1"}, maxLimitRequestRatio={"cpu": "2"}) != []
    assert limits(max={"cpu": "16E"}, min={"cpu": "1"}, maxLimitRequestRatio={"cpu": "2"}) != []


def test_what_cannot_be_overcommitted_has_one_default() -> None:
    paths = limits(default={"hugepages-2Mi": "4Mi"}, defaultRequest={"hugepages-2Mi": "2Mi"})
    assert paths == ["spec.limits[0].defaultRequest[hugepages-2Mi]"]


def test_the_server_names_a_limit_range_that_has_no_name() -> None:
    assert error_paths("LimitRange", {"metadata.name": ""}) == []


def test_a_scope_applies_to_resources_of_its_own() -> None:
    spec: dict[str, Any] = {"hard": {"requests.storage": "1Gi"}, "scopes": ["VolumeAttributesClass"]}
    assert error_paths("ResourceQuota", {"spec": spec}) == []
    assert error_paths("ResourceQuota", {"spec": spec}, kube_version="1.33") == ["spec.scopes"]
    spec["hard"] = {"pods": "1", "example.com/gpu": "1"}
    assert error_paths("ResourceQuota", {"spec": spec}) == ["spec.scopes"]


def test_a_status_is_dropped() -> None:
    assert error_paths("ResourceQuota", {"status": {"hard": {"a b": "-1"}}}) == []


def test_scopes_of_the_selector_that_conflict_are_reported_there() -> None:
    terms = [{"scopeName": name, "operator": "Exists"} for name in ("Terminating", "NotTerminating")]
    changes = {"spec": {"hard": {"pods": "1"}, "scopeSelector": {"matchExpressions": terms}}}
    assert error_paths("ResourceQuota", changes) == ["spec.scopeSelector.matchExpressions"]
