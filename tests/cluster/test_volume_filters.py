"""The filters of the scheduler that look at volumes, where a recorded control plane has no case."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from tests.cluster.clusters import Tree, claim, node, pod, storage_class, volume

BOUND = {"pv.kubernetes.io/bind-completed": "yes"}
SELECTED = {"volume.kubernetes.io/selected-node": "b"}
MIGRATED = {"storage.alpha.kubernetes.io/migrated-plugins": "kubernetes.io/aws-ebs,kubernetes.io/gce-pd"}
DRIVER = "ebs.csi.aws.com"


def bound(name: str, to: str, *, annotations: dict[str, str] = BOUND, **metadata: Any) -> Tree:
    """A claim that a volume was bound to."""
    tree = claim(name, "1Gi", volumeName=to)
    tree["metadata"] |= {"annotations": annotations, **metadata}
    return tree


def user(name: str, *claims: str, **spec: Any) -> Tree:
    volumes = [{"name": f"v{index}", "persistentVolumeClaim": {"claimName": one}} for index, one in enumerate(claims)]
    return pod(name, volumes=volumes, **spec)


def feasible(cluster: list[Tree], wanted: Tree) -> set[str]:
    """The nodes that would take a pod."""
    (answer,) = k8sdsl.simulate(cluster, [wanted]).answers
    return set(answer.feasible or ())


def csi(handle: str) -> dict[str, Any]:
    return {"nfs": None, "csi": {"driver": DRIVER, "volumeHandle": handle}}


def csi_node(name: str, count: int, annotations: dict[str, str] | None = None) -> Tree:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {"name": name, "annotations": annotations or {}},
        "spec": {"drivers": [{"name": DRIVER, "nodeID": name, "topologyKeys": [], "allocatable": {"count": count}}]},
    }


def attachment(of: str, to: str) -> Tree:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "VolumeAttachment",
        "metadata": {"name": f"{of}-{to}"},
        "spec": {"attacher": DRIVER, "nodeName": to, "source": {"persistentVolumeName": of}},
    }


TWO = [node("a"), node("b")]
ONE_EACH = [*TWO, csi_node("a", 1), csi_node("b", 1)]
HELD = [volume("held", "1Gi", **csi("h")), volume("mine", "1Gi", **csi("m")), bound("data", "mine")]
EBS: dict[str, Any] = {"nfs": None, "awsElasticBlockStore": {"volumeID": "vol-1"}}


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        ([*TWO, volume("v", "1Gi"), bound("data", "v")], {"a", "b"}),
        ([*TWO, bound("data", "gone")], set()),
        ([*TWO, volume("v", "1Gi"), bound("data", "v", deletionTimestamp="2026-01-01T00:00:00Z")], set()),
        ([*TWO, volume("v", "1Gi"), {**bound("data", "v"), "status": {"phase": "Lost"}}], set()),
    ],
    ids=["bound", "the volume is gone", "the claim is being deleted", "the claim is lost"],
)
def test_a_claim_must_have_its_volume(cluster: list[Tree], expected: set[str]) -> None:
    assert feasible(cluster, user("p", "data")) == expected


def test_a_claim_that_is_being_provisioned_keeps_its_node() -> None:
    wait = storage_class("wait", "disk.example.com", volumeBindingMode="WaitForFirstConsumer")
    waiting = claim("data", "1Gi", "wait")
    assert feasible([*TWO, wait, waiting], user("p", "data")) == {"a", "b"}
    chosen = {**waiting, "metadata": {**waiting["metadata"], "annotations": SELECTED}}
    assert feasible([*TWO, wait, chosen], user("p", "data")) == {"b"}


@pytest.mark.parametrize(
    ("label", "expected"),
    [("x", {"a"}), ("x__y", {"a", "b"}), ("x__ y", {"a", "b"}), ("", {"a", "b"}), ("x__", {"a", "b"}), ("z", set())],
)
def test_a_volume_is_in_the_zones_of_its_label(label: str, expected: set[str]) -> None:
    key, old = "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"
    zones = [node("a", labels={key: "x"}), node("b", labels={key: "y"})]
    for name in (key, old):
        placed = volume("v", "1Gi")
        placed["metadata"]["labels"] = {name: label}
        assert feasible([*zones, placed, bound("data", "v")], user("p", "data")) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], {"a", "b"}),
        ([attachment("held", "a")], {"b"}),
        ([attachment("mine", "a")], {"a", "b"}),
        ([attachment("gone", "a")], {"a", "b"}),
        ([bound("other", "held"), user("q", "other", nodeName="a"), attachment("held", "a")], {"b"}),
    ],
    ids=["nothing attached", "another volume", "its own volume", "a volume that is gone", "a pod and its attachment"],
)
def test_volumes_that_are_attached_count_for_the_limit(more: list[Tree], expected: set[str]) -> None:
    assert feasible([*ONE_EACH, *HELD, *more], user("p", "data")) == expected


@pytest.mark.parametrize(("annotations", "expected"), [({}, {"a", "b"}), (MIGRATED, {"b"})])
def test_in_tree_volumes_count_for_the_driver_that_took_over(annotations: dict[str, str], expected: set[str]) -> None:
    nodes = [*TWO, csi_node("a", 1, annotations), csi_node("b", 1, annotations)]
    volumes = [
        volume("held", "1Gi", **EBS),
        volume("mine", "1Gi", **csi("m")),
        bound("data", "mine"),
        bound("o", "held"),
    ]
    assert feasible([*nodes, *volumes, user("q", "o", nodeName="a")], user("p", "data")) == expected
