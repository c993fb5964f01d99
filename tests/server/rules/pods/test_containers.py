"""Where containers are reported, and what they owe each other and the pod around them."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from k8sdsl.server.rules.pods.ports import PORT_PROTOCOL

CLAIM: dict[str, Any] = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
SCRATCH: dict[str, Any] = {"name": "scratch", "emptyDir": {}}


def container(name: str = "web", **fields: Any) -> dict[str, Any]:
    return {"name": name, "image": "nginx:1.21", **fields}


def errors(spec: dict[str, Any], kube_version: str = "1.36") -> list[str]:
    """The paths of all errors of a pod, in the order in which they are found."""
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample", "labels": {"app": "web"}}, "spec": spec}
    return [finding.path for finding in validate(pod, kube_version=kube_version) if finding.is_error]


def mounting(*mounts: dict[str, Any], **fields: Any) -> list[str]:
    """The errors of a container with mounts, without the path that they share."""
    spec = {"containers": [container(volumeMounts=list(mounts), **fields)], "volumes": [CLAIM, SCRATCH]}
    return [path.removeprefix("spec.containers[0].") for path in errors(spec)]


def test_a_volume_with_an_error_cannot_be_mounted() -> None:
    volumes = [{"name": "data", "persistentVolumeClaim": {}}]
    spec = {"containers": [container(volumeMounts=[{"name": "data", "mountPath": "/data"}])], "volumes": volumes}
    assert errors(spec) == [
        "spec.volumes[0].persistentVolumeClaim.claimName",
        "spec.containers[0].volumeMounts[0].name",
    ]


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ({"subPath": "/etc"}, ["volumeMounts.subPath"]),
        ({"subPathExpr": "../up"}, ["volumeMounts.subPathExpr"]),
        ({"subPath": "a", "subPathExpr": "b"}, ["volumeMounts[0].subPathExpr"]),
        ({"mountPropagation": "Sometimes"}, ["volumeMounts.mountPropagation"]),
        ({"readOnly": True, "recursiveReadOnly": "Enabled", "mountPropagation": "None"}, []),
        ({"recursiveReadOnly": "IfPossible"}, ["volumeMounts.recursiveReadOnly"]),
    ],
)
def test_options_of_mounts_lose_their_index(mount: dict[str, Any], expected: list[str]) -> None:
    assert mounting({"name": "scratch", "mountPath": "/a", **mount}) == expected


def test_a_privileged_container_may_propagate_mounts_both_ways() -> None:
    mount = {"name": "scratch", "mountPath": "/a", "mountPropagation": "Bidirectional"}
    assert mounting(mount, securityContext={"privileged": True}) == []


def test_a_claim_is_mounted_or_a_raw_device() -> None:
    device = {"name": "data", "devicePath": "/data"}
    assert mounting({"name": "data", "mountPath": "/data"}, volumeDevices=[device]) == [
        "volumeMounts[0].name",
        "volumeMounts[0].mountPath",
        "volumeDevices[0].name",
        "volumeDevices[0].devicePath",
    ]


def test_ports_of_an_init_container_are_reported_as_those_of_the_first() -> None:
    port = {"containerPort": 80, "hostPort": 80}
    before = [container("one"), container("two", ports=[port, port])]
    assert errors({"containers": [container()], "initContainers": before}) == [
        "spec.initContainers[0].ports[1].hostPort"
    ]


@pytest.mark.parametrize("field", ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
def test_only_init_containers_that_keep_running_have_probes(field: str) -> None:
    handler = {"exec": {"command": ["true"]}}
    probe = {"preStop": handler} if field == "lifecycle" else handler
    before = container("before", **{field: probe})
    assert errors({"containers": [container()], "initContainers": [before]}) == [f"spec.initContainers[0].{field}"]
    assert errors({"containers": [container()], "initContainers": [before | {"restartPolicy": "Always"}]}) == []


def test_a_lifecycle_with_only_a_gated_signal_is_accepted() -> None:
    before = container("before", lifecycle={"stopSignal": "SIGUSR1"})
    assert errors({"containers": [container()], "initContainers": [before]}) == []


@pytest.mark.parametrize(
    ("kube_version", "expected"),
    [("1.34", ["spec.containers[0].restartPolicy"]), ("1.35", [])],
)
def test_containers_have_restart_policies_since_1_35(kube_version: str, expected: list[str]) -> None:
    assert errors({"containers": [container(restartPolicy="Never")]}, kube_version) == expected


@pytest.mark.parametrize(("kube_version", "expected"), [("1.31", ["spec.containers[0].env[0].name"]), ("1.32", [])])
def test_names_of_variables_are_free_since_1_32(kube_version: str, expected: list[str]) -> None:
    assert errors({"containers": [container(env=[{"name": "1 2"}])]}, kube_version) == expected


def test_ephemeral_containers_are_refused_and_looked_at_nevertheless() -> None:
    debug = container("web", ports=[{"containerPort": 80}], targetContainerName="none")
    assert errors({"containers": [container()], "ephemeralContainers": [debug]}) == [
        "spec.ephemeralContainers[0].name",
        "spec.ephemeralContainers[0].targetContainerName",
        "spec.ephemeralContainers[0].ports",
        "spec.ephemeralContainers",
    ]


@pytest.mark.parametrize(
    ("divisor", "resource", "expected"),
    [
        ("1m", "limits.cpu", True),
        ("+1", "limits.cpu", False),
        ("01", "requests.memory", False),
        ("1000m", "limits.cpu", True),
        ("1e-3", "limits.cpu", False),
        ("1Ki", "requests.memory", True),
        ("1024", "requests.memory", False),
        ("1000", "requests.memory", True),
        ("1e3", "requests.memory", False),
        ("0", "requests.memory", True),
        ("1Mi", "limits.hugepages-2Mi", True),
        ("2Mi", "limits.hugepages-2Mi", False),
    ],
)
def test_divisors_are_judged_as_they_would_be_written_back(divisor: str, resource: str, *, expected: bool) -> None:
    variable = {"name": "A", "valueFrom": {"resourceFieldRef": {"resource": resource, "divisor": divisor}}}
    assert (errors({"containers": [container(env=[variable])]}) == []) is expected


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"imagePullPolicy": "always"}, "did you mean `Always`?"),
        ({"volumeMounts": [{"name": "scratsh", "mountPath": "/a"}]}, "did you mean `scratch`?"),
        ({"ports": [{"containerPort": 80, "protocol": "HTTP"}]}, PORT_PROTOCOL.remedy),
    ],
)
def test_near_misses_are_named_or_the_rule_has_a_remedy(fields: dict[str, Any], remedy: str | None) -> None:
    spec = {"containers": [container(**fields)], "volumes": [SCRATCH]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample"}, "spec": spec}
    assert [finding.remedy for finding in validate(pod)] == [remedy]
