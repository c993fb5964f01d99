"""Security: Windows, user namespaces, kernel parameters, profiles in annotations."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from k8sdsl.rule import Problems
from k8sdsl.server.rules.pods.annotations import validate_pod_annotations
from k8sdsl.server.rules.pods.scope import PodScope


def errors(**spec: Any) -> list[str]:
    held = {"containers": [{"name": "web", "image": "nginx"}], **spec}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": held}
    return [finding.path for finding in validate(pod) if finding.is_error]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        *(("ContainerUser", True), ("NT AUTHORITY\\SYSTEM", True), ("corp.example.com\\web", True), ("a" * 104, True)),
        *(("", False), ("a" * 105, False), ("a\\b\\c", False), ("\\a", False), ("a\tb", False), (". .", False)),
        *((".a\\b", False), ("a@b", False), ("a" * 16 + "_\\b", False), ("a b\\c", True)),
    ],
)
def test_windows_users(user: str, *, expected: bool) -> None:
    context = {"windowsOptions": {"runAsUserName": user}}
    assert (errors(securityContext=context) == []) is expected


def test_windows_pods_have_nothing_of_linux() -> None:
    context = {"fsGroup": 1, "sysctls": [{"name": "a", "value": "b"}], "supplementalGroups": []}
    containers = [{"name": "web", "image": "nginx", "securityContext": {"capabilities": {}, "runAsNonRoot": True}}]
    assert errors(os={"name": "windows"}, hostPID=True, securityContext=context, containers=containers) == [
        "spec.hostPID",
        "spec.securityContext.fsGroup",
        "spec.securityContext.supplementalGroups",
        "spec.securityContext.sysctls",
        "spec.containers[0].securityContext.capabilities",
    ]


def test_all_containers_are_host_processes_or_none() -> None:
    process = {"windowsOptions": {"hostProcess": True}}
    containers = [{"name": "a", "image": "b", "securityContext": process}, {"name": "c", "image": "d"}]
    assert errors(containers=containers) == ["spec", "spec.hostNetwork"]


def test_user_namespaces_are_not_shared_with_the_node() -> None:
    assert errors(hostUsers=False, hostPID=True, hostIPC=True) == ["spec.HostPID", "spec.HostIPC"]


@pytest.mark.parametrize(
    ("name", "host", "expected"),
    [
        ("net.core.somaxconn", "hostNetwork", False),
        ("net/core/somaxconn", "hostNetwork", False),
        ("kernel.shmmax", "hostIPC", False),
        ("fs.mqueue.msg_max", "hostIPC", False),
        ("kernel.sem", "hostIPC", False),
        ("kernel.shmmax", "hostNetwork", True),
        ("net.core.somaxconn", "hostIPC", True),
        ("vm.swappiness", "hostIPC", True),
    ],
)
def test_kernel_parameters_of_the_node_stay_its_own(name: str, host: str, *, expected: bool) -> None:
    context = {"sysctls": [{"name": name, "value": "1"}]}
    assert (errors(securityContext=context, **{host: True}) == []) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", []),
        ("null", []),
        ('[{"Operator": "Exists", "effect": null}]', []),
        ("{}", [""]),
        ('[{"key": 1}]', [""]),
        ('[{"operator": "Equal"}]', [".scheduler.alpha.kubernetes.io/tolerations[0].operator"]),
    ],
)
def test_tolerations_in_an_annotation(text: str, expected: list[str]) -> None:
    problems = Problems()
    annotations = {"scheduler.alpha.kubernetes.io/tolerations": text}
    validate_pod_annotations(annotations, "a", problems, PodScope({}, None, 36))
    assert [problem.path.removeprefix("a") for problem in problems] == expected
