"""Blocks: each writes what it was asked for and nothing else, and what it writes is accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl import blocks, k8s
from k8sdsl.blocks import (
    addresses,
    allow_traffic,
    claim,
    claim_template,
    claim_volume,
    config_env,
    config_volume,
    deny_all_traffic,
    disruption_budget,
    env_from_config_map,
    env_from_secret,
    env_values,
    expose,
    field_env,
    headless,
    http_probe,
    ingress,
    mount,
    pods,
    ram_volume,
    scale,
    scratch_volume,
    secret_env,
    secret_volume,
    spread_over_nodes,
)

if TYPE_CHECKING:
    from k8sdsl.objects import Resource

APP = {"app": "web"}


def _web(**fields: Any) -> k8s.Deployment:
    return k8s.Deployment(
        "web",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(
                labels={**APP, "version": "2"},
                spec=k8s.PodSpec(containers=[k8s.Container("web", image="web:2.1")], **fields),
            ),
        ),
    )


def _accepted(resource: Resource) -> dict[str, Any]:
    tree = resource.to_dict()
    assert k8sdsl.validate(tree) == []
    return tree


def _spec(resource: Resource) -> dict[str, Any]:
    spec: dict[str, Any] = _accepted(resource)["spec"]
    return spec


def _container(**fields: Any) -> dict[str, Any]:
    web = _web(volumes=fields.pop("volumes", []))
    web.spec.template.spec.containers = [k8s.Container("web", image="web:2.1", **fields)]
    container: dict[str, Any] = _spec(web)["template"]["spec"]["containers"][0]
    return container


def test_every_block_is_exported_and_has_a_sentence() -> None:
    for name in blocks.__all__:
        function = getattr(blocks, name)
        assert function.__doc__, name
        assert function.__module__.startswith("k8sdsl.blocks."), name
    assert dir(blocks) == blocks.__all__


def test_an_unknown_block_is_an_attribute_error_that_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="http_probe"):
        _ = getattr(blocks, "htp_probe")  # noqa: B009 - checkers know better


# --- volumes and claims


def test_a_volume_in_memory_and_its_mounts() -> None:
    logs = ram_volume("logs", "100Ki")
    container = _container(volumes=[logs], volume_mounts=[mount(logs, "/logs"), mount("logs", "/read", read_only=True)])
    assert container["volumeMounts"] == [
        {"name": "logs", "mountPath": "/logs"},
        {"name": "logs", "mountPath": "/read", "readOnly": True},
    ]
    volumes = _spec(_web(volumes=[logs]))["template"]["spec"]["volumes"]
    assert volumes == [{"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "100Ki"}}]


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (scratch_volume("tmp"), {"emptyDir": {}}),
        (scratch_volume("tmp", "1Gi"), {"emptyDir": {"sizeLimit": "1Gi"}}),
        (claim_volume("tmp"), {"persistentVolumeClaim": {"claimName": "tmp"}}),
        (claim_volume("tmp", claim("a", "1Gi")), {"persistentVolumeClaim": {"claimName": "a"}}),
        (claim_volume("tmp", "a", read_only=True), {"persistentVolumeClaim": {"claimName": "a", "readOnly": True}}),
        (config_volume("tmp", k8s.ConfigMap("a")), {"configMap": {"name": "a"}}),
        (
            config_volume("tmp", items={"k": "sub/f"}, mode=0o555),
            {"configMap": {"name": "tmp", "items": [{"key": "k", "path": "sub/f"}], "defaultMode": 0o555}},
        ),
        (secret_volume("tmp", k8s.Secret("a"), mode=0o400), {"secret": {"secretName": "a", "defaultMode": 0o400}}),
        (
            secret_volume("tmp", items={"k": "f"}),
            {"secret": {"secretName": "tmp", "items": [{"key": "k", "path": "f"}]}},
        ),
    ],
)
def test_volumes(volume: k8s.Volume, expected: dict[str, Any]) -> None:
    assert _spec(_web(volumes=[volume]))["template"]["spec"]["volumes"] == [{"name": "tmp", **expected}]


def test_a_claim_that_many_share() -> None:
    assert _spec(claim("content", "10Gi", access="ReadWriteMany", storage_class="lento")) == {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": "lento",
        "resources": {"requests": {"storage": "10Gi"}},
    }


def test_a_claim_for_certain_volumes() -> None:
    made = claim("content", "10Gi", selector=k8s.LabelSelector(match_labels=APP), volume="v1", storage_class="")
    assert _spec(made) == {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "",
        "resources": {"requests": {"storage": "10Gi"}},
        "selector": {"matchLabels": APP},
        "volumeName": "v1",
    }


def test_a_claim_for_every_replica() -> None:
    data = claim_template("data", "10Gi", storage_class="rapidito", labels=APP)
    database = k8s.StatefulSet(
        "db",
        spec=k8s.StatefulSetSpec(
            service_name="db-peers",
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(
                labels=APP,
                spec=k8s.PodSpec(
                    containers=[
                        k8s.Container("db", image="db:1.0", volume_mounts=[mount(data, "/data", sub_path="db")])
                    ]
                ),
            ),
            volume_claim_templates=[data],
        ),
    )
    spec = _spec(database)
    assert spec["volumeClaimTemplates"] == [
        {
            "metadata": {"name": "data", "labels": APP},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "rapidito",
                "resources": {"requests": {"storage": "10Gi"}},
            },
        }
    ]
    mounts = spec["template"]["spec"]["containers"][0]["volumeMounts"]
    assert mounts == [{"name": "data", "mountPath": "/data", "subPath": "db"}]
    peers = headless(database, 3306, "mysql", publish_not_ready=True)
    assert _accepted(peers)["metadata"] == {"name": "db-peers"}
    assert _spec(peers) == {
        "clusterIP": "None",
        "ports": [{"port": 3306, "targetPort": "mysql"}],
        "selector": APP,
        "publishNotReadyAddresses": True,
    }


# --- environment


def test_environment_from_everywhere() -> None:
    config, secret = k8s.ConfigMap("conf"), k8s.Secret("pass")
    container = _container(
        env_from=[
            env_from_config_map(config, prefix="C_"),
            env_from_secret(secret, optional=True),
            env_from_config_map("other", optional=False),
            env_from_secret("another", prefix="S_"),
        ],
        env=[
            *env_values({"A": "1", "B": ""}),
            config_env("C", config),
            secret_env("D", "pass", "key", optional=True),
            config_env("E", "conf", "key", optional=True),
            field_env("F", "metadata.name"),
        ],
    )
    assert container["envFrom"] == [
        {"prefix": "C_", "configMapRef": {"name": "conf"}},
        {"secretRef": {"name": "pass", "optional": True}},
        {"configMapRef": {"name": "other", "optional": False}},
        {"prefix": "S_", "secretRef": {"name": "another"}},
    ]
    assert container["env"] == [
        {"name": "A", "value": "1"},
        {"name": "B", "value": ""},
        {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "C"}}},
        {"name": "D", "valueFrom": {"secretKeyRef": {"name": "pass", "key": "key", "optional": True}}},
        {"name": "E", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "key", "optional": True}}},
        {"name": "F", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]


# --- workloads


def test_replicas_rather_apart() -> None:
    affinity = spread_over_nodes(APP, weight=100, topology="topology.kubernetes.io/zone")
    term = {"labelSelector": {"matchLabels": APP}, "topologyKey": "topology.kubernetes.io/zone"}
    assert _spec(_web(affinity=affinity))["template"]["spec"]["affinity"] == {
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]
        }
    }


def test_replicas_only_apart() -> None:
    term = {"labelSelector": {"matchLabels": APP}, "topologyKey": "kubernetes.io/hostname"}
    assert _spec(_web(affinity=spread_over_nodes(APP, required=True)))["template"]["spec"]["affinity"] == {
        "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    }


def test_a_service_selects_what_the_workload_selects() -> None:
    service = _accepted(expose(_web(), 87, "http", port_name="http", labels=APP, annotations={"a": "b"}))
    assert service["metadata"] == {"name": "web", "labels": APP, "annotations": {"a": "b"}}
    assert service["spec"] == {"ports": [{"name": "http", "port": 87, "targetPort": "http"}], "selector": APP}


def test_a_service_of_a_pod_selects_its_labels() -> None:
    pod = k8s.Pod("web", labels=APP, spec=k8s.PodSpec(containers=[k8s.Container("web", image="web:2.1")]))
    assert _spec(expose(pod, 80))["selector"] == APP


def test_a_workload_that_selects_by_expressions_is_exposed_by_the_labels_of_its_pods() -> None:
    web = _web()
    web.spec.selector = k8s.LabelSelector(
        match_expressions=[k8s.LabelSelectorRequirement(key="app", operator="Exists")]
    )
    assert _spec(expose(web, 80))["selector"] == {"app": "web", "version": "2"}


def test_a_pod_without_labels_cannot_be_exposed() -> None:
    with pytest.raises(ValueError, match="no labels"):
        expose(k8s.Pod("web", spec=k8s.PodSpec(containers=[])), 80)


def test_a_workload_without_a_name_cannot_be_exposed() -> None:
    with pytest.raises(ValueError, match="no name"):
        expose(k8s.Pod(labels=APP, spec=k8s.PodSpec(containers=[])), 80)


def test_an_ingress_with_a_certificate() -> None:
    service = expose(_web(), [k8s.ServicePort(87, name="http"), k8s.ServicePort(88, name="other")])
    rule = _accepted(ingress("app.example.com", service, ingress_class="nginx", tls_secret="web-tls", path="/blog"))  # noqa: S106
    assert rule["metadata"] == {"name": "web"}
    assert rule["spec"] == {
        "ingressClassName": "nginx",
        "tls": [{"hosts": ["app.example.com"], "secretName": "web-tls"}],
        "rules": [
            {
                "host": "app.example.com",
                "http": {
                    "paths": [
                        {
                            "path": "/blog",
                            "pathType": "Prefix",
                            "backend": {"service": {"name": "web", "port": {"number": 87}}},
                        }
                    ]
                },
            }
        ],
    }


def test_an_ingress_to_a_named_port() -> None:
    spec = _spec(ingress("app.example.com", "web", "http", path_type="Exact"))
    path = spec["rules"][0]["http"]["paths"][0]
    assert path["backend"] == {"service": {"name": "web", "port": {"name": "http"}}}
    assert path["pathType"] == "Exact"


def test_an_ingress_to_a_name_needs_a_port() -> None:
    with pytest.raises(ValueError, match="port"):
        ingress("app.example.com", "web")


def test_a_workload_scales_with_its_load() -> None:
    autoscaler = _accepted(scale(_web(), 3, 17, cpu=70, memory="500Mi"))
    assert autoscaler["apiVersion"] == "autoscaling/v2"
    assert autoscaler["metadata"] == {"name": "web"}
    assert autoscaler["spec"] == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "minReplicas": 3,
        "maxReplicas": 17,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
            },
            {
                "type": "Resource",
                "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "500Mi"}},
            },
        ],
    }


def test_scaling_says_no_metric_that_was_not_asked_for() -> None:
    assert "metrics" not in _spec(scale(_web(), 1, 2, name="other"))


def test_a_disruption_budget_selects_what_the_workload_selects() -> None:
    assert _spec(disruption_budget(_web(), at_once=1)) == {"selector": {"matchLabels": APP}, "maxUnavailable": 1}
    assert _spec(disruption_budget(_web(), minimum="50%")) == {"selector": {"matchLabels": APP}, "minAvailable": "50%"}


@pytest.mark.parametrize("said", [{}, {"minimum": 1, "at_once": 1}])
def test_a_disruption_budget_says_one_thing(said: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="either"):
        disruption_budget(_web(), **said)  # type: ignore[arg-type]


# --- traffic


def test_nothing_in_and_nothing_out() -> None:
    assert _spec(deny_all_traffic("deny-all")) == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_the_right_traffic() -> None:
    policy = allow_traffic(
        "web",
        APP,
        received={80: [pods(namespace="ingress-nginx"), addresses("192.168.0.0/16", without=["192.168.7.0/24"])]},
        sent={
            ("53/UDP", "53/TCP"): pods({"k8s-app": "kube-dns"}, namespace="kube-system"),
            "mysql": pods({"app": "db"}),
            443: pods(namespace={"team": "web"}),
        },
    )
    named = "kubernetes.io/metadata.name"
    assert _spec(policy) == {
        "podSelector": {"matchLabels": APP},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [
            {
                "ports": [{"port": 80}],
                "from": [
                    {"namespaceSelector": {"matchLabels": {named: "ingress-nginx"}}},
                    {"ipBlock": {"cidr": "192.168.0.0/16", "except": ["192.168.7.0/24"]}},
                ],
            }
        ],
        "egress": [
            {
                "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
                "to": [
                    {
                        "namespaceSelector": {"matchLabels": {named: "kube-system"}},
                        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                    }
                ],
            },
            {"ports": [{"port": "mysql"}], "to": [{"podSelector": {"matchLabels": {"app": "db"}}}]},
            {"ports": [{"port": 443}], "to": [{"namespaceSelector": {"matchLabels": {"team": "web"}}}]},
        ],
    }


def test_a_direction_that_is_not_given_is_left_alone_and_an_empty_one_closed() -> None:
    assert _spec(allow_traffic("web", APP, received={80: pods()})) == {
        "podSelector": {"matchLabels": APP},
        "policyTypes": ["Ingress"],
        "ingress": [{"ports": [{"port": 80}], "from": [{"podSelector": {}}]}],
    }
    assert _spec(allow_traffic("web", {}, sent={})) == {"podSelector": {}, "policyTypes": ["Egress"]}


def test_a_port_without_a_peer_is_no_open_door() -> None:
    with pytest.raises(ValueError, match="everybody"):
        allow_traffic("web", APP, received={80: []})


# --- where it was said


def test_a_finding_points_at_the_argument_of_the_block() -> None:
    web = _web()
    web.spec.template.spec.containers[0].readiness_probe = http_probe("/", port=80, every=-3)
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [web]))
    assert _marked(finding) == "-3"


def test_a_finding_points_at_the_argument_and_not_at_the_first_one() -> None:
    service = expose(_web(), 80000, "http")
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [service]))
    assert _marked(finding) == "80000"


def test_a_finding_about_what_no_argument_says_points_at_the_call() -> None:
    every = -3
    web = _web()
    web.spec.template.spec.containers[0].readiness_probe = http_probe("/", port=80, every=every)
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [web]))
    assert _marked(finding) == "http_probe"


def _marked(finding: k8sdsl.Finding) -> str:
    source = finding.source
    assert source is not None
    assert source.end_column is not None
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return lines[source.line - 1][source.column - 1 : source.end_column - 1]


def test_a_block_leaves_the_objects_that_it_is_given_as_they_are() -> None:
    web = _web()
    before = web.to_dict()
    service = expose(web, 80)
    assert service.spec.selector is not None
    service.spec.selector["app"] = "other"
    budget = disruption_budget(web, at_once=1)
    assert budget.spec.selector is not None
    budget.spec.selector.match_labels = {"app": "other"}
    assert web.to_dict() == before
