"""Laws of the simulation: more room never harms, what is unrelated changes nothing, work grows with what changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import k8sdsl
from k8sdsl.cluster.control_plane import ControlPlane
from k8sdsl.server.rules import Context
from tests.cluster.clusters import (
    Tree,
    apart,
    claim,
    container,
    deployment,
    node,
    pod,
    quota,
    spread,
    storage_class,
    volume,
)

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
CPUS = st.integers(min_value=1, max_value=40).map(lambda tenths: f"{tenths * 100}m")
MEMORIES = st.integers(min_value=1, max_value=16).map(lambda gibibytes: f"{gibibytes}Gi")


def answered(simulation: k8sdsl.Simulation) -> list[tuple[Any, ...]]:
    """What became of each object, without the order of nodes."""
    return [(a.ref, a.verdict, a.scheduled, frozenset(a.feasible)) for a in simulation.answers]


@given(st.lists(st.tuples(CPUS, MEMORIES), min_size=1, max_size=6), CPUS, MEMORIES)
@settings(max_examples=60, deadline=None)
def test_a_bigger_node_takes_every_pod_that_a_smaller_one_takes(
    pods: list[tuple[str, str]], cpu: str, memory: str
) -> None:
    workload = [pod(f"pod-{n}", *needs) for n, needs in enumerate(pods)]
    last = [pod("last", cpu, memory)]
    fits_small = k8sdsl.simulate([node("n", "2", "4Gi"), *_on("n", workload[:1])], last).answers[0].feasible
    fits_big = k8sdsl.simulate([node("n", "4", "8Gi"), *_on("n", workload[:1])], last).answers[0].feasible
    assert set(fits_small) <= set(fits_big)


def _on(name: str, pods: list[Tree]) -> list[Tree]:
    return [{**each, "spec": {**each["spec"], "nodeName": name}} for each in pods]


@given(st.lists(st.tuples(CPUS, MEMORIES), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_no_node_runs_more_than_it_has(pods: list[tuple[str, str]]) -> None:
    nodes = [node("a", "2", "8Gi"), node("b", "3", "16Gi")]
    workload = [pod(f"pod-{n}", *needs) for n, needs in enumerate(pods)]
    simulation = k8sdsl.simulate(nodes, workload)
    for name, cpu, memory in (("a", 2000, 8), ("b", 3000, 16)):
        there = [needs for needs, answer in zip(pods, simulation.answers, strict=True) if answer.node == name]
        assert sum(int(c.removesuffix("m")) for c, _ in there) <= cpu
        assert sum(int(m.removesuffix("Gi")) for _, m in there) <= memory


UNRELATED = [
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "unrelated", "namespace": "elsewhere"}},
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}},
    volume("unrelated", "1Gi", "another-class"),
]


@pytest.mark.parametrize("extra", UNRELATED, ids=lambda tree: tree["kind"])
def test_an_unrelated_object_changes_nothing(extra: Tree) -> None:
    cluster = [node("a"), node("b"), quota(pods="3"), volume("v", "5Gi")]
    workload = [deployment("web", 4, "500m", affinity=apart("web")), claim("data", "2Gi"), pod("one", "100m")]
    before, after = k8sdsl.simulate(cluster, workload), k8sdsl.simulate([*cluster, extra], workload)
    assert (answered(after), after.claims, after.controllers) == (
        answered(before),
        before.claims,
        before.controllers,
    )


@given(st.permutations([0, 1, 2, 3, 4, 5]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_what_exists_changes_nothing(order: list[int]) -> None:
    existing = [
        node("a", labels={"zone": "x"}),
        node("b", labels={"zone": "y"}),
        quota(requests_cpu="2"),
        storage_class("slow"),
        volume("v1", "2Gi", "slow"),
        volume("v2", "5Gi", "slow"),
    ]
    workload = [claim("data", "1Gi", "slow"), pod("web", "500m", topologySpreadConstraints=spread("web"))]
    expected = k8sdsl.simulate(existing, workload)
    found = k8sdsl.simulate([existing[n] for n in order], workload)
    assert answered(found) == answered(expected)
    assert found.claims == expected.claims


@given(st.permutations(["1Gi", "2Gi", "5Gi", "10Gi"]))
@settings(max_examples=24, deadline=None)
def test_the_smallest_volume_that_fits_is_taken_in_any_order(sizes: list[str]) -> None:
    volumes = [volume(f"v-{size.lower()}", size) for size in sizes]
    claims = k8sdsl.simulate(volumes, [claim("data", "3Gi")]).claims
    assert claims["shop/data"].volume == "v-5gi"


def plane_with(nodes: int) -> ControlPlane:
    plane = ControlPlane(Context(36), lambda _group, _kind: False)
    for number in range(nodes):
        plane.load(node(f"n{number}", labels={"zone": "abc"[number % 3]}))
    return plane


@pytest.mark.parametrize(
    "spec",
    [{}, {"affinity": apart("web")}, {"topologySpreadConstraints": spread("web")}],
    ids=["plain", "apart", "spread"],
)
def test_a_further_equal_pod_is_compared_with_the_changed_node_only(spec: Tree) -> None:
    plane = plane_with(50)
    plane.submit({**pod("web", "10m", **spec), "metadata": {"name": "p0", "labels": {"app": "web"}}})
    once = plane.scheduler.nodes.visits
    for number in range(1, 21):
        metadata = {"name": f"p{number}", "labels": {"app": "web"}}
        plane.submit({**pod("web", "10m", **spec), "metadata": metadata})
    assert once <= 2 * 50
    assert plane.scheduler.nodes.visits - once <= 20
    assert len(plane.scheduler.nodes.placed) == 21


def test_equal_nodes_are_judged_once_by_what_they_are() -> None:
    plane = plane_with(60)
    for number in range(10):
        plane.submit(pod(f"p{number}", f"{number + 1}m", nodeSelector={"zone": "a"}))
    assert plane.scheduler.nodes.visits <= 3 + 10 * 20 + 10 * 10


def test_a_pod_template_is_admitted_once_for_all_replicas() -> None:
    simulation = k8sdsl.simulate([node("n", pods=500)], [deployment("web", 300, "1m")])
    (state,) = simulation.controllers.values()
    assert (state.wanted, len(state.pods), {p.node for p in state.pods}) == (300, 300, {"n"})


def test_a_container_needs_what_it_has_at_any_time() -> None:
    init = {**container("3"), "name": "init"}
    sidecar = {**container("500m"), "name": "sidecar", "restartPolicy": "Always"}
    needs = pod("web", "1", initContainers=[sidecar, init])
    assert k8sdsl.simulate([node("n", "3400m")], [needs]).answers[0].feasible == ()
    assert k8sdsl.simulate([node("n", "3500m")], [needs]).answers[0].feasible == ("n",)


def _spread_pod(name: str, selector: Tree, **metadata: Any) -> Tree:
    constraint = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": selector}
    made = pod(name, topologySpreadConstraints=[constraint])
    made["metadata"] |= {"labels": {"app": "web"}, **metadata}
    return made


def _feasible(cluster: list[Tree], workload: Tree) -> set[str]:
    return set(k8sdsl.simulate(cluster, [workload]).answers[0].feasible)


def test_pods_that_are_being_deleted_do_not_count_for_spreading() -> None:
    nodes = [node(name, labels={"zone": name}) for name in ("a", "b")]
    mine = {"matchLabels": {"app": "web"}}
    held = _on("a", [_spread_pod("held", mine)])
    ending = _on("a", [_spread_pod("held", mine, deletionTimestamp="2026-01-01T00:00:00Z")])
    assert _feasible([*nodes, *held], _spread_pod("next", mine)) == {"b"}
    assert _feasible([*nodes, *ending], _spread_pod("next", mine)) == {"a", "b"}


def test_no_pod_counts_for_a_spread_constraint_with_an_empty_selector() -> None:
    nodes = [node(name, labels={"zone": name}) for name in ("a", "b")]
    held = _on("a", [_spread_pod("one", {}), _spread_pod("two", {})])
    assert _feasible([*nodes, *held], _spread_pod("next", {})) == {"a", "b"}


def test_an_affinity_that_names_nodes_rejects_the_others_before_other_filters() -> None:
    taint = {"key": "k", "effect": "NoSchedule"}
    field = {"key": "metadata.name", "operator": "In", "values": ["elsewhere"]}
    terms = [{"matchFields": [field]}]
    pinned = pod("p", affinity={"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": terms}}})
    (answer,) = k8sdsl.simulate([node("a", taints=[taint])], [pinned]).answers
    assert answer.rejected["a"][0] == "NodeAffinity"
