"""Objects of a cluster become what somebody wrote."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from k8sdsl.importers.cluster import UserObjects
from k8sdsl.kube.kinds import kind_info
from k8sdsl.locations.secret_values import LAST_APPLIED
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.tree import copy_tree
from tests.corpora import corpus

SERVER = {
    "creationTimestamp": "2026-01-01T00:00:00Z",
    "generation": 3,
    "managedFields": [{"manager": "kubectl"}],
    "resourceVersion": "12",
    "uid": "8a1d",
}


def cleaned(tree: dict[str, Any]) -> dict[str, Any]:
    (made,) = UserObjects([tree], 36).objects
    return made


BROKEN: list[dict[str, Any]] = [
    {"metadata": {"name": "a", "finalizers": [["x"], {}]}},
    {"metadata": {"name": "a", "annotations": 5}, "kind": "Pod"},
    {"spec": {"containers": 5, "initContainers": {"a": 1}}, "kind": "Pod"},
    {"spec": {"volumeClaimTemplates": 5, "template": []}, "kind": "StatefulSet"},
]


@pytest.mark.parametrize("fields", BROKEN, ids=str)
def test_an_object_that_no_server_has_stays_as_it_is(fields: dict[str, Any]) -> None:
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", **fields}
    assert cleaned(copy_tree(tree)) == tree


def live(tree: dict[str, Any]) -> dict[str, Any]:
    """An object as the server returns it: with defaults, metadata and a status."""
    made: dict[str, Any] = copy_tree(tree)
    info = kind_info(made["apiVersion"], made["kind"])
    assert info is not None
    set_defaults(made, info.type, 36)
    made["metadata"] = {**made["metadata"], **SERVER}
    return {**made, "status": {"observedGeneration": 3}}


def service(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}


def test_server_fields_and_defaults_are_removed() -> None:
    container = {
        "name": "web",
        "image": "nginx:1.28",
        "readinessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5},
        "ports": [{"containerPort": 80}],
    }
    pod: dict[str, Any] = {"containers": [container]}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": pod}
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    full = live(tree)
    full["metadata"]["annotations"] = {"deployment.kubernetes.io/revision": "3"}
    full["spec"]["template"]["metadata"]["creationTimestamp"] = None
    full["spec"]["template"]["spec"] |= {"serviceAccount": "web", "serviceAccountName": "web"}
    pod["serviceAccountName"] = "web"
    assert full["spec"]["template"]["spec"]["dnsPolicy"] == "ClusterFirst"
    assert cleaned(full) == tree


@pytest.mark.parametrize(
    ("written", "allocated"),
    [
        ({"ports": [{"port": 80}]}, {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ipFamilies": ["IPv4"]}),
        ({"ports": [{"port": 80}], "clusterIP": "None"}, {"clusterIPs": ["None"], "ipFamilyPolicy": "SingleStack"}),
        ({"type": "LoadBalancer", "ports": [{"port": 80}]}, {"ports": [{"port": 80, "nodePort": 30123}]}),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}, {"clusterIP": "10.0.0.1"}),
    ],
)
def test_what_the_server_allocates_to_a_service_is_removed(written: dict[str, Any], allocated: dict[str, Any]) -> None:
    assert cleaned(live(service(**{**written, **allocated}))) == service(**written)


def test_what_was_applied_stays() -> None:
    applied = service(type="ClusterIP", clusterIP="10.0.0.1", ports=[{"port": 80, "protocol": "TCP"}])
    full = live(applied)
    full["metadata"]["annotations"] = {LAST_APPLIED: json.dumps(applied)}
    assert cleaned(full) == applied


def test_a_node_port_that_was_not_applied_is_removed() -> None:
    applied = service(type="NodePort", ports=[{"port": 80}])
    full = live(service(type="NodePort", ports=[{"port": 80, "nodePort": 30123}]))
    full["metadata"]["annotations"] = {LAST_APPLIED: json.dumps(applied)}
    assert cleaned(full) == applied


def test_the_volume_that_was_bound_to_a_claim_is_removed() -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": spec}
    full = live({**claim, "spec": {**spec, "volumeName": "pvc-1"}})
    full["metadata"] |= {
        "finalizers": ["kubernetes.io/pvc-protection"],
        "annotations": {"pv.kubernetes.io/bind-completed": "yes"},
    }
    assert cleaned(full) == claim


@pytest.mark.parametrize(
    ("tree", "creator"),
    [
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt"}}, "controllers"),
        (
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default"}},
            "the API server",
        ),
        ({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "type": "helm.sh/release.v1"}, "Helm"),
        ({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}, "nodes"),
        (
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "ownerReferences": [{"kind": "Job"}]}},
            "other objects",
        ),
        (
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": "edit", "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}},
            },
            "the API server",
        ),
    ],
)
def test_objects_that_the_cluster_creates_are_omitted(tree: dict[str, Any], creator: str) -> None:
    found = UserObjects([tree], 36)
    assert (found.objects, found.left_out) == ([], {creator: 1})


def test_each_namespace_is_an_overlay() -> None:
    trees = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": space}} for space in ("x", "y")
    ]
    trees.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}})
    assert sorted(UserObjects(trees, 36).by_namespace()) == ["cluster", "x", "y"]


def test_the_server_makes_the_same_of_what_is_left() -> None:
    with gzip.open(corpus("realworld") / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 29 or ": null" in line.partition('"object": ')[2].partition('"yaml"')[0]:
                continue
            case = json.loads(line)
            if case["verdict"] != "accept" or case["class"] != "builtin":
                continue
            tree = case["object"]
            info = kind_info(tree["apiVersion"], tree["kind"])
            found = UserObjects([{**live(tree), "status": {}}], 36).objects
            if info is None or not found or "ownerReferences" in tree["metadata"]:
                continue
            (made,) = found
            again = UserObjects([live(made)], 36).objects
            assert again == [made], case["id"]
            assert len(json.dumps(made)) <= len(json.dumps(live(tree))), case["id"]
