"""`FakeCluster` answers as an API server does."""

from __future__ import annotations

import json
import urllib.request
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import HTTPError

import pytest

from k8sdsl.testing import FakeCluster

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "prod"}, "data": {"k": "v"}}
PATH = "/api/v1/namespaces/prod/configmaps"


def call(cluster: FakeCluster, path: str, method: str = "GET", tree: Any = None) -> tuple[int, Any]:
    data = None if tree is None else json.dumps(tree).encode()
    request = urllib.request.Request(cluster.url + path, data, method=method)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_objects_can_be_read_listed_applied_and_deleted() -> None:
    with FakeCluster([CONFIG]) as cluster:
        assert call(cluster, f"{PATH}/a")[1]["data"] == {"k": "v"}
        assert [one["metadata"]["name"] for one in call(cluster, PATH)[1]["items"]] == ["a"]
        assert call(cluster, f"{PATH}/a?fieldManager=kubectl", "PATCH", {**CONFIG, "data": {"n": "1"}})[0] == 200
        assert call(cluster, f"{PATH}/a")[1]["data"] == {"n": "1"}
        assert call(cluster, f"{PATH}/b?dryRun=All", "PATCH", CONFIG)[0] == 201
        assert call(cluster, f"{PATH}/b")[0] == 404
        assert call(cluster, f"{PATH}/a", "DELETE")[0] == 200
        assert call(cluster, PATH)[1]["items"] == []


def test_each_manager_owns_what_it_applied() -> None:
    with FakeCluster([CONFIG]) as cluster:
        cluster.apply({**CONFIG, "data": {"other": "x"}}, manager="other")
        applied = cluster.apply({**CONFIG, "data": {}})
    assert applied["data"] == {"other": "x"}
    fields = {entry["manager"]: entry["fieldsV1"] for entry in applied["metadata"]["managedFields"]}
    assert fields["other"] == {"f:data": {"f:other": {}}}


def test_what_is_invalid_or_forbidden_is_refused() -> None:
    with FakeCluster() as cluster:
        assert call(cluster, f"{PATH}/A_B", "PATCH", CONFIG)[0] == 422
        cluster.forbid("list", "configmaps")
        status, body = call(cluster, PATH)
        assert (status, body["reason"]) == (403, "Forbidden")
        with pytest.raises(AssertionError):
            cluster.apply({**CONFIG, "metadata": {"name": "A_B"}})


def test_the_discovery_names_the_kinds_of_the_version() -> None:
    with FakeCluster(kube_version="1.25") as old, FakeCluster(kube_version="1.36") as new:
        assert call(old, "/apis/autoscaling/v2beta2")[0] == 200
        assert call(new, "/apis/autoscaling/v2beta2")[0] == 404
        assert call(new, "/version")[1]["minor"] == "36"
        assert "apps" in {group["name"] for group in call(new, "/apis")[1]["groups"]}
        names = {one["name"] for one in call(new, "/api/v1")[1]["resources"]}
    assert {"pods", "configmaps"} <= names


def test_a_connection_can_be_lost() -> None:
    with FakeCluster() as cluster:
        cluster.lose_connection(after=1)
        assert call(cluster, "/version")[0] == 200
        with pytest.raises(RemoteDisconnected):
            call(cluster, "/version")
