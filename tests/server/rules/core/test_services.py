"""Services: what is judged first, and fields that depend on each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rules.judging import error_paths, found


def test_addresses_are_judged_before_all_else() -> None:
    changes = {"spec.clusterIP": "nowhere", "metadata.name": "A_B", "spec.ports": []}
    assert error_paths("Service", changes) == ["spec.clusterIPs[0]"]


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"clusterIP": "None"}, []),
        ({"clusterIP": "None", "clusterIPs": ["None", "10.0.0.1"]}, ["spec.clusterIPs"]),
        ({"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1", "10.0.0.2"]}, ["spec.clusterIPs"]),
        ({"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1", "2001:db8::1"]}, []),
        ({"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1", "None"]}, ["spec.clusterIPs[1]"]),
        ({"clusterIPs": ["10.0.0.1"]}, ["spec.clusterIPs"]),
        ({"clusterIP": "10.0.0.1", "ipFamilies": ["IPv6"]}, ["spec.clusterIPs[0]"]),
        ({"clusterIP": "None", "ipFamilies": ["IPv6"]}, []),
        ({"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "SingleStack"}, ["spec.ipFamilyPolicy"]),
        ({"ipFamilies": ["IPv5"]}, ["spec.ipFamilies[0]"]),
        (
            {"clusterIP": "2001:db8::1", "ipFamilies": ["IPv4", "IPv4"]},
            ["spec.clusterIPs[0]", "spec.ipFamilies[1]"],
        ),
    ],
)
def test_addresses_and_families(changes: dict[str, Any], paths: list[str]) -> None:
    assert error_paths("Service", {f"spec.{field}": value for field, value in changes.items()}) == paths


def test_an_external_name_has_no_addresses() -> None:
    changes = {"spec.type": "ExternalName", "spec.clusterIP": "None", "spec.ipFamilyPolicy": "SingleStack"}
    expected = ["spec.clusterIPs", "spec.externalName", "spec.ipFamilyPolicy"]
    assert error_paths("Service", changes) == expected


def test_a_port_of_0_is_its_own_target() -> None:
    assert error_paths("Service", {"spec.ports": [{"port": 0}]}) == ["spec.ports[0].port", "spec.ports[0].targetPort"]


@pytest.mark.parametrize("target", [None, 0, ""])
def test_a_target_that_is_absent_is_the_port(target: Any) -> None:
    assert error_paths("Service", {"spec.ports": [{"port": 80, "targetPort": target}]}) == []


def test_a_port_of_the_node_is_taken_once_for_each_protocol() -> None:
    ports = [{"name": name, "port": port, "nodePort": 30080} for name, port in (("a", 80), ("b", 81))]
    changes: dict[str, Any] = {"spec.type": "NodePort", "spec.ports": ports}
    assert error_paths("Service", changes) == ["spec.ports[1].nodePort"]
    changes["spec.ports"] = [ports[0], {**ports[1], "protocol": "UDP"}]
    assert error_paths("Service", changes) == []


def test_external_ips_make_a_service_reachable_from_outside() -> None:
    policy = {"spec.externalTrafficPolicy": "Cluster"}
    assert error_paths("Service", policy) == ["spec.externalTrafficPolicy"]
    assert error_paths("Service", {**policy, "spec.externalIPs": ["203.0.113.7"]}) == []


def test_source_ranges_can_be_in_an_annotation() -> None:
    name = "service.beta.kubernetes.io/load-balancer-source-ranges"
    changes: dict[str, Any] = {"metadata.annotations": {name: "10.0.0.0/8, 192.168.0.0"}}
    assert error_paths("Service", changes) == [f"metadata.annotations[{name}]"]
    rules = {rule for rule, _ in found("Service", changes)}
    assert rules == {"core/load-balancer-only", "core/load-balancer-source-ranges"}


def test_older_servers_are_strict_with_names_and_lax_with_addresses() -> None:
    assert error_paths("Service", {"metadata.name": "1st"}) == []
    assert error_paths("Service", {"metadata.name": "1st"}, kube_version="1.35") == ["metadata.name"]
    changes = {"spec.clusterIP": "010.0.0.1"}
    assert error_paths("Service", changes) == ["spec.clusterIPs[0]"]
    assert error_paths("Service", changes, kube_version="1.35") == []


def test_older_servers_refuse_the_port_of_the_kubelet_in_a_load_balancer() -> None:
    changes = {"spec.type": "LoadBalancer", "spec.ports": [{"port": 10250}]}
    assert error_paths("Service", changes) == []
    assert error_paths("Service", changes, kube_version="1.32") == ["spec.ports[0]"]
