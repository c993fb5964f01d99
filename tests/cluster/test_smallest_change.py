"""The remedy for a pod that no node takes is the smallest change after which one does."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import k8sdsl
from tests.cluster.clusters import claim, deployment, node, pod, tainted, volume

Tree = dict[str, Any]

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def remedy(manifests: list[Tree], cluster: list[Tree]) -> str:
    (finding,) = (f for f in k8sdsl.check(manifests, cluster=cluster) if f.rule.startswith("scheduling/"))
    return finding.remedy or ""


def affinity(**expression: Any) -> Tree:
    return {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}}


@pytest.mark.parametrize(
    ("expression", "labels", "change"),
    [
        ({"key": "cpu", "operator": "Gt", "values": ["3000"]}, {}, {"cpu": "3001"}),
        ({"key": "cpu", "operator": "Lt", "values": ["3000"]}, {"cpu": "4000"}, {"cpu": "2999"}),
        ({"key": "disk", "operator": "In", "values": ["ssd", "nvme"]}, {"disk": "hdd"}, {"disk": "ssd"}),
        ({"key": "gpu", "operator": "Exists"}, {}, {"gpu": "true"}),
        ({"key": "old", "operator": "DoesNotExist"}, {"old": "true"}, {"old": None}),
        ({"key": "disk", "operator": "NotIn", "values": ["hdd"]}, {"disk": "hdd"}, {"disk": None}),
    ],
)
def test_a_label_that_the_affinity_asks_for_makes_the_pod_fit(
    expression: Tree, labels: dict[str, str], change: dict[str, str | None]
) -> None:
    cluster, asked = [node("a", labels=labels)], pod("web", affinity=affinity(**expression))
    ((key, value),) = change.items()
    assert (f"{key}={value}" if value else f"remove the label {key}") in remedy([asked], cluster)
    changed = copy.deepcopy(cluster)
    held = changed[0]["metadata"]["labels"]
    held.pop(key, None)
    held.update({key: value} if value else {})
    assert not [f for f in k8sdsl.check([asked], cluster=changed) if f.rule.startswith("scheduling/")]


def test_labels_that_the_cluster_sets_are_not_changed() -> None:
    cluster = [node("a"), node("b"), node("gpu-1", taints=tainted("gpu"))]
    asked = pod("web", nodeSelector={"kubernetes.io/hostname": "gpu-1"})
    assert "key: gpu" in remedy([asked], cluster)
    assert "hostname=" not in remedy([pod("web", nodeSelector={"kubernetes.io/hostname": "z"})], cluster)


def test_a_pod_that_another_one_must_be_near_is_named() -> None:
    term = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "kubernetes.io/hostname"}
    asked = pod("web", affinity={"podAffinity": {REQUIRED: [term]}})
    assert "app=db" in remedy([asked], [node("a")])


def test_a_toleration_is_not_enough_where_the_volumes_are_missing_too() -> None:
    cluster = [node("a"), node("b"), node("c", taints=tainted("gpu"))]
    mounted = pod("web", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    manifests = [volume("small", "1Gi", "manual"), claim("data", "10Gi", "manual"), mounted]
    assert "toleration" not in remedy(manifests, cluster)


def test_a_node_is_not_relabelled_where_replicas_are_spread_by_that_label() -> None:
    spread = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "minDomains": 3}
    constraints = [{**spread, "labelSelector": {"matchLabels": {"app": "web"}}}]
    cluster = [node("a", labels={"zone": "a"}), node("b", labels={"zone": "b"})]
    web = deployment("web", 3, nodeSelector={"zone": "a"}, topologySpreadConstraints=constraints)
    assert "label node" not in remedy([web], cluster)
