"""Network policies: the right traffic, and no open door by accident."""

from __future__ import annotations

import pytest

from k8sdsl.blocks import addresses, allow_traffic, deny_all_traffic, pods
from tests.blocks.workloads import APP, spec_of


def test_a_policy_that_denies_all_traffic_has_both_types_and_no_rules() -> None:
    assert spec_of(deny_all_traffic("deny-all")) == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_the_right_traffic() -> None:
    policy = allow_traffic(
        "web",
        APP,
        received={80: [pods(namespace="ingress-nginx"), addresses("192.168.0.0/16", without=["192.168.7.0/24"])]},
        sent={
            ("53/UDP", "53/TCP"): pods({"k8s-app": "kube-dns"}, namespace="kube-system"),
            "mysql": pods({"app": "db"}),
            443: pods(namespace={"team": "web"}),
        },
    )
    named = "kubernetes.io/metadata.name"
    assert spec_of(policy) == {
        "podSelector": {"matchLabels": APP},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [
            {
                "ports": [{"port": 80}],
                "from": [
                    {"namespaceSelector": {"matchLabels": {named: "ingress-nginx"}}},
                    {"ipBlock": {"cidr": "192.168.0.0/16", "except": ["192.168.7.0/24"]}},
                ],
            }
        ],
        "egress": [
            {
                "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
                "to": [
                    {
                        "namespaceSelector": {"matchLabels": {named: "kube-system"}},
                        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                    }
                ],
            },
            {"ports": [{"port": "mysql"}], "to": [{"podSelector": {"matchLabels": {"app": "db"}}}]},
            {"ports": [{"port": 443}], "to": [{"namespaceSelector": {"matchLabels": {"team": "web"}}}]},
        ],
    }


def test_a_direction_that_is_not_given_is_not_restricted_and_an_empty_one_is_closed() -> None:
    assert spec_of(allow_traffic("web", APP, received={80: pods()})) == {
        "podSelector": {"matchLabels": APP},
        "policyTypes": ["Ingress"],
        "ingress": [{"ports": [{"port": 80}], "from": [{"podSelector": {}}]}],
    }
    assert spec_of(allow_traffic("web", {}, sent={})) == {"podSelector": {}, "policyTypes": ["Egress"]}


def test_a_port_without_a_peer_is_refused() -> None:
    with pytest.raises(ValueError, match="everyone"):
        allow_traffic("web", APP, received={80: []})
