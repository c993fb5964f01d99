"""From the server's path of a field to the field's place in the manifest."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.locations.manifest_paths import manifest_path

VOLUMES = "spec.template.spec.volumes"
SET: dict[str, Any] = {
    "kind": "StatefulSet",
    "spec": {
        "volumeClaimTemplates": [{"metadata": {"name": "data"}}, {"metadata": {"name": "data"}}, {}],
        "template": {"spec": {"volumes": [{"name": "a"}, {"name": "data"}, {"name": "b"}]}},
    },
}


@pytest.mark.parametrize(
    ("tree", "path", "expected"),
    [
        ({"kind": "Node"}, "metadata.taints[1].key", ("spec", "taints", 1, "key")),
        ({"kind": "Node"}, "status.capacity.example.com/gpu", ("status", "capacity", "example.com/gpu")),
        ({"kind": "Node"}, "status.capacity.cpu", ("status", "capacity", "cpu")),
        ({"kind": "Event", "apiVersion": "v1"}, "involvedObject.namespace", ("involvedObject", "namespace")),
        ({"kind": "Event", "apiVersion": "events.k8s.io/v1"}, "involvedObject.namespace", ("regarding", "namespace")),
        ({"kind": "Event", "apiVersion": "events.k8s.io/v1"}, "namespace", ("metadata", "namespace")),
        ({"kind": "Secret", "stringData": {"a b": ""}}, "data[a b]", ("stringData", "a b")),
        ({"kind": "Secret", "stringData": {"a": ""}}, "data[a b]", ("data", "a b")),
        ({"kind": "Service", "spec": {"clusterIP": "x"}}, "spec.clusterIPs[0]", ("spec", "clusterIP")),
        ({"kind": "Service", "spec": {"clusterIPs": ["x"]}}, "spec.clusterIPs[0]", ("spec", "clusterIPs", 0)),
        ({"kind": "Service"}, "spec.LoadBalancerSourceRanges[0]", ("spec", "loadBalancerSourceRanges", 0)),
        ({"kind": "PersistentVolume"}, "spec.persistentDisk.pdName", ("spec", "gcePersistentDisk", "pdName")),
        ({"kind": "PersistentVolumeClaim"}, "spec.resources[storage]", ("spec", "resources", "requests", "storage")),
        (
            {"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v1"},
            "spec.metrics[0].resource.target.averageUtilization",
            ("spec", "targetCPUUtilizationPercentage"),
        ),
        ({"kind": "RuntimeClass"}, "overhead.limits[cpu]", ("overhead", "podFixed", "cpu")),
        ({"kind": "Pod"}, "spec.overhead.limits[cpu]", ("spec", "overhead", "cpu")),
        ({"kind": "Pod"}, "spec.securityContext.shareProcessNamespace", ("spec", "shareProcessNamespace")),
        ({"kind": "Pod"}, "spec.volumes[0].downwarAPI", ("spec", "volumes", 0, "downwardAPI")),
        ({"kind": "Pod"}, "spec.volumes[0].downwardAPI.fieldRef.fieldPath", ("spec", "volumes", 0, "downwardAPI")),
        (
            {"kind": "CustomResourceDefinition"},
            "spec.validation.openAPIV3Schema.type",
            ("spec", "versions", 0, "schema", "openAPIV3Schema", "type"),
        ),
        (
            {"kind": "CustomResourceDefinition"},
            "spec.conversion.webhookClientConfig.url",
            ("spec", "conversion", "webhook", "clientConfig", "url"),
        ),
        (SET, f"{VOLUMES}[0].name", ("spec", "volumeClaimTemplates", 0)),
        (SET, f"{VOLUMES}[1].name", ("spec", "volumeClaimTemplates", 2)),
        (SET, f"{VOLUMES}[2].name", ("spec", "template", "spec", "volumes", 0, "name")),
        (SET, f"{VOLUMES}[3].name", ("spec", "template", "spec", "volumes", 2, "name")),
        (SET, f"{VOLUMES}[9].name", ("spec", "template", "spec", "volumes", 9, "name")),
        ({"kind": "StatefulSet", "spec": {"volumeClaimTemplates": 1}}, "spec.replicas", ("spec", "replicas")),
    ],
)
def test_places_in_the_manifest(tree: dict[str, Any], path: str, expected: tuple[str | int, ...]) -> None:
    assert manifest_path(tree, path) == expected


def test_before_it_is_decoded_an_object_has_its_own_paths() -> None:
    path = f"{VOLUMES}[0].name"
    assert manifest_path(SET, path, decoded=False) == ("spec", "template", "spec", "volumes", 0, "name")


@pytest.mark.parametrize("claims", [1, "data", {"a": 1}, [1], [None], [{"metadata": 1}]])
def test_trees_of_any_shape_get_an_answer(claims: object) -> None:
    tree = {"kind": "StatefulSet", "spec": {"volumeClaimTemplates": claims, "template": {"spec": {"volumes": claims}}}}
    assert manifest_path(tree, f"{VOLUMES}[0].name")[:2] in {("spec", "template"), ("spec", "volumeClaimTemplates")}
