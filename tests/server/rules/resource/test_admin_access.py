"""An administrator's access to devices needs a label of the namespace."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import check, simulate, validate, validate_change

LABEL = "resource.kubernetes.io/admin-access"
ADMIN = {"name": "all", "exactly": {"deviceClassName": "gpu.example.com", "adminAccess": True}}
PLAIN = {"name": "one", "exactly": {"deviceClassName": "gpu.example.com", "adminAccess": False}}
PATH = "spec.devices.requests[1].adminAccess"


def claim(namespace: str | None = None, *requests: dict[str, Any]) -> dict[str, Any]:
    metadata = {"name": "sample"} | ({"namespace": namespace} if namespace else {})
    spec = {"devices": {"requests": list(requests or (PLAIN, ADMIN))}}
    return {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": metadata, "spec": spec}


def namespace(labels: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring", "labels": labels}}


def paths(findings: Any) -> list[str]:
    return [finding.path for finding in findings if finding.rule == "resource/admin-access"]


@pytest.mark.parametrize("name", [None, "default", "kube-system"])
def test_namespaces_that_each_cluster_has_lack_the_label(name: str | None) -> None:
    assert paths(validate(claim(name))) == [PATH]


def test_a_namespace_of_unknown_labels_is_not_judged() -> None:
    assert validate(claim("monitoring")) == []


def test_only_the_first_request_is_named() -> None:
    assert paths(validate(claim(None, PLAIN, ADMIN, {**ADMIN, "name": "more"}))) == [PATH]


def test_a_template_is_named_by_the_path_of_a_claim() -> None:
    template = claim() | {"kind": "ResourceClaimTemplate", "spec": {"spec": claim()["spec"]}}
    assert paths(validate(template)) == [PATH]


def test_flat_requests_are_judged_too() -> None:
    flat = claim() | {"apiVersion": "resource.k8s.io/v1beta1"}
    flat["spec"] = {"devices": {"requests": [{"name": "all", "deviceClassName": "a", "adminAccess": True}]}}
    assert paths(validate(flat)) == ["spec.devices.requests[0].adminAccess"]


@pytest.mark.parametrize(("labels", "expected"), [({LABEL: "true"}, []), ({LABEL: "yes"}, [PATH]), ({}, [PATH])])
def test_the_namespace_of_the_set_decides(labels: dict[str, str], expected: list[str]) -> None:
    assert paths(check([namespace(labels), claim("monitoring")])) == expected


def test_the_namespace_decides_in_a_large_set_too() -> None:
    names = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{index}"}} for index in range(30)]
    assert paths(check([namespace({}), *names, claim("monitoring"), claim()])) == [PATH, PATH]


@pytest.mark.parametrize(("labels", "expected"), [({LABEL: "true"}, []), ({}, [PATH])])
def test_the_namespace_of_the_cluster_decides(labels: dict[str, str], expected: list[str]) -> None:
    assert paths(check([claim("monitoring")], cluster=[namespace(labels)])) == expected
    assert paths(simulate([namespace(labels)], [claim("monitoring")]).answers[0].findings) == expected


def test_a_namespace_that_a_simulation_does_not_list_has_no_labels() -> None:
    assert paths(simulate([], [claim("monitoring")]).answers[0].findings) == [PATH]


def test_changes_of_a_claim_do_not_need_the_label() -> None:
    new = claim()
    new["metadata"] = {**new["metadata"], "labels": {"team": "a"}}
    assert validate_change(claim(), new) == []
