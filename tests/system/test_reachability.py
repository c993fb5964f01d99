"""Who may call a Service under the policies of a set: addresses, ConfigMaps, namespaces, ports and egress."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system.sets import found, objects

API = {"app": "api"}
SERVED = {
    "Service/api": {"spec.selector": API, "spec.ports": [{"port": 80, "targetPort": "http"}]},
    "Deployment/api": {
        "spec.selector.matchLabels": API,
        "spec.template.metadata.labels": API,
        "spec.template.spec.containers[0].ports": [{"name": "http", "containerPort": 8080}],
    },
}
CALLER = {"Deployment/web": {"spec.template.spec.containers[0].env": [{"name": "API", "value": "http://api:80"}]}}
BY_CONFIG = {
    "ConfigMap/web": {"data": {"API": "http://api:80"}},
    "Deployment/web": {"spec.template.spec.containers[0].envFrom": [{"configMapRef": {"name": "web"}}]},
}
RULES = {"set/service-unreachable", "set/call-blocked"}


def policy(ingress: list[Any], **spec: Any) -> dict[str, Any]:
    spec = {"podSelector": {"matchLabels": API}, "policyTypes": ["Ingress"], "ingress": ingress, **spec}
    return {"NetworkPolicy/api": {"spec": spec}}


def peer(**selector: Any) -> dict[str, Any]:
    return {"from": [selector]}


def places(example: dict[str, Any]) -> set[tuple[str, str]]:
    return {(rule, ref) for rule, ref, _ in found(objects(example)) if rule in RULES}


BLOCKED = {("set/call-blocked", "Deployment/web")}
NAME = "kubernetes.io/metadata.name"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], {("set/service-unreachable", "NetworkPolicy/api")}),
        ([{}], set()),
        ([{"ports": [{"port": 8080}]}], set()),
        ([{"ports": [{"port": "http"}]}], set()),
        ([{"ports": [{"port": 8000, "endPort": 8100}]}], set()),
        ([{"ports": [{"port": 8080, "protocol": "UDP"}]}], {("set/service-unreachable", "NetworkPolicy/api")}),
        ([{"ports": [{"port": 443}]}], {("set/service-unreachable", "NetworkPolicy/api")}),
        ([peer(podSelector={"matchLabels": {"app": "web"}})], set()),
        ([peer(podSelector={})], set()),
        ([peer(podSelector={"matchLabels": {"app": "shop"}})], BLOCKED),
        ([peer(namespaceSelector={}, podSelector={"matchLabels": {"app": "shop"}})], BLOCKED),
        ([peer(namespaceSelector={"matchLabels": {NAME: "other"}})], BLOCKED),
        ([peer(namespaceSelector={"matchLabels": {NAME: "default"}})], set()),
        ([peer(namespaceSelector={"matchLabels": {"team": "a"}})], set()),  # the labels of the namespace are not known
        ([peer(ipBlock={"cidr": "10.0.0.0/8"})], set()),
    ],
)
def test_a_call_needs_a_rule_that_lets_the_caller_in(rules: list[Any], expected: set[tuple[str, str]]) -> None:
    assert places({**SERVED, **CALLER, **policy(rules)}) == expected


def test_an_address_in_a_config_map_is_a_call_of_its_readers() -> None:
    rules = [peer(podSelector={"matchLabels": {"app": "shop"}})]
    assert places({**SERVED, **BY_CONFIG, **policy(rules)}) == {("set/call-blocked", "ConfigMap/web")}


def test_the_egress_of_the_caller_counts_too() -> None:
    web = {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"]}
    dns = {"ports": [{"port": 53, "protocol": "UDP"}]}
    to_api = {"to": [{"podSelector": {"matchLabels": API}}]}
    blocked = {"NetworkPolicy/web": {"spec": {**web, "egress": [dns]}}}
    allowed = {"NetworkPolicy/web": {"spec": {**web, "egress": [dns, to_api]}}}
    assert places({**SERVED, **CALLER, **blocked}) == BLOCKED
    assert places({**SERVED, **CALLER, **allowed}) == set()


def test_policies_of_other_kinds_may_allow_more() -> None:
    other = {"CiliumNetworkPolicy/api": {"apiVersion": "cilium.io/v2"}}
    assert places({**SERVED, **CALLER, **policy([]), **other}) == set()


def test_policies_do_not_apply_to_pods_with_the_network_of_their_node() -> None:
    on_host = {**SERVED["Deployment/api"], "spec.template.spec.hostNetwork": True}
    assert places({**SERVED, **CALLER, "Deployment/api": on_host, **policy([])}) == set()
