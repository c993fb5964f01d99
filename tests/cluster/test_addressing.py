"""Ranges of addresses that overlap or are public, and balancers that do not know a node: the course's drawings."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl.cluster.forecast import addressing
from k8sdsl.manifest import Manifest
from k8sdsl.rule import Rule
from k8sdsl.views.trace import trace
from tests.cluster.clusters import Tree, node
from tests.system.sets import objects

RULES = [value for value in vars(addressing).values() if isinstance(value, Rule)]

# Drawing 1 of the course: four nodes, the company's network 192.168.0.0/16, and pods in 10.0.0.0/16.
NODES = [node(name, address=f"192.168.0.{number}") for number, name in enumerate(("cp-1", "one", "two", "three"), 1)]
SERVICE: Tree = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "mi-wp", "namespace": "shop"},
    "spec": {
        "type": "NodePort",
        "selector": {"app": "wp"},
        "ports": [{"port": 81, "targetPort": 80, "nodePort": 30080}],
    },
}


def found(manifests: list[Tree], cluster: list[Tree]) -> list[tuple[str, str, str]]:
    """Rule, object and path of the findings about addresses."""
    return [
        (f.rule, f"{f.ref.kind}/{f.ref.name}", f.path)
        for f in k8sdsl.check(manifests, cluster=cluster)
        if f.rule in {rule.id for rule in RULES}
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bad_example_violates_its_rule_and_a_good_one_none(rule: Rule) -> None:
    assert rule.id in {name for name, _, _ in found([], objects(rule.bad))}
    assert found([], objects(rule.good)) == []


def with_pods(*ranges: str) -> list[Tree]:
    """A node for each range of pods."""
    made = [node(f"n{index}", address=f"192.168.0.{index}") for index, _ in enumerate(ranges, 1)]
    for tree, block in zip(made, ranges, strict=True):
        tree["spec"]["podCIDRs"] = [block]
    return made


def flags(**values: str) -> Tree:
    command = ["kube-controller-manager", *(f"--{name.replace('_', '-')}={value}" for name, value in values.items())]
    spec = {"containers": [{"name": "c", "image": "registry.k8s.io/kube-controller-manager:v1.36", "command": command}]}
    metadata = {"name": "kube-controller-manager-cp-1", "namespace": "kube-system"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def pool(*ranges: str) -> Tree:
    spec = {"addresses": list(ranges)}
    return {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "pool"}, "spec": spec}


OVERLAPPING, PUBLIC = "cluster/overlapping-ranges", "cluster/public-range"


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        (with_pods("10.0.0.0/24", "10.0.1.0/24"), []),
        (with_pods("10.0.0.0/24", "10.0.0.128/25"), [(OVERLAPPING, "Node/n2", "spec.podCIDRs[0]")]),
        (with_pods("192.168.0.0/24"), [(OVERLAPPING, "Node/n1", "status.addresses[0].address")]),
        (with_pods("20.0.0.0/24"), [(PUBLIC, "Node/n1", "spec.podCIDRs[0]")]),
        (with_pods("fd00:10:244::/64"), []),
        (
            [flags(cluster_cidr="10.244.0.0/16", service_cluster_ip_range="10.96.0.0/12"), *with_pods("10.244.1.0/24")],
            [],
        ),
        (
            [flags(cluster_cidr="10.0.0.0/16", service_cluster_ip_range="10.0.1.0/24")],
            [(OVERLAPPING, "Pod/kube-controller-manager-cp-1", "spec.containers[0].command[2]")],
        ),
        ([pool("192.168.1.50/32", "192.168.1.60-192.168.1.70"), *with_pods("10.0.0.0/24")], []),
        (
            [pool("10.0.0.200 - 10.0.1.10"), *with_pods("10.0.0.0/24")],
            [(OVERLAPPING, "IPAddressPool/pool", "spec.addresses[0]")],
        ),
    ],
)
def test_ranges_of_different_uses_must_not_overlap(cluster: list[Tree], expected: list[tuple[str, str, str]]) -> None:
    assert found([], cluster) == expected


def test_addresses_are_compared_only_in_a_cluster_that_is_given() -> None:
    objects = with_pods("192.168.0.0/24")
    assert {one.rule for one in k8sdsl.check(objects)}.isdisjoint({rule.id for rule in RULES})


def test_the_order_of_the_objects_changes_nothing() -> None:
    cluster = [*with_pods("10.0.0.0/24", "10.0.0.0/24", "192.168.0.0/16"), pool("10.0.0.0/24"), pool("10.0.0.9/32")]
    for number, tree in enumerate(cluster[3:]):
        tree["metadata"]["name"] = f"pool-{number}"
    assert len(found([], cluster)) > 2
    assert sorted(found([], cluster)) == sorted(found([], cluster[::-1]))


def test_the_address_of_a_service_of_the_drawing_lies_in_the_range_of_its_pods() -> None:
    service = {**SERVICE, "spec": {**SERVICE["spec"], "clusterIP": "10.0.1.102"}}
    assert found([service], with_pods("10.0.0.0/16")) == [(OVERLAPPING, "Service/mi-wp", "spec.clusterIP")]


def balancer(*numbers: int, port: int = 30080) -> Tree:
    """The balancer in front of some nodes, as its administrators keep its configuration."""
    lines = "".join(f"  server node{number} 192.168.0.{number}:{port} check\n" for number in numbers)
    metadata = {"name": "balancer", "namespace": "kube-system"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"haproxy.cfg": f"backend\n{lines}"}}


def endpoints(*numbers: int) -> Tree:
    """The same as the addresses of a Service without a selector."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "balancer", "namespace": "kube-system"},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [f"192.168.0.{number}"]} for number in numbers],
        "ports": [{"port": 30080, "protocol": "TCP"}],
    }


MISSING = "cluster/node-without-balancer"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (balancer(1, 2, 3), [(MISSING, "ConfigMap/balancer", "data[haproxy.cfg]")]),
        (endpoints(1, 2, 3), [(MISSING, "EndpointSlice/balancer", "endpoints")]),
        (balancer(1, 2, 3, 4), []),
        (balancer(1, 2, 3, port=6443), []),  # not the port of a Service
        (balancer(2), []),  # the address of one node is not a balancer
    ],
)
def test_the_balancer_does_not_list_node_three_of_the_drawing(one: Tree, expected: list[tuple[str, str, str]]) -> None:
    assert found([SERVICE], [*NODES, one]) == expected


def test_a_balancer_over_workers_need_not_list_the_control_plane() -> None:
    control = node("cp-1", address="192.168.0.1", labels={"node-role.kubernetes.io/control-plane": ""})
    assert found([SERVICE], [control, *NODES[1:], balancer(2, 3, 4)]) == []
    assert found([SERVICE], [control, *NODES[1:], balancer(1, 2, 3)]) != []


def test_an_excluded_node_is_not_missing() -> None:
    label = {"node.kubernetes.io/exclude-from-external-load-balancers": ""}
    excluded = node("three", address="192.168.0.4", labels=label)
    assert found([SERVICE], [*NODES[:3], excluded, balancer(1, 2, 3)]) == []


@pytest.mark.parametrize("url", ["http://192.168.0.200:30080/", "http://mi-web/"])
def test_a_trace_names_the_node_that_the_balancer_does_not_know(url: str) -> None:
    service = {**SERVICE, "spec": {**SERVICE["spec"], "type": "LoadBalancer"}}
    service["spec"]["ports"] = [{"port": 80, "targetPort": 80, "nodePort": 30080}]
    steps = trace(map(Manifest, [service]), url, there=map(Manifest, [*NODES, balancer(1, 2, 3)]))
    (step,) = [step for step in steps if step.who == "ConfigMap/balancer in kube-system"]
    assert "Node/three (192.168.0.4)" in step.what
    assert step.remedy
    assert not step.broken


@pytest.mark.parametrize("odd", [None, 5, "x", "10.0.0.0/99", [], [None], {"a": None}])
def test_objects_of_any_shape_are_survived(odd: Any) -> None:
    kinds = (
        "Node",
        "Service",
        "ServiceCIDR",
        "Pod",
        "IPAddressPool",
        "IPPool",
        "ConfigMap",
        "EndpointSlice",
        "Endpoints",
    )
    fields = ("spec", "status", "data", "endpoints", "ports", "subsets")
    inner = {"podCIDRs": odd, "podCIDR": odd, "cidrs": odd, "cidr": odd, "addresses": odd, "ports": odd}
    trees: list[Tree] = [
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, **dict.fromkeys(fields, value)}
        for kind in kinds
        for value in (odd, inner, [inner])
    ]
    manifests = [*map(Manifest, [*trees, SERVICE])]
    assert list(addressing.misaddressed(manifests, [*NODES, balancer(1, 2, 3)]))
