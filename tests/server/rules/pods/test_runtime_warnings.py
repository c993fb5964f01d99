"""Containers that the server accepts and no node can start."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import check

Tree = dict[str, Any]


def found(container: Tree, **pod: Any) -> set[tuple[str, str]]:
    spec = {"containers": [{"name": "a", "image": "b:1", **container}], **pod}
    tree = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}
    return {(finding.rule, finding.path.removeprefix("spec.containers[0].")) for finding in check([tree])}


@pytest.mark.parametrize(
    ("container", "pod", "rule", "path"),
    [
        ({"securityContext": {"runAsUser": 0}}, {"runAsNonRoot": True}, "core/root-against-policy", "runAsUser"),
        ({"securityContext": {"runAsNonRoot": True}}, {"runAsUser": 0}, "core/root-against-policy", "runAsUser"),
    ],
)
def test_settings_of_pod_and_container_count_together(container: Tree, pod: Tree, rule: str, path: str) -> None:
    assert (rule, f"securityContext.{path}") in found(container, securityContext=pod)


def test_a_container_overrides_the_user_of_its_pod() -> None:
    container = {"securityContext": {"runAsUser": 1000, "runAsNonRoot": True}}
    assert found(container, securityContext={"runAsUser": 0}) == set()


@pytest.mark.parametrize(
    "command",
    [["sleep", "3600"], ["sh"], ["sh -c 'sleep 1'"], ["$(PROGRAM) x"], ["/opt/my program", "x"], ["{{ .Values.x }} y"]],
)
def test_a_command_that_can_be_started_is_fine(command: list[str]) -> None:
    assert found({"command": command}) == set()


def test_a_command_with_its_arguments_in_one_string_is_found() -> None:
    assert found({"command": ["sleep 3600"]}) == {("core/command-in-one-string", "command[0]")}
