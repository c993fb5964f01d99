"""Spreading, exposing, scaling and protecting workloads."""

from __future__ import annotations

import pytest

from k8sdsl import k8s
from k8sdsl.blocks import disruption_budget, expose, ingress, scale, spread_over_nodes
from tests.blocks.workloads import APP, accepted, spec_of, web_server


def test_replicas_rather_apart() -> None:
    affinity = spread_over_nodes(APP, weight=100, topology="topology.kubernetes.io/zone")
    term = {"labelSelector": {"matchLabels": APP}, "topologyKey": "topology.kubernetes.io/zone"}
    assert spec_of(web_server(affinity=affinity))["template"]["spec"]["affinity"] == {
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]
        }
    }


def test_replicas_only_apart() -> None:
    term = {"labelSelector": {"matchLabels": APP}, "topologyKey": "kubernetes.io/hostname"}
    assert spec_of(web_server(affinity=spread_over_nodes(APP, required=True)))["template"]["spec"]["affinity"] == {
        "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    }


def test_a_service_selects_what_the_workload_selects() -> None:
    service = accepted(expose(web_server(), 87, "http", port_name="http", labels=APP, annotations={"a": "b"}))
    assert service["metadata"] == {"name": "web", "labels": APP, "annotations": {"a": "b"}}
    assert service["spec"] == {"ports": [{"name": "http", "port": 87, "targetPort": "http"}], "selector": APP}


def test_a_service_of_a_pod_selects_its_labels() -> None:
    pod = k8s.Pod("web", labels=APP, spec=k8s.PodSpec(containers=[k8s.Container("web", image="web:2.1")]))
    assert spec_of(expose(pod, 80))["selector"] == APP


def test_a_workload_that_selects_by_expressions_is_exposed_by_the_labels_of_its_pods() -> None:
    web = web_server()
    web.spec.selector = k8s.LabelSelector(
        match_expressions=[k8s.LabelSelectorRequirement(key="app", operator="Exists")]
    )
    assert spec_of(expose(web, 80))["selector"] == {"app": "web", "version": "2"}


def test_a_pod_without_labels_cannot_be_exposed() -> None:
    with pytest.raises(ValueError, match="no labels"):
        expose(k8s.Pod("web", spec=k8s.PodSpec(containers=[])), 80)


def test_a_workload_without_a_name_cannot_be_exposed() -> None:
    with pytest.raises(ValueError, match="no name"):
        expose(k8s.Pod(labels=APP, spec=k8s.PodSpec(containers=[])), 80)


def test_an_ingress_with_a_certificate() -> None:
    service = expose(web_server(), [k8s.ServicePort(87, name="http"), k8s.ServicePort(88, name="other")])
    rule = accepted(ingress("app.example.com", service, ingress_class="nginx", tls_secret="web-tls", path="/blog"))  # noqa: S106
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
    spec = spec_of(ingress("app.example.com", "web", "http", path_type="Exact"))
    path = spec["rules"][0]["http"]["paths"][0]
    assert path["backend"] == {"service": {"name": "web", "port": {"name": "http"}}}
    assert path["pathType"] == "Exact"


def test_an_ingress_to_a_name_needs_a_port() -> None:
    with pytest.raises(ValueError, match="port"):
        ingress("app.example.com", "web")


def test_a_workload_scales_with_its_load() -> None:
    autoscaler = accepted(scale(web_server(), 3, 17, cpu=70, memory="500Mi"))
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


def test_scaling_writes_only_the_requested_metrics() -> None:
    assert "metrics" not in spec_of(scale(web_server(), 1, 2, name="other"))


def test_a_disruption_budget_selects_what_the_workload_selects() -> None:
    assert spec_of(disruption_budget(web_server(), at_once=1)) == {
        "selector": {"matchLabels": APP},
        "maxUnavailable": 1,
    }
    assert spec_of(disruption_budget(web_server(), minimum="50%")) == {
        "selector": {"matchLabels": APP},
        "minAvailable": "50%",
    }


@pytest.mark.parametrize("said", [{}, {"minimum": 1, "at_once": 1}])
def test_a_disruption_budget_sets_one_limit(said: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="either"):
        disruption_budget(web_server(), **said)  # type: ignore[arg-type]
