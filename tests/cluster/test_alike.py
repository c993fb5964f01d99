"""Workloads that no policy can tell apart are in one group, and all others are not."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl.cluster.network.connections import typical_connections
from tests.cluster.test_connections import pod, policy


def groups(*documents: dict[str, Any]) -> dict[str, int]:
    """The number of the group of each pod by its name."""
    found = typical_connections(documents).groups
    return {side.split("/")[1].split("[")[0]: number for side, number in found.items()}


def test_labels_that_no_policy_names_tell_nothing_apart() -> None:
    pods = [pod("a", app="a"), pod("b", app="b", tier="back"), pod("db", app="db")]
    assert groups(*pods) == {"a": 0, "b": 0, "db": 0}
    assert groups(*pods, policy("db", {"app": "db"}, ingress=[])) == {"a": 0, "b": 0, "db": 1}


def test_a_namespace_tells_pods_apart() -> None:
    assert groups(pod("a", app="x"), pod("b", "other", app="x")) == {"a": 0, "b": 1}


def test_a_missing_label_is_not_like_another_value() -> None:
    selector = {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}
    peers = policy("all", {}, ingress=[{"from": [{"podSelector": selector}]}])
    assert groups(pod("a", tier="x"), pod("b", tier="y"), pod("c", app="c"), peers) == {"a": 0, "b": 0, "c": 1}


def test_a_named_port_tells_pods_apart_if_a_policy_names_it() -> None:
    one, other = pod("a", app="x"), pod("b", app="x")
    other["spec"]["containers"][0]["ports"][0]["containerPort"] = 9090
    named, numbered = ([{"ports": [{"port": port}]}] for port in ("http", 8080))
    assert groups(one, other, policy("all", {}, ingress=numbered)) == {"a": 0, "b": 0}
    assert groups(one, other, policy("all", {}, ingress=named)) == {"a": 0, "b": 1}


@pytest.mark.parametrize("kind", ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy"])
def test_a_policy_of_administrators_tells_pods_apart(kind: str) -> None:
    chosen = {"pods": {"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "a"}}}}
    rule = {"action": "Deny", "from": [chosen], "ports": [{"namedPort": "http"}]}
    spec = {"priority": 1, "subject": {"namespaces": {}}, "ingress": [rule]}
    version = "policy.networking.k8s.io/v1alpha1"
    admin = {"apiVersion": version, "kind": kind, "metadata": {"name": "default"}, "spec": spec}
    other = pod("c", app="c")
    other["spec"]["containers"][0]["ports"][0]["name"] = "web"
    assert groups(pod("a", app="a"), pod("b", app="b"), other, admin) == {"a": 0, "b": 1, "c": 2}


def test_pods_behind_an_ingress_are_not_like_others() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a", "namespace": "shop"},
        "spec": {"selector": {"app": "a"}, "ports": [{"port": 80, "targetPort": 8080}]},
    }
    backend = {"service": {"name": "a", "port": {"number": 80}}}
    ingress = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "a", "namespace": "shop"},
        "spec": {"defaultBackend": backend},
    }
    assert groups(pod("a", app="a"), pod("b", app="b"), pod("c", app="c"), service, ingress) == {"a": 0, "b": 1, "c": 1}


def test_two_of_a_group_have_the_connections_of_all() -> None:
    documents = [*(pod(f"web-{n}", app=f"web-{n}") for n in range(5)), pod("db", app="db")]
    documents.append(policy("db", {"app": "db"}, policyTypes=["Ingress", "Egress"]))
    found, numbers = typical_connections(documents)
    typical = {side for one in found for side in (one.source, one.target)}
    assert sum(side in typical for side in numbers) == 2
    assert found == [one for one in k8sdsl.connections(documents) if {one.source, one.target} <= typical]
