"""`connections` lists what network policies allow, as a reference analyser does on recorded systems."""

from __future__ import annotations

import random
from typing import Any

import pytest

import k8sdsl
from k8sdsl.cluster.network import ports
from tests.corpora import lines_of


def pod(name: str, namespace: str = "shop", **labels: str) -> dict[str, Any]:
    container = {"name": "main", "image": "app:1.0", "ports": [{"name": "http", "containerPort": 8080}]}
    metadata = {"name": name, "namespace": namespace, "labels": labels or {"app": name}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container]}}


def policy(name: str, selector: dict[str, Any], **spec: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "shop"}
    spec = {"podSelector": {"matchLabels": selector} if selector else {}, **spec}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def between(documents: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """The connections between pods, by their names."""
    return {
        (c.source.split("/")[1].split("[")[0], c.target.split("/")[1].split("[")[0], c.ports)
        for c in k8sdsl.connections(documents)
        if "/" in c.source and "/" in c.target
    }


def plain(found: list[k8sdsl.Connection]) -> set[tuple[str, str, str]]:
    return {(c.source, c.target, c.ports) for c in found}


def test_connections_within_a_cluster_are_those_of_the_reference() -> None:
    for case in lines_of("network"):
        wanted = {tuple(c) for c in case["connections"] if "/" in c[0] and "/" in c[1]}
        found = {c for c in plain(k8sdsl.connections(case["documents"])) if "/" in c[0] and "/" in c[1]}
        assert found == wanted, case["id"]


def test_the_order_of_objects_changes_nothing() -> None:
    for case in lines_of("network"):
        if len(case["documents"]) < 25:
            shuffled = random.Random(7).sample(case["documents"], len(case["documents"]))  # noqa: S311
            assert plain(k8sdsl.connections(shuffled)) == plain(k8sdsl.connections(case["documents"])), case["id"]


def test_an_object_without_pods_changes_nothing() -> None:
    documents = [pod("web"), pod("db"), policy("db", {"app": "db"}, ingress=[])]
    more = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "unrelated", "namespace": "shop"}}
    assert k8sdsl.connections([*documents, more]) == k8sdsl.connections(documents)


def test_a_named_port_opens_what_the_target_calls_so() -> None:
    rule = {"from": [{"podSelector": {}}], "ports": [{"port": "http"}]}
    documents = [pod("web"), pod("db"), policy("db", {"app": "db"}, ingress=[rule])]
    assert between(documents) == {("web", "db", "TCP 8080"), ("db", "web", "All Connections")}


def test_addresses_outside_are_cut_by_the_blocks_of_policies() -> None:
    block = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
    found = k8sdsl.connections([pod("db"), policy("db", {}, ingress=[{"from": [block]}])])
    sources = [c.source for c in found if c.target == "shop/db[Pod]"]
    assert sources == ["10.0.0.0-10.0.255.255", "10.2.0.0-10.255.255.255"]


def test_an_ingress_lets_in_by_its_controller() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": "http"}]},
    }
    ingress = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}},
    }
    entering = [c for c in k8sdsl.connections([pod("web"), service, ingress]) if c.source == "{ingress-controller}"]
    assert plain(entering) == {("{ingress-controller}", "shop/web[Pod]", "TCP 8080")}
    closed = policy("web", {"app": "web"}, ingress=[{"from": [{"podSelector": {}}]}])
    found = k8sdsl.connections([pod("web"), service, ingress, closed])
    assert [c for c in found if c.source == "{ingress-controller}"] == []


@pytest.mark.parametrize(("action", "expected"), [("Allow", "All Connections"), ("Deny", None), ("Pass", "TCP 8080")])
def test_administrators_decide_before_network_policies(action: str, expected: str | None) -> None:
    everybody: dict[str, Any] = {"namespaces": {}}
    admin = {
        "apiVersion": "policy.networking.k8s.io/v1alpha1",
        "kind": "AdminNetworkPolicy",
        "metadata": {"name": "all"},
        "spec": {"priority": 5, "subject": everybody, "ingress": [{"action": action, "from": [everybody]}]},
    }
    own = policy("db", {"app": "db"}, ingress=[{"from": [{"podSelector": {}}], "ports": [{"port": 8080}]}])
    found = {(a, b): allowed for a, b, allowed in between([pod("web"), pod("db"), own, admin])}
    assert found.get(("web", "db")) == expected


GATEWAY: dict[str, Any] = {"kind": [], "apiVersion": "gateway.networking.k8s.io/v1", "spec": {"rules": 1}}
PORTS: list[tuple[Any, str | None]] = [
    ([{"tcp": {"destinationPort": {"number": 80}}}], "TCP 80"),
    ([{"udp": {"destinationPort": {"range": {"start": 50, "end": 60}}}}], "UDP 50-60"),
    ([{"sctp": {}}], "SCTP 1-65535"),
    ([{"destinationNamedPort": "http"}], "TCP 8080"),
    ([{"tcp": {"destinationPort": {"number": "x"}}}], None),
]


@pytest.mark.parametrize(("protocols", "expected"), PORTS)
def test_a_cluster_network_policy_opens_ports(protocols: Any, expected: str | None) -> None:
    everybody: dict[str, Any] = {"pods": {"namespaceSelector": {}, "podSelector": {}}}
    rules = [
        {"action": "Accept", "from": [everybody], "protocols": protocols},
        {"action": "Deny", "from": [everybody]},
    ]
    cluster = {
        "apiVersion": "policy.networking.k8s.io/v1alpha2",
        "kind": "ClusterNetworkPolicy",
        "metadata": {"name": "all"},
        "spec": {"tier": "Admin", "priority": 5, "subject": everybody, "ingress": rules},
    }
    found = {(a, b): allowed for a, b, allowed in between([pod("web"), pod("db"), cluster])}
    assert found.get(("web", "db")) == expected


def test_network_policies_decide_before_the_baseline() -> None:
    everybody: dict[str, Any] = {"namespaces": {}}
    baseline = {
        "apiVersion": "policy.networking.k8s.io/v1alpha2",
        "kind": "ClusterNetworkPolicy",
        "metadata": {"name": "all"},
        "spec": {
            "tier": "Baseline",
            "priority": 5,
            "subject": everybody,
            "ingress": [{"action": "Deny", "from": [everybody]}],
        },
    }
    own = policy("db", {"app": "db"}, ingress=[{"from": [{"podSelector": {}}], "ports": [{"port": 8080}]}])
    assert between([pod("web"), pod("db"), own, baseline]) == {("web", "db", "TCP 8080")}


def gateway_route(kind: str, backend: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "web", "namespace": "edge"},
        "spec": {"rules": [{"backendRefs": [{"name": "web", "namespace": "shop", "port": 80, **backend}]}], **spec},
    }


def mirrored(route: dict[str, Any]) -> dict[str, Any]:
    """A route that sends copies of requests to its backend, and no requests."""
    (backend,) = route["spec"]["rules"][0]["backendRefs"]
    mirror = {"type": "RequestMirror", "requestMirror": {"backendRef": backend}}
    return {**route, "spec": {"rules": [{"filters": [mirror]}]}}


def grant(kind: str) -> dict[str, Any]:
    source = {"group": "gateway.networking.k8s.io", "kind": kind, "namespace": "edge"}
    return {
        "apiVersion": "gateway.networking.k8s.io/v1beta1",
        "kind": "ReferenceGrant",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"from": [source], "to": [{"group": "", "kind": "Service"}]},
    }


@pytest.mark.parametrize(
    ("route", "given", "enters"),
    [
        (gateway_route("HTTPRoute", {}), [grant("HTTPRoute")], True),
        (gateway_route("TLSRoute", {}), [grant("TLSRoute")], True),
        (gateway_route("HTTPRoute", {}), [grant("TLSRoute")], False),
        (gateway_route("HTTPRoute", {}), [], False),
        (gateway_route("UDPRoute", {}), [grant("UDPRoute")], False),
        (gateway_route("HTTPRoute", {"port": 81}), [grant("HTTPRoute")], False),
        (gateway_route("HTTPRoute", {"kind": "Bucket"}), [grant("HTTPRoute")], False),
        (mirrored(gateway_route("HTTPRoute", {})), [grant("HTTPRoute")], False),
        (gateway_route("HTTPRoute", {}, parentRefs=[{"kind": "Service", "name": "web"}]), [grant("HTTPRoute")], False),
    ],
)
def test_routes_of_a_gateway_let_in(route: dict[str, Any], given: list[dict[str, Any]], *, enters: bool) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": "http"}]},
    }
    found = k8sdsl.connections([pod("web"), service, route, *given])
    entering = [c.target for c in found if c.source == "{ingress-controller}"]
    assert entering == (["shop/web[Pod]"] if enters else [])


def test_sets_of_ports_obey_the_laws_of_sets() -> None:
    some = [ports.ports("TCP", 80), ports.ports("UDP", 53, 60), ports.ports("TCP", 70, 90), ports.ALL, ports.NONE]
    for a in some:
        for b in some:
            both = ports.common(a, b)
            assert ports.union([a, b]) == ports.union([b, a])
            assert both == ports.common(b, a)
            assert ports.union([ports.without(a, b), both]) == a
            assert ports.common(ports.without(a, b), b) == ports.NONE


@pytest.mark.parametrize(
    "broken", [{"kind": "Pod"}, {"kind": "Route", "apiVersion": "route.openshift.io/v1"}, {}, GATEWAY]
)
def test_broken_objects_are_passed_over(broken: dict[str, Any]) -> None:
    assert plain(k8sdsl.connections([pod("web"), broken])) == plain(k8sdsl.connections([pod("web")]))
