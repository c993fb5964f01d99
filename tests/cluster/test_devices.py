"""Pods that claim devices: which nodes have enough of them, and what is left for others."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from tests.cluster.clusters import Tree, node, pod

VERSION = "resource.k8s.io/v1"
KINDS = ("DeviceClass", "ResourceClaim")
GPU: Tree = {"exactly": {"deviceClassName": "gpu"}}


def device_class(*expressions: str) -> Tree:
    selectors = [{"cel": {"expression": text}} for text in expressions]
    return {"apiVersion": VERSION, "kind": "DeviceClass", "metadata": {"name": "gpu"}, "spec": {"selectors": selectors}}


def device(name: str, memory: str = "8Gi", **more: Any) -> Tree:
    attributes = {"model": {"string": more.pop("model", "a")}, "numa": {"int": more.pop("numa", 0)}}
    return {"name": name, "attributes": attributes, "capacity": {"memory": {"value": memory}}, **more}


def offered(name: str, *devices: Tree, **place: Any) -> Tree:
    pool = {"name": name, "generation": 1, "resourceSliceCount": 1}
    spec = {"driver": "gpu.example.com", "pool": pool, "devices": list(devices), **(place or {"nodeName": name})}
    return {"apiVersion": VERSION, "kind": "ResourceSlice", "metadata": {"name": f"slice-{name}"}, "spec": spec}


def claim(name: str, *requests: Tree, **more: Any) -> Tree:
    named = [{"name": f"r{index}", **request} for index, request in enumerate(requests)]
    metadata = {"name": name, "namespace": "shop"}
    spec = {"devices": {"requests": named, **more}}
    return {"apiVersion": VERSION, "kind": "ResourceClaim", "metadata": metadata, "spec": spec}


def exactly(**more: Any) -> Tree:
    return {"exactly": {"deviceClassName": "gpu", **more}}


def selecting(expression: str) -> Tree:
    return exactly(selectors=[{"cel": {"expression": expression}}])


def user(name: str, claimed: str) -> Tree:
    made = pod(name, resourceClaims=[{"name": "gpu", "resourceClaimName": claimed}])
    made["spec"]["containers"][0]["resources"] = {"claims": [{"name": "gpu"}]}
    return made


def feasible(cluster: list[Tree], *pods: Tree) -> list[set[str]]:
    answers = k8sdsl.simulate(cluster, pods).answers
    assert all(answer.verdict == "accept" for answer in answers), answers
    return [set(answer.feasible) for answer in answers]


NODES = [node("a"), node("b")]
BIG = 'device.capacity["gpu.example.com"].memory.compareTo(quantity("20Gi")) > 0'


def test_a_claim_is_served_where_a_device_is() -> None:
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), claim("one", GPU)]
    assert feasible(cluster, user("web", "one")) == [{"a"}]


def test_each_claim_gets_devices_of_its_own() -> None:
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), claim("one", GPU), claim("two", GPU)]
    assert feasible(cluster, user("web", "one"), user("api", "two")) == [{"a"}, set()]


def test_pods_that_share_a_claim_run_where_its_devices_are() -> None:
    slices = [offered("a", device("gpu-0")), offered("b", device("gpu-1"))]
    first, second = feasible(
        [*NODES, device_class(), *slices, claim("one", GPU)], user("web", "one"), user("api", "one")
    )
    assert first == {"a", "b"}
    assert len(second) == 1


def test_each_pod_gets_a_claim_of_its_own_from_a_template() -> None:
    template = {
        "apiVersion": VERSION,
        "kind": "ResourceClaimTemplate",
        "metadata": {"name": "gpus", "namespace": "shop"},
        "spec": {"spec": {"devices": {"requests": [{"name": "r0", **GPU}]}}},
    }
    pods = [pod(name, resourceClaims=[{"name": "gpu", "resourceClaimTemplateName": "gpus"}]) for name in ("x", "y")]
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), template]
    assert feasible(cluster, *pods) == [{"a"}, set()]


@pytest.mark.parametrize(
    ("request_", "served"),
    [
        (exactly(count=2), True),
        (exactly(count=3), False),
        (exactly(allocationMode="All"), True),
        (selecting('device.attributes["gpu.example.com"].model == "b"'), True),
        (selecting('device.attributes["gpu.example.com"].model == "c"'), False),
        (selecting('device.attributes["other.example.com"].model == "b"'), False),
        (selecting('device.capacity["gpu.example.com"].memory.compareTo(quantity("10Gi")) >= 0'), True),
        (selecting('device.driver == "gpu.example.com"'), True),
        ({"firstAvailable": [{"name": "x", "deviceClassName": "gpu", "count": 9}]}, False),
        (
            {
                "firstAvailable": [
                    {"name": "x", "deviceClassName": "gpu", "count": 9},
                    {"name": "y", "deviceClassName": "gpu"},
                ]
            },
            True,
        ),
    ],
)
def test_requests_state_how_many_devices_of_which_kind_are_needed(request_: Tree, *, served: bool) -> None:
    slices = offered("a", device("gpu-0"), device("gpu-1", "16Gi", model="b", numa=1))
    cluster = [*NODES, device_class(), slices, claim("one", request_)]
    assert feasible(cluster, user("web", "one")) == [{"a"} if served else set()]


def test_a_search_goes_back_to_other_devices_of_claims_before() -> None:
    slices = offered("a", device("gpu-0"), device("gpu-1", model="b"))
    plain, choosy = claim("one", GPU), claim("two", selecting('device.attributes["gpu.example.com"].model == "a"'))
    both = pod("web", resourceClaims=[{"name": n, "resourceClaimName": n} for n in ("one", "two")])
    assert feasible([*NODES, device_class(), slices, plain, choosy], both) == [{"a"}]


@pytest.mark.parametrize(
    ("request_", "served"),
    [
        (exactly(allocationMode="All", capacity={"requests": {"memory": "10Gi"}}), True),
        (exactly(allocationMode="All", tolerations=[{"operator": "Exists"}]), True),
        (exactly(allocationMode="All"), False),
        (exactly(capacity={"requests": {"memory": "20Gi"}}), False),
        (selecting('"other.example.com" in device.attributes'), False),
        (selecting('!has(device.attributes["other.example.com"].numa)'), True),
        (selecting('device.attributes["gpu.example.com"].size > 3'), False),
    ],
)
def test_what_upstream_does_with_devices_that_are_small_or_tainted(request_: Tree, *, served: bool) -> None:
    taint = {"key": "broken", "effect": "NoSchedule"}
    slices = offered("a", device("gpu-0", "16Gi"), device("gpu-1", "8Gi", taints=[taint]))
    cluster = [*NODES, device_class(), slices, claim("one", request_)]
    assert feasible(cluster, user("web", "one")) == [{"a"} if served else set()]


def test_a_class_selects_devices_too() -> None:
    cluster = [*NODES, device_class('device.driver == "nic.example.com"'), offered("a", device("g")), claim("one", GPU)]
    assert feasible(cluster, user("web", "one")) == [set()]


@pytest.mark.parametrize(("field", "served"), [("matchAttribute", False), ("distinctAttribute", True)])
def test_devices_of_a_claim_have_attributes_in_common_or_apart(field: str, *, served: bool) -> None:
    slices = offered("a", device("gpu-0"), device("gpu-1", numa=1))
    constraint = {field: "gpu.example.com/numa"}
    cluster = [*NODES, device_class(), slices, claim("one", exactly(count=2), constraints=[constraint])]
    assert feasible(cluster, user("web", "one")) == [{"a"} if served else set()]


def test_tainted_devices_are_for_requests_that_tolerate_them() -> None:
    taint = {"key": "broken", "effect": "NoSchedule"}
    slices = offered("a", device("gpu-0", taints=[taint]))
    tolerant = exactly(tolerations=[{"key": "broken", "operator": "Exists"}])
    cluster = [*NODES, device_class(), slices, claim("one", GPU), claim("two", tolerant)]
    assert feasible(cluster, user("web", "one"), user("api", "two")) == [set(), {"a"}]


def test_administrators_may_use_devices_that_are_taken() -> None:
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), claim("one", GPU)]
    admin = claim("two", exactly(adminAccess=True))
    assert feasible([*cluster, admin], user("web", "one"), user("api", "two")) == [{"a"}, {"a"}]


def test_parts_of_a_device_share_its_counters() -> None:
    def part(name: str) -> Tree:
        consumes = [{"counterSet": "card", "counters": {"memory": {"value": "6Gi"}}}]
        return device(name, consumesCounters=consumes)

    counters = [{"name": "card", "counters": {"memory": {"value": "10Gi"}}}]
    slices = offered("a", part("p0"), part("p1"), nodeName="a", sharedCounters=counters)
    cluster = [*NODES, device_class(), slices, claim("one", GPU), claim("two", GPU)]
    assert feasible(cluster, user("web", "one"), user("api", "two")) == [{"a"}, set()]


def test_a_shared_device_serves_claims_up_to_its_capacity() -> None:
    slices = offered("a", device("gpu-0", "10Gi", allowMultipleAllocations=True))
    some = exactly(capacity={"requests": {"memory": "6Gi"}})
    few = exactly(capacity={"requests": {"memory": "4Gi"}})
    cluster = [*NODES, device_class(), slices, claim("one", some), claim("two", some), claim("three", few)]
    pods = [user("web", "one"), user("api", "two"), user("job", "three")]
    assert feasible(cluster, *pods) == [{"a"}, set(), {"a"}]


def test_devices_of_the_network_are_reached_from_selected_nodes() -> None:
    everywhere = offered("net", device("d0"), allNodes=True)
    assert feasible([*NODES, device_class(), everywhere, claim("one", GPU)], user("w", "one")) == [{"a", "b"}]
    term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["b"]}]}
    chosen = offered("net", device("d0"), nodeSelector={"nodeSelectorTerms": [term]})
    assert feasible([*NODES, device_class(), chosen, claim("one", GPU)], user("w", "one")) == [{"b"}]


def test_what_is_allocated_already_is_taken() -> None:
    held = claim("held", GPU)
    results = [{"request": "r0", "driver": "gpu.example.com", "pool": "a", "device": "gpu-0"}]
    held["status"] = {"allocation": {"devices": {"results": results}}}
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), held, claim("one", GPU)]
    assert feasible(cluster, user("web", "one"), user("api", "held")) == [set(), {"a"}]


@pytest.mark.parametrize("missing", ["claim", "class"])
def test_a_pod_waits_for_claims_and_classes_that_do_not_exist(missing: str) -> None:
    parts = {"claim": claim("one", GPU), "class": device_class()}
    cluster = [*NODES, offered("a", device("gpu-0")), *(part for name, part in parts.items() if name != missing)]
    (answer,) = k8sdsl.simulate(cluster, [user("web", "one")]).answers
    assert answer.feasible == ()
    assert {name for name, _ in answer.rejected.values()} == {"DynamicResources"}
    closed = [
        {"apiVersion": VERSION, "kind": kind, "metadata": {"name": "x"}} for kind in ("DeviceClass", "ResourceClaim")
    ]
    (finding,) = k8sdsl.check([user("web", "one")], cluster=[*cluster, *closed])
    assert (finding.rule, finding.path) == ("scheduling/resource-claims", "spec.resourceClaims")


def test_a_claim_that_is_being_deleted_serves_no_pod() -> None:
    ending = claim("one", GPU)
    ending["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    cluster = [*NODES, device_class(), offered("a", device("gpu-0")), ending]
    assert feasible(cluster, user("web", "one")) == [set()]


def test_check_reports_that_no_node_has_the_devices() -> None:
    cluster = [*NODES, device_class(), offered("a", device("gpu-0"))]
    (finding,) = k8sdsl.check([user("web", "one"), claim("one", exactly(count=2))], cluster=cluster)
    assert finding.rule == "scheduling/devices"
    assert "not enough devices for resource claim one" in finding.message


def test_nothing_is_missed_in_a_cluster_that_does_not_list_its_devices() -> None:
    assert k8sdsl.check([user("web", "one"), claim("one", GPU)], cluster=NODES) == []
    assert k8sdsl.check([user("web", "one")], cluster=[*NODES, device_class(), offered("a", device("gpu-0"))]) == []


def test_objects_of_older_versions_are_read_as_well() -> None:
    old = {"name": "r0", "deviceClassName": "gpu", "selectors": [{"cel": {"expression": BIG}}]}
    claimed = {**claim("c"), "apiVersion": "resource.k8s.io/v1beta1"}
    claimed["spec"] = {"devices": {"requests": [old]}}
    slices = []
    for name, memory in (("a", "8Gi"), ("b", "80Gi")):
        flat = device("gpu", memory)
        basic = {"name": flat.pop("name"), "basic": flat}
        slices.append({**offered(name, basic), "apiVersion": "resource.k8s.io/v1beta1"})
    assert feasible([*NODES, device_class(), *slices, claimed], user("p", "c")) == [{"b"}]


def test_a_device_for_one_node_keeps_its_claim_there() -> None:
    shared = offered("fabric", device("gpu", bindsToNode=True), allNodes=True)
    cluster = [*NODES, device_class(), shared, claim("c", GPU)]
    first, second = feasible(cluster, user("p", "c"), user("q", "c"))
    assert first == {"a", "b"}
    assert len(second) == 1
    free = [*NODES, device_class(), offered("fabric", device("gpu"), allNodes=True), claim("c", GPU)]
    assert feasible(free, user("p", "c"), user("q", "c")) == [{"a", "b"}, {"a", "b"}]


def test_a_device_that_its_driver_prepares_holds_back_the_pod() -> None:
    prepared = device("gpu", bindingConditions=["ready.example.com"], bindingFailureConditions=["failed.example.com"])
    cluster = [*NODES, device_class(), offered("a", prepared), claim("c", GPU)]
    (answer,) = k8sdsl.simulate(cluster, [user("p", "c")]).answers
    assert (answer.scheduled, set(answer.feasible)) == ("waits for its device", {"a"})


def asking(name: str, resource: str, count: int = 1) -> Tree:
    made = pod(name)
    made["spec"]["containers"][0]["resources"] = {"limits": {resource: str(count)}, "requests": {resource: str(count)}}
    return made


def extended(resource: str) -> Tree:
    made = device_class()
    made["spec"]["extendedResourceName"] = resource
    return made


@pytest.mark.parametrize("resource", ["example.com/gpu", "deviceclass.resource.kubernetes.io/gpu"])
def test_a_device_class_serves_an_extended_resource(resource: str) -> None:
    cluster = [*NODES, extended("example.com/gpu"), offered("a", device("gpu-0")), offered("b", device("gpu-1"))]
    first, second, third = feasible(cluster, *(asking(name, resource) for name in "pqr"))
    assert first == {"a", "b"}
    assert len(second) == 1
    assert third == set()
    assert feasible(cluster, asking("p", resource, 2)) == [set()]


def test_a_device_plugin_comes_before_the_device_class() -> None:
    plugged = node("a")
    plugged["status"]["allocatable"]["example.com/gpu"] = "1"
    cluster = [plugged, node("b"), extended("example.com/gpu"), offered("b", device("gpu-0"))]
    pods = [asking(name, "example.com/gpu") for name in "pqr"]
    first, second, third = feasible(cluster, *pods)
    assert (first, len(second), third) == ({"a", "b"}, 1, set())
    assert feasible([plugged, extended("example.com/gpu")], *pods[:2]) == [{"a"}, set()]


def test_extended_resources_are_not_served_by_device_classes_before_1_36() -> None:
    cluster = [*NODES, extended("example.com/gpu"), offered("a", device("gpu-0"))]
    for resource in ("example.com/gpu", "deviceclass.resource.kubernetes.io/gpu"):
        (answer,) = k8sdsl.simulate(cluster, [asking("p", resource)], kube_version="1.35").answers
        assert answer.feasible == ()
