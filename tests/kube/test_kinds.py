"""The table of kinds against the facts about a real server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8sdsl.kube.kinds import is_builtin_group, is_namespaced, kind_info, versions_of
from k8sdsl.kube.versions import DEFAULT, minor_of, parse_kube_version
from tests.corpora import corpus


def facts(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((corpus("api") / name).read_text(encoding="utf-8"))
    return loaded


def api_version(fact: dict[str, Any]) -> str:
    return f"{fact['group']}/{fact['version']}" if fact["group"] else fact["version"]


def test_every_kind_of_a_server_is_known_as_it_is_there() -> None:
    wrong = []
    for fact in facts("resources.json"):
        info = kind_info(api_version(fact), fact["kind"])
        said = (fact["plural"], fact["namespaced"], tuple(fact["shortNames"]))
        if info is None or not info.served_in(36) or said != (info.plural, info.namespaced, info.short_names):
            wrong.append((api_version(fact), fact["kind"]))
    assert wrong == []


def test_kinds_are_served_from_when_they_came_until_they_went() -> None:
    wrong = []
    for fact in facts("lifecycle.json"):
        info = kind_info(api_version(fact), fact["kind"])
        if info is None:
            continue
        for minor in range(25, 38):
            came = "introduced" not in fact or minor >= minor_of(fact["introduced"])
            stays = "removed" not in fact or minor < minor_of(fact["removed"])
            if info.served_in(minor) and not (came and stays):
                wrong.append((api_version(fact), fact["kind"], minor))
    assert wrong == []


@pytest.mark.parametrize(
    ("api_version", "kind", "namespaced"),
    [
        ("v1", "Pod", True),
        ("v1", "Node", False),
        ("apps/v1", "Deployment", True),
        ("apps/v1beta9", "Deployment", True),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", False),
        ("example.com/v1", "Deployment", None),
    ],
)
def test_scope(api_version: str, kind: str, namespaced: bool | None) -> None:  # noqa: FBT001
    assert is_namespaced(api_version, kind) is namespaced


@pytest.mark.parametrize(
    ("group", "builtin"),
    [("", True), ("apps", True), ("networking.k8s.io", True), ("gateway.networking.k8s.io", False), ("a.b", False)],
)
def test_groups_of_kubernetes_itself(group: str, builtin: bool) -> None:  # noqa: FBT001
    assert is_builtin_group(group) is builtin


def test_versions_of_a_kind() -> None:
    versions = {info.api_version for info in versions_of("autoscaling", "HorizontalPodAutoscaler")}
    assert {"autoscaling/v1", "autoscaling/v2"} <= versions


@pytest.mark.parametrize(("text", "minor"), [("1.36", 36), ("v1.25", 25), ("1.30.4", 30), (DEFAULT, 36)])
def test_versions(text: str, minor: int) -> None:
    assert parse_kube_version(text) == minor
