"""Names that the server makes of generateName before it validates, and the generation that it counts itself."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from k8sdsl import validate
from tests.server.rules.minimal_objects import MINIMAL

POD = {"containers": [{"name": "web", "image": "nginx:1.21"}]}


def pod(kube_version: str = "1.36", **metadata: Any) -> list[str]:
    """The paths of everything that is found of a pod with this metadata."""
    tree = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": POD}
    return [finding.path for finding in validate(tree, kube_version=kube_version)]


@pytest.mark.parametrize(
    ("generate", "expected"),
    [
        ("web-", []),
        ("web", []),
        ("Web-", ["metadata.generateName", "metadata.name"]),
        ("web_-", ["metadata.name"]),  # upstream's probe loses two characters
        ("web.example-", ["metadata.name"]),  # a remark: the name is the hostname
        ("a" * 70, []),
        ("a" * 254, ["metadata.generateName"]),  # the name itself is made of 58 of them
    ],
)
def test_the_name_that_is_made_is_judged_as_one_that_is_given(generate: str, expected: list[str]) -> None:
    assert pod(generateName=generate) == expected


def test_a_name_that_is_given_is_the_name() -> None:
    assert pod(generateName="web_-", name="web") == []
    assert pod(generateName="Web-", name="web") == ["metadata.generateName"]


@pytest.mark.parametrize(("length", "expected"), [(47, []), (48, ["metadata.name"])])
def test_a_cron_job_leaves_room_for_its_jobs_in_a_name_that_is_made(length: int, expected: list[str]) -> None:
    spec = {"schedule": "@daily", "jobTemplate": {"spec": {"template": {"spec": {**POD, "restartPolicy": "Never"}}}}}
    tree = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"generateName": "a" * length}, "spec": spec}
    assert [finding.path for finding in validate(tree)] == expected


def test_generations_are_counted_by_the_server() -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": POD}
    rest = {"metadata": {"name": "web", "generation": -1}, "apiVersion": "v1"}
    assert validate({**rest, "kind": "PodTemplate", "template": template}) == []
    assert validate({**rest, "kind": "ReplicationController", "spec": {"template": template}}) == []
    assert pod(name="web", generation=-1) == []
    assert pod(name="web", generation=-1, kube_version="1.32") == ["metadata.generation"]


@pytest.mark.parametrize(
    "kind",
    [
        *("CustomResourceDefinition", "DeviceClass", "EndpointSlice", "FlowSchema", "Ingress"),
        *("MutatingWebhookConfiguration", "NetworkPolicy", "PriorityClass", "ValidatingAdmissionPolicyBinding"),
    ],
)
def test_so_are_those_of_kinds_with_a_specification(kind: str) -> None:
    tree = deepcopy(MINIMAL[kind])
    tree["metadata"]["generation"] = -1
    assert validate(tree) == []


@pytest.mark.parametrize("kind", ["ConfigMap", "CSIDriver", "Event", "Lease", "Node", "RuntimeClass", "Service"])
def test_other_kinds_have_their_own_limit(kind: str) -> None:
    tree = deepcopy(MINIMAL[kind])
    tree["metadata"]["generation"] = -1
    assert [finding.path for finding in validate(tree)] == ["metadata.generation"]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"name": "web", "generateName": "Web-"}, []),
        ({"name": "web", "generateName": "a/b"}, ["metadata.generateName"]),
        ({"name": "Web", "generateName": "a/b"}, ["metadata.name"]),
        ({"generateName": "Web-"}, ["metadata.name"]),
    ],
)
@pytest.mark.parametrize("kind", ["ReplicationController", "DeviceClass"])
def test_some_kinds_are_judged_by_the_name_that_is_made_only(
    kind: str, metadata: dict[str, str], expected: list[str]
) -> None:
    tree = {**deepcopy(MINIMAL[kind]), "metadata": metadata}
    assert [finding.path for finding in validate(tree) if finding.is_error] == expected


def test_two_owners_without_names_cannot_both_be_the_controller() -> None:
    owners = [{"apiVersion": "v1", "kind": kind, "uid": kind, "controller": True} for kind in ("Pod", "Node")]
    expected = ["metadata.ownerReferences.name", "metadata.ownerReferences.name", "metadata.ownerReferences"]
    assert pod(name="web", ownerReferences=owners) == expected


@pytest.mark.parametrize(
    ("kind", "generate", "expected"),
    [
        ("Role", ".", ["metadata.generateName"]),
        ("Role", "a/-", ["metadata.generateName", "metadata.name"]),
        ("Event", ".", []),
        ("PodDisruptionBudget", ".", []),
        ("IPAddress", "10.0.0.1", []),
    ],
)
def test_kinds_differ_in_how_names_may_begin(kind: str, generate: str, expected: list[str]) -> None:
    tree = {**deepcopy(MINIMAL[kind]), "metadata": {"generateName": generate}}
    assert [finding.path for finding in validate(tree)] == expected
