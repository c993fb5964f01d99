"""The checks of other linters look at the objects that their own linter looks at."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl.manifest import Manifest
from k8sdsl.policies.linters import looks_at

CHECKS = ("kube-linter:latest-tag", "kube-score:container-image-tag", "polaris:tagNotSpecified")
POD_SPEC = {"containers": [{"name": "web", "image": "nginx:latest"}]}


def workload(kind: str, api_version: str, **metadata: Any) -> dict[str, Any]:
    tree = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web", **metadata}}
    return {**tree, "spec": POD_SPEC if kind == "Pod" else {"template": {"spec": POD_SPEC}}}


def finding_linters(tree: dict[str, Any]) -> set[str]:
    found = k8sdsl.check([tree], policies=CHECKS)
    return {alias.partition(":")[0] for finding in found for alias in finding.aliases}


@pytest.mark.parametrize(
    ("kind", "api_version", "expected"),
    [
        ("Deployment", "apps/v1", {"kube-linter", "kube-score", "polaris"}),
        ("Deployment", "extensions/v1beta1", {"kube-score", "polaris"}),
        ("ReplicaSet", "apps/v1", {"kube-linter", "polaris"}),
        ("DeploymentConfig", "apps.openshift.io/v1", {"kube-linter", "polaris"}),
        ("Rollout", "argoproj.io/v1alpha1", {"polaris"}),
    ],
)
def test_a_check_looks_at_the_kinds_that_its_linter_reads(kind: str, api_version: str, expected: set[str]) -> None:
    assert finding_linters(workload(kind, api_version)) == expected


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({"kube-linter.io/ignore-all": ""}, {"kube-score", "polaris"}),
        ({"ignore-check.kube-linter.io/latest-tag": "why"}, {"kube-score", "polaris"}),
        ({"ignore-check.kube-linter.io/host-ipc": "why"}, {"kube-linter", "kube-score", "polaris"}),
        ({"kube-score/ignore": "pod-probes, container-image-tag"}, {"kube-linter", "polaris"}),
        ({"polaris.fairwinds.com/exempt": "true"}, {"kube-linter", "kube-score"}),
        ({"polaris.fairwinds.com/tagNotSpecified-exempt": "True"}, {"kube-linter", "kube-score"}),
        ({"polaris.fairwinds.com/exempt": "false"}, {"kube-linter", "kube-score", "polaris"}),
    ],
)
def test_an_annotation_exempts_an_object_from_the_checks_of_its_linter(
    annotations: dict[str, str], expected: set[str]
) -> None:
    assert finding_linters(workload("Pod", "v1", annotations=annotations)) == expected


def test_the_annotations_of_pods_decide_for_kube_score_before_those_of_the_workload() -> None:
    tree = workload("Deployment", "apps/v1", annotations={"kube-score/ignore": "container-resources"})
    check = "kube-score:container-ephemeral-storage-request-and-limit"
    assert not looks_at(check, Manifest(tree))
    tree["spec"]["template"]["metadata"] = {"annotations": {"kube-score/enable": check.partition(":")[2]}}
    assert looks_at(check, Manifest(tree))


def test_an_annotation_of_a_linter_does_not_switch_off_the_policy_itself() -> None:
    tree = workload("Pod", "v1", annotations={"kube-linter.io/ignore-all": ""})
    assert [finding.rule for finding in k8sdsl.check([tree], policies=["images/tag"]) if finding.rule == "images/tag"]


def test_what_several_checks_find_is_reported_once_with_all_their_names() -> None:
    found = [finding for finding in k8sdsl.check([workload("Pod", "v1")], policies=CHECKS) if finding.aliases]
    assert [finding.aliases for finding in found] == [CHECKS]


def test_policies_look_at_the_items_of_a_list() -> None:
    tree = {"apiVersion": "v1", "kind": "List", "items": [workload("Pod", "v1")]}
    assert finding_linters(tree) == {"kube-linter", "kube-score", "polaris"}
