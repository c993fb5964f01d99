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


def csi_node(name: str, count: int, annotations: dict[str, str] | None = None, driver: str = DRIVER) -> Tree:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSINode",
        "metadata": {"name": name, "annotations": annotations or {}},
        "spec": {"drivers": [{"name": driver, "nodeID": name, "topologyKeys": [], "allocatable": {"count": count}}]},
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


@pytest.mark.parametrize(
    ("source", "drivers", "expected"),
    [
        (EBS, DRIVER, {"b"}),
        ({"nfs": None, "vsphereVolume": {"volumePath": "v"}}, "csi.vsphere.vmware.com", {"a", "b"}),
        ({"nfs": None, "azureDisk": {"diskName": "d", "diskURI": "u", "kind": "Managed"}}, "disk.csi.azure.com", {"b"}),
        ({"nfs": None, "azureDisk": {"diskName": "d", "diskURI": "u"}}, "disk.csi.azure.com", {"a", "b"}),
        ({"nfs": None, "gcePersistentDisk": {"pdName": "d"}}, "pd.csi.storage.gke.io", {"b"}),
    ],
    ids=["EBS", "vSphere, which is not counted", "a managed disk", "an unmanaged disk", "a persistent disk"],
)
def test_in_tree_volumes_count_for_the_driver_that_took_over(
    source: dict[str, Any], drivers: str, expected: set[str]
) -> None:
    nodes = [*TWO, csi_node("a", 1, driver=drivers), csi_node("b", 1, driver=drivers)]
    mine: dict[str, Any] = {"nfs": None, "csi": {"driver": drivers, "volumeHandle": "m"}}
    volumes = [volume("held", "1Gi", **source), volume("mine", "1Gi", **mine)]
    claims = [bound("data", "mine"), bound("o", "held")]
    assert feasible([*nodes, *volumes, *claims, user("q", "o", nodeName="a")], user("p", "data")) == expected


def inline(name: str, *, to: str = "", **source: Any) -> Tree:
    return pod(name, volumes=[{"name": "v", **source}], **({"nodeName": to} if to else {}))


@pytest.mark.parametrize(
    ("held", "wanted", "expected"),
    [
        ({"cinder": {"volumeID": "1"}}, {"cinder": {"volumeID": "2"}}, {"b"}),
        ({"cinder": {"volumeID": "1"}}, {"cinder": {"volumeID": "1"}}, {"a", "b"}),
        ({"emptyDir": {}}, {"cinder": {"volumeID": "2"}}, {"a", "b"}),
        ({"csi": {"driver": "cinder.csi.openstack.org"}}, {"cinder": {"volumeID": "2"}}, {"a", "b"}),
        ({"cinder": {"volumeID": "1"}}, {"csi": {"driver": "cinder.csi.openstack.org"}}, {"a", "b"}),
    ],
    ids=["another volume", "the same volume", "no volume", "a CSI volume of a pod", "a CSI volume of the pod"],
)
def test_in_tree_volumes_of_pods_count_and_csi_volumes_of_pods_do_not(
    held: dict[str, Any], wanted: dict[str, Any], expected: set[str]
) -> None:
    nodes = [*TWO, *(csi_node(name, 1, driver="cinder.csi.openstack.org") for name in ("a", "b"))]
    assert feasible([*nodes, inline("q", to="a", **held)], inline("p", **wanted)) == expected


def test_the_names_of_ebs_volumes_are_compared_without_their_zone() -> None:
    held = inline("q", to="a", awsElasticBlockStore={"volumeID": "aws://eu-1a/vol-1"})
    of_claim = [volume("mine", "1Gi", **csi("vol-1")), bound("data", "mine")]
    assert feasible([*ONE_EACH, *of_claim, held], user("p", "data")) == {"a", "b"}
    assert feasible(ONE_EACH, inline("p", awsElasticBlockStore={"volumeID": "aws://eu-1a/disk"})) == set()


def test_an_in_tree_volume_that_its_driver_cannot_attach_fits_no_migrated_node() -> None:
    nodes = [*TWO, csi_node("a", 9, MIGRATED), csi_node("b", 9)]
    broken = volume("v", "1Gi", nfs=None, awsElasticBlockStore={"volumeID": "aws://eu-1a/disk"})
    assert feasible([*nodes, broken, bound("data", "v")], user("p", "data")) == {"b"}
    held = inline("q", to="b", azureDisk={"diskName": "d", "diskURI": "https://disks.example.com/d"})
    mine = [volume("mine", "1Gi", **csi("m")), bound("data", "mine")]
    assert feasible([*nodes, *mine, held], user("p", "data")) == {"a"}


@pytest.mark.parametrize(
    ("labels", "required", "expected"),
    [
        ({}, {"topology.kubernetes.io/zone": "x"}, {"b"}),
        ({}, {"failure-domain.beta.kubernetes.io/zone": "x"}, {"b"}),
        ({"topology.kubernetes.io/zone": "x"}, {"disk": "ssd"}, {"b"}),
        ({}, {"disk": "ssd"}, {"a", "b"}),
    ],
    ids=["a zone", "an old zone", "the zone of the label", "no zone"],
)
def test_the_zone_of_an_in_tree_volume_is_that_of_the_driver_that_took_over(
    labels: dict[str, str], required: dict[str, str], expected: set[str]
) -> None:
    zone = "topology.ebs.csi.aws.com/zone"
    nodes = [
        node("a", labels={"disk": "ssd", zone: "y"}),
        node("b", labels={"disk": "ssd", zone: "x"}),
        *(csi_node(name, 9, MIGRATED) for name in ("a", "b")),
    ]
    conditions = [{"key": key, "operator": "In", "values": [value]} for key, value in required.items()]
    affinity = {"required": {"nodeSelectorTerms": [{"matchExpressions": conditions}]}}
    placed = volume("v", "1Gi", **EBS, nodeAffinity=affinity)
    placed["metadata"]["labels"] = labels
    assert feasible([*nodes, placed, bound("data", "v")], user("p", "data")) == expected


OWNED = [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1", "controller": True}]


@pytest.mark.parametrize(("owners", "expected"), [(OWNED, {"a", "b"}), ([], set())])
def test_a_claim_for_an_ephemeral_volume_must_be_made_for_the_pod(owners: list[Tree], expected: set[str]) -> None:
    template = {"spec": claim("x", "1Gi")["spec"]}
    wanted = pod("p", volumes=[{"name": "tmp", "ephemeral": {"volumeClaimTemplate": template}}])
    there = bound("p-tmp", "v", ownerReferences=owners)
    assert feasible([*TWO, volume("v", "1Gi"), there], wanted) == expected


def test_the_zone_of_an_ephemeral_volume_is_not_looked_at() -> None:
    key = "topology.kubernetes.io/zone"
    zones = [node("a", labels={key: "x"}), node("b", labels={key: "y"})]
    placed = volume("v", "1Gi")
    placed["metadata"]["labels"] = {key: "x"}
    template = {"spec": claim("x", "1Gi")["spec"]}
    wanted = pod("p", volumes=[{"name": "tmp", "ephemeral": {"volumeClaimTemplate": template}}])
    assert feasible([*zones, placed, bound("p-tmp", "v", ownerReferences=OWNED)], wanted) == {"a", "b"}
    assert feasible([*zones, placed, bound("data", "v")], user("p", "data")) == {"a"}
