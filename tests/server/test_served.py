"""Kinds that a server does not serve, or will not for long: what to write instead."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl


def told(api_version: str, kind: str, kube: str) -> list[tuple[str, str | None]]:
    """The rules about the kind that a minimal object breaks, each with its remedy."""
    tree: dict[str, Any] = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "one"}, "spec": {}}
    findings = k8sdsl.validate(tree, kube_version=kube)
    return [(found.rule, found.remedy) for found in findings if found.path in {"apiVersion", "kind"}]


@pytest.mark.parametrize(
    ("api_version", "kind", "kube", "rule", "remedy"),
    [
        ("extensions/v1beta1", "Ingress", "1.36", "decode/unserved-kind", "networking.k8s.io/v1"),
        ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.28", "decode/unserved-kind", "v1beta3"),
        ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.36", "decode/unserved-kind", "k8s.io/v1"),
        ("networking.k8s.io/v2", "Ingress", "1.36", "decode/unserved-kind", "networking.k8s.io/v1"),
        ("apps/v1", "CronJob", "1.36", "decode/unserved-kind", "batch/v1"),
        ("v1", "Pood", "1.36", "decode/unserved-kind", "`Pod`"),
    ],
)
def test_what_is_not_served_names_what_is(api_version: str, kind: str, kube: str, rule: str, remedy: str) -> None:
    ((found, use),) = told(api_version, kind, kube)
    assert found == rule
    assert use is not None
    assert remedy in use


def test_alpha_and_beta_versions_are_off_by_default() -> None:
    (finding,) = told("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", "1.36")
    assert finding == ("decode/kind-not-enabled", "use `apiVersion: admissionregistration.k8s.io/v1`")


def test_a_version_that_nothing_replaces_names_the_flag_that_enables_it() -> None:
    ((rule, remedy),) = told("scheduling.k8s.io/v1alpha2", "PodGroup", "1.36")
    assert rule == "decode/kind-not-enabled"
    assert remedy is not None
    assert "--runtime-config=scheduling.k8s.io/v1alpha2=true" in remedy


def test_a_kind_that_comes_later_is_not_suggested_instead_of_itself() -> None:
    ((rule, remedy),) = told("resource.k8s.io/v1", "DeviceTaintRule", "1.36")
    assert rule == "decode/unserved-kind"
    assert remedy is not None
    assert "DeviceTaintRule" not in remedy


def test_betas_from_before_1_24_are_on() -> None:
    assert told("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.28") == []


def test_a_deprecated_version_is_reported_with_one_that_is_served() -> None:
    expected = [("schema/deprecated-version", "use `apiVersion: flowcontrol.apiserver.k8s.io/v1beta3`")]
    assert told("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.28") == expected
