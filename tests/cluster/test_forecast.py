"""What a cluster makes of a whole set is found before it happens, at the least and the most replicas."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl.finding import Finding
from tests.cluster.clusters import (
    Tree,
    apart,
    claim,
    deployment,
    limit_range,
    namespace,
    node,
    pod,
    quota,
    scaler,
    spread,
    storage_class,
    tainted,
    volume,
)

SHELVES = ("admission/", "limits/", "pod-security/", "quota/", "scheduling/", "volumes/")


def found(manifests: list[Tree], cluster: Any = None) -> list[tuple[str, str, str, str]]:
    """Rule, severity, object and path of the findings that are about the cluster."""
    return [(f.rule, str(f.severity), f"{f.ref.kind}/{f.ref.name}", f.path) for f in _findings(manifests, cluster)]


def _findings(manifests: list[Tree], cluster: Any = None) -> list[Finding]:
    return [f for f in k8sdsl.check(manifests, cluster=cluster) if f.rule.startswith(SHELVES)]


def test_a_quota_that_refuses_a_declared_replica_is_an_error() -> None:
    manifests = [quota(requests_cpu="1"), deployment("web", 3, "400m")]
    assert found(manifests) == [("quota/exceeded", "error", "Deployment/web", "spec.replicas")]


def test_a_quota_that_refuses_what_an_autoscaler_allows_is_a_warning_there() -> None:
    manifests = [quota(requests_cpu="2"), deployment("web", 2, "400m"), scaler("web", 2, 9)]
    assert found(manifests) == [("quota/exceeded", "warning", "HorizontalPodAutoscaler/web", "spec.maxReplicas")]


def test_a_quota_that_only_a_rollout_exceeds_is_a_warning_at_its_surge() -> None:
    manifests = [quota(pods="4"), deployment("web", 4)]
    assert found(manifests) == [("quota/exceeded", "warning", "Deployment/web", "spec.strategy.rollingUpdate.maxSurge")]
    assert found([quota(pods="5"), deployment("web", 4)]) == []


def test_a_quota_reports_the_use_of_everything_that_it_limits() -> None:
    (finding,) = _findings([quota(pods="40", requests_memory="64Gi"), deployment("web", 17, "", "4Gi")])
    assert "17 of 40 pods" in finding.message
    assert "68Gi of 64Gi requests.memory" in finding.message
    assert "pod 17 " in finding.message


def test_a_quota_that_is_exceeded_reports_only_pods_and_what_is_exceeded() -> None:
    (finding,) = _findings(
        [quota(pods="40", requests_cpu="9", requests_memory="64Gi"), deployment("web", 17, "1m", "4Gi")]
    )
    assert "requests.memory" in finding.message
    assert "requests.cpu" not in finding.message


def named(tree: Tree, name: str) -> Tree:
    return {**tree, "metadata": {**tree["metadata"], "name": name}}


def test_a_workload_that_several_quotas_refuse_has_one_finding_with_the_smallest_limits() -> None:
    quotas = [named(quota(pods=str(pods), requests_cpu="1"), f"q{pods}") for pods in (2, 1, 3)]
    (finding,) = _findings([*quotas, deployment("web", 3, "400m")])
    assert finding.path == "spec.replicas"
    assert "3 of 1 pods, 1200m of 1 requests.cpu" in finding.message


def test_an_object_that_several_quotas_refuse_names_all_of_them_up_to_four() -> None:
    quotas = [named(quota(services="0"), f"q{number}") for number in range(6)]
    ports = {"spec": {"ports": [{"port": 80}], "selector": {"app": "web"}}}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, **ports}
    (finding,) = _findings([*quotas, service])
    assert "'q0'" in finding.message
    assert "'q1', 'q2', 'q3' and 2 more" in finding.message


def test_a_quota_that_refuses_the_replica_set_of_a_deployment_is_at_the_deployment() -> None:
    manifests = [quota(**{"count/replicasets_apps": "0"}), deployment("web", 2)]
    (finding,) = _findings(manifests)
    assert (finding.rule, finding.path) == ("quota/exceeded", "")
    assert "count/replicasets.apps" in finding.message


def test_quotas_with_the_same_scopes_count_the_same_pods_and_others_count_theirs() -> None:
    urgent = quota(pods="1")
    expression = {"scopeName": "PriorityClass", "operator": "In", "values": ["urgent"]}
    urgent["spec"]["scopeSelector"] = {"matchExpressions": [expression]}
    pods = [pod("a", priorityClassName="urgent"), pod("b"), pod("c", priorityClassName="urgent")]
    urgent_class = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "urgent"}}
    manifests = [urgent, named(urgent, "second"), {**urgent_class, "value": 7}, *pods]
    assert [row[2] for row in found(manifests)] == ["Pod/c"]


def test_what_runs_already_counts_and_an_earlier_version_of_the_set_does_not() -> None:
    running = pod("other", "700m", nodeName="n")
    replica = pod("web-1", "700m", nodeName="n")
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-5d9c", "controller": True}
    replica["metadata"]["ownerReferences"] = [owner]
    manifests = [deployment("web", 1, "400m")]
    manifests[0]["spec"]["strategy"] = {"type": "Recreate"}
    assert found(manifests, [quota(requests_cpu="1"), running]) != []
    assert found(manifests, [quota(requests_cpu="1"), replica]) == []


def test_unset_requests_under_a_quota_are_an_error_only_if_the_cluster_is_known() -> None:
    manifests = [quota(requests_cpu="1"), deployment("web", 1)]
    place = ("Deployment/web", "spec.template.spec.containers[0].resources")
    assert found(manifests) == [("quota/unspecified", "warning", *place)]
    assert found(manifests, [namespace("shop")]) == [("quota/unspecified", "error", *place)]
    assert found([*manifests, limit_range(defaultRequest={"cpu": "100m"})]) == []


def test_a_limit_range_refuses_the_template() -> None:
    manifests = [limit_range(type="Pod", max={"cpu": "1"}), deployment("web", 1, "2")]
    assert found(manifests) == [("limits/maximum", "error", "Deployment/web", "spec.template.spec.resources.limits")]


def test_the_labels_of_a_namespace_refuse_the_pods_of_a_template() -> None:
    manifests = [namespace("shop", enforce="baseline"), deployment("web", 1, hostNetwork=True)]
    place = ("Deployment/web", "spec.template.spec.hostNetwork")
    assert found(manifests) == [("pod-security/host-namespaces", "error", *place)]
    warned = [namespace("shop", warn="baseline"), manifests[1]]
    assert found(warned) == [("pod-security/host-namespaces", "warning", *place)]


def test_a_claim_that_no_volume_serves_and_a_volume_that_no_claim_takes() -> None:
    manifests = [volume("small", "1Gi"), volume("large", "20Gi"), claim("data", "10Gi")]
    assert found(manifests) == [("volumes/unclaimed", "note", "PersistentVolume/small", "metadata.name")]
    assert found([volume("small", "1Gi"), claim("data", "10Gi")]) == [
        ("volumes/unbound", "warning", "PersistentVolumeClaim/data", "spec")
    ]


def test_a_class_that_is_not_known_serves_claims_unless_its_volumes_are_made_by_hand() -> None:
    mounted = pod("web", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    wanted = [claim("data", "10Gi", "manual"), mounted]
    made = volume("other", "1Gi", "manual")
    provisioned = {**made, "metadata": {"name": "other", "annotations": {"pv.kubernetes.io/provisioned-by": "x"}}}
    assert found(wanted, [node("a")]) == found(wanted, [node("a"), provisioned]) == []
    assert [rule for rule, *_ in found(wanted, [node("a"), made])] == ["volumes/unbound", "scheduling/volumes"]


def test_a_claim_that_a_provisioner_serves_is_fine() -> None:
    fast = storage_class("fast", "csi.example.com")
    assert found([claim("data", "10Gi", "fast")], [fast, volume("other", "1Gi")]) == []
    assert found([claim("data", "10Gi", "nowhere")], [fast, volume("other", "1Gi")]) == [
        ("volumes/unbound", "warning", "PersistentVolumeClaim/data", "spec")
    ]


TWO = [node("a", "2"), node("b", "2")]


@pytest.mark.parametrize(
    ("cluster", "workload", "rule"),
    [
        (TWO, deployment("web", 2, "3"), "scheduling/resources"),
        ([node("a", taints=tainted("gpu"))], deployment("web", 1), "scheduling/taints"),
        (TWO, deployment("web", 1, nodeSelector={"disk": "ssd"}), "scheduling/node-affinity"),
        (TWO, deployment("web", 3, affinity=apart("web")), "scheduling/pod-affinity"),
        (TWO, deployment("web", 1, topologySpreadConstraints=spread("web")), "scheduling/topology-spread"),
        (TWO, pod("web", "3"), "scheduling/resources"),
        (TWO, pod("web", volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "no"}}]), "scheduling/volumes"),
    ],
)
def test_pods_that_no_node_takes_are_found_with_a_change_that_would_help(
    cluster: list[Tree], workload: Tree, rule: str
) -> None:
    findings = _findings([workload], cluster)
    assert [(f.rule, f.is_error) for f in findings] == [(rule, True)]
    assert findings[0].remedy


def test_the_remedy_is_the_smallest_change_of_the_nearest_node() -> None:
    cluster = [node("a", "2", taints=tainted("gpu")), node("b", "2")]
    (finding,) = _findings([pod("web", "2500m")], cluster)
    assert "cpu: 2" in (finding.remedy or "")
    (finding,) = _findings([pod("web", "1")], cluster[:1])
    assert "key: gpu" in (finding.remedy or "")


def test_replicas_beyond_the_nodes_are_a_warning() -> None:
    manifests = [deployment("web", 2, "1500m"), scaler("web", 2, 3)]
    assert found(manifests, TWO) == [
        ("scheduling/resources", "warning", "Deployment/web", "spec.template.spec.containers")
    ]


def test_a_rollout_that_may_not_be_short_of_a_replica_needs_a_node_for_one_more() -> None:
    manifests = [deployment("web", 2, "1500m")]
    assert found(manifests, TWO) == [("scheduling/rollout", "warning", "Deployment/web", "spec.strategy.rollingUpdate")]
    manifests[0]["spec"]["strategy"] = {"rollingUpdate": {"maxUnavailable": 1}}
    assert found(manifests, TWO) == []


def service(name: str, **spec: Any) -> Tree:
    ports = [{"port": 80, "nodePort": 30080}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"type": "NodePort", "selector": {"app": name}, "ports": ports, **spec},
    }


def test_a_node_port_of_a_service_of_the_cluster_is_taken() -> None:
    place = ("error", "Service/b", "spec.ports[0].nodePort")
    assert found([service("b")], [service("a")]) == [("admission/node-port", *place)]
    assert found([service("b")], [service("b")]) == []
    assert found([service("a"), service("b")], [node("n")]) == []  # found as set/node-port-taken


def test_a_node_port_outside_the_usual_range_is_a_warning_until_the_cluster_is_known() -> None:
    manifests = [service("web", ports=[{"port": 80, "nodePort": 8080}])]
    place = ("Service/web", "spec.ports[0].nodePort")
    assert found(manifests) == [("admission/node-port-range", "warning", *place)]
    assert found(manifests, [node("n")]) == [("admission/node-port-range", "error", *place)]


def test_an_address_is_judged_by_the_ranges_that_the_cluster_lists() -> None:
    ranges = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "kubernetes"},
        "spec": {"cidrs": ["10.10.3.0/24"]},
    }
    manifests = [service("web", type="ClusterIP", clusterIP="10.96.0.10", ports=[{"port": 80}])]
    assert found(manifests, [node("n")]) == []
    assert found(manifests, [ranges]) == [("admission/cluster-ip", "error", "Service/web", "spec.clusterIP")]


def test_what_a_cluster_does_not_list_is_not_missed() -> None:
    account = pod("web", serviceAccountName="web", priorityClassName="high")
    assert found([account], [node("a")]) == []
    high = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "low"}, "value": 1}
    assert found([account], [node("a"), high]) == [
        ("admission/priority-class", "error", "Pod/web", "spec.priorityClassName")
    ]


def test_a_namespace_that_the_cluster_does_not_list_is_missed_once() -> None:
    manifests = [pod("a", "9"), pod("b"), claim("data", "1Gi")]
    cluster = [namespace("other"), node("n")]
    assert [f[:3] for f in found(manifests, cluster)] == [
        ("admission/namespace", "error", "PersistentVolumeClaim/data"),
        ("scheduling/resources", "error", "Pod/a"),
    ]
    assert found([pod("b"), namespace("shop")], cluster) == []


def test_sets_without_a_word_about_a_cluster_load_no_simulation() -> None:
    manifests = [deployment("web", 2), claim("data", "1Gi")]
    assert found(manifests) == []


def test_the_forecast_names_objects_that_are_not_created() -> None:
    broken = deployment("web", 1)
    broken["spec"]["replicas"] = "many"
    full = deployment("api", 1)
    text = k8sdsl.forecast([quota(pods="9", **{"count/deployments_apps": "0"}), broken, full])
    refused = text.partition("refused\n")[2].splitlines()
    assert [line.split(":")[0] for line in refused] == ["  Deployment web", "  Deployment api"]
    assert "spec.replicas" in refused[0]
    assert "refused" not in k8sdsl.forecast([deployment("api", 1)])
