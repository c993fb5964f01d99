"""Claims for devices: references between their parts, older forms, and fields behind gates."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate


def broken(kind: str, spec: dict[str, Any], version: str = "v1", kube: str = "1.36") -> list[str]:
    obj = {"apiVersion": f"resource.k8s.io/{version}", "kind": kind, "metadata": {"name": "sample"}, "spec": spec}
    found = [finding for finding in validate(obj, kube_version=kube) if finding.rule != "decode/kind-not-enabled"]
    return [finding.path for finding in found if finding.is_error]


def claim(**devices: Any) -> dict[str, Any]:
    alternatives = [{"name": "large", "deviceClassName": "large"}, {"name": "small", "deviceClassName": "small"}]
    requests = [{"name": "one", "exactly": {"deviceClassName": "one"}}, {"name": "any", "firstAvailable": alternatives}]
    return {"devices": {"requests": requests, **devices}}


@pytest.mark.parametrize("reference", ["one", "any", "any/large", "any/small"])
def test_constraints_refer_to_requests_and_alternatives(reference: str) -> None:
    constraint = {"requests": [reference], "matchAttribute": "example.com/numa"}
    assert broken("ResourceClaim", claim(constraints=[constraint])) == []


@pytest.mark.parametrize("reference", ["two", "one/large", "any/huge", "any/large/x", ""])
def test_other_references_are_refused(reference: str) -> None:
    constraint = {"requests": [reference], "matchAttribute": "example.com/numa"}
    assert set(broken("ResourceClaim", claim(constraints=[constraint]))) == {"spec.devices.constraints[0].requests[0]"}


def test_a_template_has_the_same_fields_one_level_deeper() -> None:
    spec = {"spec": {"devices": {"requests": [{"name": "one"}]}}}
    assert broken("ResourceClaimTemplate", spec) == ["spec.spec.devices.requests[0]"]


def test_flat_requests_are_named_as_the_server_converts_them() -> None:
    request = {"name": "one", "deviceClassName": "one", "allocationMode": "All", "count": 1}
    expected = ["spec.devices.requests[0].exactly.count"]
    assert broken("ResourceClaim", {"devices": {"requests": [request]}}, "v1beta1") == expected


def test_flat_requests_with_alternatives_are_refused() -> None:
    request = {"name": "one", "deviceClassName": "one", "firstAvailable": [{"name": "a", "deviceClassName": "a"}]}
    assert broken("ResourceClaim", {"devices": {"requests": [request]}}, "v1beta1") == ["spec.devices.requests[0]"]


def test_tolerations_count_from_1_36_on() -> None:
    toleration = {"operator": "Exists", "value": "x"}
    request = {"name": "one", "exactly": {"deviceClassName": "one", "tolerations": [toleration]}}
    spec = {"devices": {"requests": [request]}}
    assert broken("ResourceClaim", spec, kube="1.35") == []
    assert broken("ResourceClaim", spec) == ["spec.devices.requests[0].exactly.tolerations[0].value"]


def slice_with(device: dict[str, Any]) -> dict[str, Any]:
    pool = {"name": "node-1", "resourceSliceCount": 1}
    return {"driver": "gpu.example.com", "nodeName": "node-1", "pool": pool, "devices": [device]}


def test_long_keys_lose_their_middle_in_paths() -> None:
    key = "a" * 200
    found = broken("ResourceSlice", slice_with({"name": "gpu", "attributes": {key: {}}}))
    assert found == ["spec.devices[0].attributes", f"spec.devices[0].attributes[{'a' * 47}...{'a' * 46}]"]


def test_devices_of_v1beta1_are_wrapped() -> None:
    device = {"name": "gpu", "basic": {"attributes": {"model": {}}}}
    assert broken("ResourceSlice", slice_with(device), "v1beta1") == ["spec.devices[0].attributes[model]"]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"min": "1Gi", "max": "4Gi", "step": "1Gi"}, []),
        ({"max": "4Gi"}, ["validRange.min"]),
        ({"min": "1Gi", "max": "64Gi"}, ["validRange.max"]),
        ({"min": "1Gi", "max": "1Gi"}, ["validRange.max"]),
        ({"min": "3Gi"}, ["validRange.min"]),
        ({"min": "1Gi", "step": "0"}, ["validRange.step"]),
        ({"min": "1Gi", "step": "3Gi"}, ["validRange.step"]),
        ({"min": "2Gi", "max": "5Gi", "step": "40Gi"}, ["validRange.step", "validRange.step"]),
    ],
)
def test_ranges_of_capacity(bounds: dict[str, str], expected: list[str]) -> None:
    policy = {"default": "2Gi", "validRange": bounds}
    capacity = {"memory": {"value": "40Gi", "requestPolicy": policy}}
    device = {"name": "gpu", "allowMultipleAllocations": True, "capacity": capacity}
    prefix = "spec.devices[0].capacity[memory].requestPolicy"
    assert broken("ResourceSlice", slice_with(device)) == [f"{prefix}.{field}" for field in expected]


def test_many_devices_are_fewer_where_they_have_taints() -> None:
    devices: list[dict[str, Any]] = [{"name": f"gpu-{number}"} for number in range(128)]
    spec = slice_with(devices[0])
    spec["devices"] = devices
    assert broken("ResourceSlice", spec) == []
    devices[0]["taints"] = [{"key": "a", "effect": "NoSchedule"}]
    assert broken("ResourceSlice", spec) == ["spec.devices"]
