"""Objects of any shape are answered, in the cluster and in what is checked: none of them is a crash."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from tests.changed_trees import changed_trees
from tests.cluster.clusters import apart, claim, deployment, limit_range, namespace, node, pod, quota, scaler, volume

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD: list[Any] = [None, 1, "x", [], {}, [1], {"a": 1}, True, -1, 1.5, ["a", {}], "", {"": {}}]
CLUSTER = [node("n", labels={"zone": "a"}), quota(pods="3", requests_cpu="2"), limit_range(max={"cpu": "1"})]
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"type": "NodePort", "clusterIP": "10.96.0.9", "selector": {"app": "web"}, "ports": [{"port": 80}]},
}
POLICY = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"port": 80}]}]},
}
WORKLOAD = [
    namespace("shop", enforce="restricted"),
    deployment("web", 2, "100m", affinity=apart("web")),
    scaler("web", 2, 5),
    volume("v", "5Gi"),
    claim("data", "1Gi"),
    pod("db", "100m", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]),
    SERVICE,
    POLICY,
]


def places(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path in a tree below its root."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def broken(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with an odd value in up to three places."""
    made = copy.deepcopy(tree)
    for _ in range(chance.randint(1, 3)):
        *around, last = chance.choice(list(places(made)))
        parent: Any = made
        for step in around:
            parent = parent[step]
        parent[last] = copy.deepcopy(chance.choice(ODD))
    return made


@pytest.mark.parametrize("seed", range(40))
def test_broken_objects_are_answered(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test chooses
    cluster = [broken(tree, chance) if chance.random() < 0.5 else tree for tree in CLUSTER]
    workload = [broken(tree, chance) if chance.random() < 0.5 else tree for tree in WORKLOAD]
    assert len(k8sdsl.simulate(cluster, workload).answers) == len(workload)
    assert isinstance(k8sdsl.check(workload, cluster=cluster), list)
    assert isinstance(k8sdsl.forecast(workload, cluster=cluster), str)
    assert isinstance(k8sdsl.connections(workload), list)


ADMINISTRATORS = {
    "apiVersion": "policy.networking.k8s.io/v1alpha1",
    "kind": "AdminNetworkPolicy",
    "metadata": {"name": "a"},
    "spec": {
        "priority": 1,
        "subject": {"pods": {"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "db"}}}},
        "egress": [
            {"action": "Deny", "to": [{"networks": ["10.0.0.0/8"]}], "ports": [{"portNumber": {"port": 80}}]},
            {"action": "Pass", "to": [{"namespaces": {"matchLabels": {"a": "b"}}}], "ports": [{"namedPort": "http"}]},
        ],
    },
}


def test_any_value_in_any_place_of_an_administrators_policy_does_not_crash() -> None:
    for changed in changed_trees([ADMINISTRATORS]):
        assert isinstance(k8sdsl.connections([*changed, WORKLOAD[5]]), list)


def test_owners_of_any_shape_do_not_crash() -> None:
    there = pod("db", "100m")
    for owners in list[Any](["x", ["x"], [None], [{}], {"a": 1}]):
        owned = {**there, "metadata": {**there["metadata"], "name": "other", "ownerReferences": owners}}
        assert isinstance(k8sdsl.check([there], cluster=[*CLUSTER, owned]), list)


def test_quantities_of_thousands_of_digits_do_not_crash() -> None:
    many = "9" * 4000
    cluster = [node("n"), {**node("m"), "status": {"allocatable": {"cpu": "1n", "memory": "1n", "pods": many}}}]
    ranges = limit_range(maxLimitRequestRatio={"cpu": "2"})
    wanted = pod("db")
    for resources in ({"requests": {"cpu": many}}, {"requests": {"cpu": "1n"}, "limits": {"cpu": many}}):
        wanted["spec"]["containers"][0]["resources"] = resources
        running = {**wanted, "spec": {**wanted["spec"], "nodeName": "m"}}
        assert isinstance(k8sdsl.check([wanted], cluster=[*cluster, ranges, running]), list)
        assert len(k8sdsl.simulate([*cluster, ranges, running], [{**wanted, "metadata": {"name": "p"}}]).answers) == 1
