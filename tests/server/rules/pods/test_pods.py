"""What holds for pods and not for their templates, or the other way round: defaults, and what the server adds."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from k8sdsl.server.rules.pods.pod_resources import containers_total
from k8sdsl.server.rules.pods.resources import milli_value

APP = {"app": "web"}


def container(**fields: Any) -> dict[str, Any]:
    return {"name": "web", "image": "nginx:1.21", **fields}


def pod(spec: dict[str, Any], **meta: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample", "labels": APP, **meta}, "spec": spec}


def template(spec: dict[str, Any]) -> dict[str, Any]:
    held = {"metadata": {"labels": APP}, "spec": spec}
    return {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "sample"}, "template": held}


def errors(manifest: dict[str, Any], kube_version: str = "1.36") -> list[str]:
    return [finding.path for finding in validate(manifest, kube_version=kube_version) if finding.is_error]


@pytest.mark.parametrize(
    ("fields", "of_pod", "of_template"),
    [
        ({"image": " nginx"}, ["image"], []),
        (
            {"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}},
            ["resources.requests"],
            ["resources.requests"],
        ),
        ({"resources": {"limits": {"example.com/gpu": "1"}}}, [], []),
    ],
)
def test_containers_of_pods_and_templates(fields: dict[str, Any], of_pod: list[str], of_template: list[str]) -> None:
    spec = {"containers": [container(**fields)]}
    assert errors(pod(spec)) == [f"spec.containers[0].{path}" for path in of_pod]
    assert errors(template(spec)) == [f"template.spec.containers[0].{path}" for path in of_template]


def test_a_pod_in_the_nodes_network_takes_its_ports_from_the_node() -> None:
    ports = [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}, {"containerPort": 80}]
    spec = {"hostNetwork": True, "containers": [container(ports=ports)]}
    assert errors(pod(spec)) == ["spec.containers[0].ports[2].hostPort"]
    assert errors(template(spec)) == []


def test_the_metadata_of_a_template_is_reported_above_it() -> None:
    manifest = template({"containers": [container()]})
    manifest["template"]["metadata"]["labels"] = {"app": "my app"}
    assert errors(manifest) == ["template.labels"]


def spread(**fields: Any) -> dict[str, Any]:
    constraint = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", **fields}
    return {"containers": [container()], "topologySpreadConstraints": [constraint]}


def test_a_label_of_the_pod_joins_the_selector_that_names_its_key() -> None:
    spec = spread(matchLabelKeys=["app"], labelSelector={"matchLabels": APP})
    assert errors(pod(spec)) == ["spec.topologySpreadConstraints[0][0]"]
    assert errors(template(spec)) == []
    assert errors(pod(spec), "1.33") == ["spec.topologySpreadConstraints[0].matchLabelKeys[0]"]


def test_an_image_volume_of_a_template_may_lack_its_image() -> None:
    spec = {"containers": [container()], "volumes": [{"name": "model", "image": {}}]}
    assert errors(pod(spec)) == ["spec.volumes[0].image.reference"]
    assert errors(template(spec)) == []


def test_the_claim_of_an_ephemeral_volume_is_named_after_the_pod() -> None:
    claim = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
    volumes = [
        {"name": "a", "ephemeral": {"volumeClaimTemplate": claim}},
        {"name": "b", "persistentVolumeClaim": {"claimName": "sample-a"}},
    ]
    spec = {"containers": [container()], "volumes": volumes}
    assert errors(pod(spec)) == ["spec.volumes[1].persistentVolumeClaim.claimName"]
    assert errors(template(spec)) == []


def test_an_annotation_becomes_the_field_before_both_are_compared() -> None:
    key = "container.apparmor.security.beta.kubernetes.io/web"
    spec = {"containers": [container()], "securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}}
    assert errors(pod(spec, annotations={key: "unconfined"})) == []
    manifest = template(spec)
    manifest["template"]["metadata"]["annotations"] = {key: "unconfined"}
    assert errors(manifest) == ["template.spec.containers[0].securityContext.appArmorProfile.type"]


def test_the_pods_own_requests_are_filled_in_from_its_containers() -> None:
    spec = {
        "containers": [container(resources={"requests": {"cpu": "2"}})],
        "resources": {"limits": {"cpu": "1"}},
    }
    assert errors(pod(spec)) == ["spec.resources.requests"]
    assert errors(template(spec)) == []


def test_what_containers_need_at_once() -> None:
    def needing(cpu: str, **fields: Any) -> dict[str, Any]:
        return container(resources={"requests": {"cpu": cpu}}, **fields)

    init = [needing("3"), needing("1", restartPolicy="Always"), needing("3")]
    # The second one-off container runs beside the sidecar, and both need more than the regular ones and the sidecar.
    assert containers_total({"initContainers": init, "containers": [needing("500m")]}, "requests") == {"cpu": 4000}
    assert containers_total({"initContainers": init, "containers": [needing("7")]}, "requests") == {"cpu": 8000}


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("1", 1000),
        ("0.1m", 1),
        ("1n", 1),
        ("1Ki", 1024000),
        ("-1", -1000),
        ("16Ei", (2**63 - 1) * 1000),
        ("1e30", 10**33),
        (2, 2000),
    ],
)
def test_quantities_are_rounded_up_to_thousandths(quantity: Any, expected: int) -> None:
    assert milli_value(quantity) == expected


@pytest.mark.parametrize(("address", "kube_version"), [("10.0.0.01", "1.35"), ("::ffff:10.0.0.1", "1.35")])
def test_addresses_are_read_strictly_since_1_36(address: str, kube_version: str) -> None:
    spec = {"containers": [container()], "hostAliases": [{"ip": address}]}
    assert errors(pod(spec), kube_version) == []
    assert errors(pod(spec)) == ["spec.hostAliases[0].ip"]


@pytest.mark.parametrize("kube_version", ["1.36", "1.37"])
def test_projections_of_feature_gates_are_dropped(kube_version: str) -> None:
    sources = [{"clusterTrustBundle": {}}, {"podCertificate": {"keyType": "none"}}]
    spec = {"containers": [container()], "volumes": [{"name": "v", "projected": {"sources": sources}}]}
    assert errors(template(spec), kube_version) == []


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        *((".", True), ("_sip._tcp.example.com", True), ("a_b.example.com.", True), ("__a", False), ("a_", False)),
        *(("a..b", False), ("", False), ("A", False), ("_", False)),
    ],
)
def test_search_domains_may_hold_underscores(search: str, *, expected: bool) -> None:
    assert (errors(pod({"containers": [container()], "dnsConfig": {"searches": [search]}})) == []) is expected
