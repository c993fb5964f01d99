"""What the notes say of volumes, placement, quotas and networks, as the simulation answers it."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from tests.cluster.clusters import (
    Tree,
    apart,
    claim,
    deployment,
    namespace,
    node,
    pod,
    quota,
    scaler,
    tainted,
    volume,
)

FOUR = [node(f"nodo{number}") for number in range(1, 5)]
CONTROL_PLANE = [
    node(f"maestro{number}", taints=tainted("node-role.kubernetes.io/control-plane")) for number in range(1, 4)
]


def rules(manifests: list[Tree], cluster: Any = None) -> list[str]:
    return [f.rule for f in k8sdsl.check(manifests, cluster=cluster) if not f.rule.startswith(("set/", "core/"))]


def nodes_of(simulation: k8sdsl.Simulation) -> list[str | None]:
    """The nodes of all pods of controllers, in order."""
    return [p.node for state in simulation.controllers.values() for p in state.pods]


# --- volumes


def test_a_claim_gets_all_of_the_volume_that_it_matches() -> None:
    """Asked for are 10, there are 20: "Los 20!"."""
    pair = [volume("volumen1", "20Gi", "rapidito-redundante"), claim("datos-mariadb", "10Gi", "rapidito-redundante")]
    report = k8sdsl.forecast(pair[1:], cluster=pair[:1])
    assert "claim shop/datos-mariadb -> volumen1, 20Gi for 10Gi requested, 10Gi idle" in report


def test_volumes_and_claims_without_a_match_wait_for_each_other() -> None:
    lonely = k8sdsl.simulate([volume("volumen1", "20Gi", "lento")], [claim("datos", "10Gi", "rapidito")])
    assert lonely.claims["shop/datos"].phase == "Pending"
    later = k8sdsl.simulate([], [claim("datos", "10Gi", "lento"), volume("volumen1", "20Gi", "lento")])
    assert later.claims["shop/datos"].volume == "volumen1"


def test_a_pool_of_volumes_wastes_what_is_not_asked_for() -> None:
    pool = [
        volume("pv-1", "10Gi", "redundante"),
        volume("pv-2", "100Gi", "redundante"),
        volume("pv-3", "35Gi", "no-redundante"),
    ]
    report = k8sdsl.forecast([claim("pvc-1", "35Gi", "redundante")], cluster=pool)
    assert "claim shop/pvc-1 -> pv-2, 100Gi for 35Gi requested, 65Gi idle" in report
    assert "pv-1, 10Gi: not claimed" in report


# --- placement


def test_a_selector_finds_the_nodes_that_carry_the_label() -> None:
    nodes = [node("nodo-con-gpu-01", labels={"gpu": "true"}), node("nodo2")]
    asked = pod("ia", nodeSelector={"gpu": "true"})
    assert k8sdsl.simulate(nodes, [asked]).answers[0].feasible == ("nodo-con-gpu-01",)
    assert rules([asked], nodes[1:]) == ["scheduling/node-affinity"]


def test_a_required_affinity_compares_numbers_and_a_preferred_one_rejects_no_node() -> None:
    def term(mhz: str) -> Tree:
        return {"matchExpressions": [{"key": "cpu-speed", "operator": "Gt", "values": [mhz]}]}

    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term("3000")]}}
    preferred = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": term("2500")}]}
    nodes = [node(f"nodo-{mhz}", labels={"cpu-speed": mhz}) for mhz in ("2400", "2600", "3200")]
    fast = k8sdsl.simulate(nodes, [pod("a", affinity={"nodeAffinity": required})])
    assert fast.answers[0].feasible == ("nodo-3200",)
    any_node = k8sdsl.simulate(nodes, [pod("a", affinity={"nodeAffinity": preferred})])
    assert len(any_node.answers[0].feasible) == 3


def test_pods_that_avoid_their_like_spread_one_to_a_node() -> None:
    simulation = k8sdsl.simulate(FOUR, [deployment("wordpress", 3, affinity=apart("wordpress"))])
    assert sorted(filter(None, nodes_of(simulation))) == ["nodo1", "nodo2", "nodo3"]


def test_seventeen_that_must_avoid_their_like_leave_thirteen_pending_on_four_nodes() -> None:
    workload = [deployment("wordpress", 17, affinity=apart("wordpress"))]
    assert nodes_of(k8sdsl.simulate([*CONTROL_PLANE, *FOUR], workload)).count(None) == 13
    (finding,) = [f for f in k8sdsl.check(workload, cluster=FOUR) if f.rule.startswith("scheduling/")]
    assert finding.rule == "scheduling/pod-affinity"
    assert finding.message.startswith("13 of 17 pods ")


def test_a_taint_keeps_out_pods_that_do_not_tolerate_it() -> None:
    tolerant = [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}]
    assert rules([pod("web")], CONTROL_PLANE) == ["scheduling/taints"]
    assert rules([pod("web", tolerations=tolerant)], CONTROL_PLANE) == []


@pytest.mark.parametrize(("tolerations", "count"), [([], 4), ([{"operator": "Exists"}], 7)])
def test_a_daemon_set_covers_the_control_plane_only_if_it_tolerates_it(tolerations: list[Tree], count: int) -> None:
    agent = deployment("agente", 1, tolerations=tolerations)
    agent["kind"] = "DaemonSet"
    del agent["spec"]["replicas"]
    assert len(nodes_of(k8sdsl.simulate([*CONTROL_PLANE, *FOUR], [agent]))) == count


def test_the_pods_of_a_lost_node_find_room_on_the_others() -> None:
    workload = [deployment("wordpress", 6, "1500m")]
    assert rules(workload, FOUR) == []
    assert None not in nodes_of(k8sdsl.simulate(FOUR[1:], workload))
    assert "scheduling/resources" in rules(workload, FOUR[2:])


# --- quotas


def test_between_three_and_seventeen_pods_fit_into_a_quota_or_do_not() -> None:
    workload = [deployment("wordpress", 3, "", "4Gi"), scaler("wordpress", 3, 17)]
    assert rules([quota(pods="40", requests_memory="96Gi"), *workload]) == []
    assert rules([quota(pods="40", requests_memory="64Gi"), *workload]) == ["quota/exceeded"]


def test_the_init_container_of_a_mesh_needs_what_the_baseline_refuses() -> None:
    init = {"name": "istio-init", "image": "istio/proxyv2:1.24"}
    init["securityContext"] = {"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}  # type: ignore[assignment]
    assert rules([namespace("shop", enforce="baseline"), pod("web", initContainers=[init])]) == [
        "pod-security/added-capabilities",
        "pod-security/added-capabilities",
    ]


# --- network


def test_the_database_talks_only_to_the_web_of_another_namespace() -> None:
    def placed(name: str, where: str) -> Tree:
        made = pod(name)
        made["metadata"]["namespace"] = where
        return made

    web_only = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ns1"}}}
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "mariadb", "namespace": "ns2"},
        "spec": {"podSelector": {}, "ingress": [{"from": [web_only], "ports": [{"port": 3306}]}]},
    }
    found = k8sdsl.connections([placed("web", "ns1"), placed("mariadb", "ns2"), placed("intruso", "ns3"), policy])
    assert [(c.source, c.ports) for c in found if c.target == "ns2/mariadb[Pod]"] == [("ns1/web[Pod]", "TCP 3306")]
