"""The systems of the course, as the stacks build them: each test fails if the part that it names is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

import k8sdsl
from k8sdsl import Overlay, k8s
from k8sdsl.catalog import cert_manager, gateway, istio, linkerd, metallb, openshift, prometheus
from k8sdsl.overlay.loading import load_overlay
from k8sdsl.testing import RenderedOverlay, every_overlay
from stacks.batch import migration
from stacks.elasticsearch import elasticsearch, settings
from stacks.environment import Storage
from stacks.nodes import MAX_MAP_COUNT
from stacks.oracle import oracle
from stacks.storage import pool
from stacks.wordpress import wordpress

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.testing import RenderedObjects

    Named = Callable[[str], RenderedOverlay]

STORAGE = Storage(blocks="block-fast", files="shared")


@pytest.fixture
def search(overlay_named: Named) -> RenderedObjects:
    return overlay_named("search").objects


@pytest.fixture
def platform(overlay_named: Named) -> RenderedObjects:
    return overlay_named("platform").objects


@pytest.fixture
def services(overlay_named: Named) -> RenderedObjects:
    return overlay_named("services").objects


def container(workload: k8s.Deployment | k8s.StatefulSet | k8s.DaemonSet) -> k8s.Container:
    return workload.spec.template.spec.containers[0]


def seconds(probe: k8s.Probe | None) -> int:
    """How long a probe may fail before it has an effect."""
    assert probe is not None
    assert probe.period_seconds
    assert probe.failure_threshold
    return probe.period_seconds * probe.failure_threshold


# --- every overlay


def overlay_of(rendered: RenderedOverlay) -> Overlay:
    return load_overlay(rendered.root / f"overlays/{rendered.name}.py", rendered.root)


@every_overlay
def test_every_overlay_satisfies_the_rules_of_thumb_and_fits_the_cluster(
    overlay: RenderedOverlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(overlay.root)
    assert overlay_of(overlay).cluster is not None
    assert [f for f in k8sdsl.check(overlay.name, policies=["recommended", "notes"]) if f.severity != "note"] == []


def test_the_cluster_has_what_the_platform_builds(overlay_named: Named) -> None:
    platform = overlay_named("platform")
    kept = (platform.root / "clusters/platform.yaml").read_text(encoding="utf-8")
    assert kept == platform.text, "run `k8sdsl build platform -o clusters/platform.yaml`"


# --- Elasticsearch and Kibana


def test_three_masters_four_data_nodes_and_two_coordinators_each_with_a_disk(search: RenderedObjects) -> None:
    members = {one.metadata.name: one.spec.replicas for one in search.all(k8s.StatefulSet)}
    assert members == {"master": 3, "data": 4, "coordinator": 2}
    assert all(one.spec.volume_claim_templates for one in search.all(k8s.StatefulSet))


def test_the_settings_name_every_master_by_the_name_of_its_pod(search: RenderedObjects) -> None:
    masters = search.one(k8s.StatefulSet, "master")
    start, count = masters.spec.ordinals.start if masters.spec.ordinals else 0, masters.spec.replicas or 0
    pods = [f"master-{number}" for number in range(start or 0, (start or 0) + count)]
    assert pods == ["master-1", "master-2", "master-3"]
    read = yaml.safe_load((search.one(k8s.ConfigMap, "elasticsearch").data or {})["elasticsearch.yml"])
    assert read["discovery.seed_hosts"] == [f"{pod}.{masters.spec.service_name}" for pod in pods]
    assert read["cluster.initial_master_nodes"] == pods
    assert yaml.safe_load(settings(pods)) == read


def test_two_services_are_for_clients_and_for_finding_the_masters(search: RenderedObjects) -> None:
    clients, masters = search.one(k8s.Service, "elasticsearch"), search.one(k8s.Service, "masters")
    assert clients.spec.selector == {"app": "elasticsearch", "role": "coordinator"}
    assert [port.port for port in clients.spec.ports or []] == [9200]
    assert masters.spec.cluster_ip == "None"
    assert masters.spec.publish_not_ready_addresses is True


def test_members_talk_on_9300_without_a_service_in_between(search: RenderedObjects) -> None:
    rule = search.one(k8s.NetworkPolicy, "members").spec
    assert rule is not None
    assert [port.port for entry in rule.ingress or [] for port in entry.ports or []] == [9300]


def test_filebeat_of_wordpress_reaches_the_coordinators(search: RenderedObjects, overlay_named: Named) -> None:
    config = overlay_named("prod").objects.one(k8s.ConfigMap, "wordpress-logs").data or {}
    (host,) = yaml.safe_load(config["filebeat.yml"])["output.elasticsearch"]["hosts"]
    service = search.one(k8s.Service, "elasticsearch")
    assert host == f"http://{service.metadata.name}.{service.metadata.namespace}:9200"


def test_kibana_has_the_ports_of_the_compose_file_and_its_environment_in_two_objects(search: RenderedObjects) -> None:
    service, server = search.one(k8s.Service, "kibana"), search.one(k8s.Deployment, "kibana")
    assert [(port.port, port.target_port) for port in service.spec.ports or []] == [(8082, 5601)]
    assert search.one(k8s.Ingress, "kibana").spec
    config = search.one(k8s.ConfigMap, "kibana").data or {}
    secret = search.one(k8s.Secret, "kibana-credentials").string_data or {}
    assert {"ELASTICSEARCH_HOSTS", "SERVER_NAME", "SERVER_HOST"} <= set(config)
    assert set(secret) == {"ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"}
    assert len(container(server).env_from or []) == 2


def test_elasticsearch_scales_by_parameters() -> None:
    stack = elasticsearch(storage=STORAGE, masters=5, data=2, coordinators=3, clients=[])
    text = k8sdsl.build(Overlay(base=stack, namespace="elastic"))
    members = [tree for tree in yaml.safe_load_all(text) if tree["kind"] == "StatefulSet"]
    assert [one["spec"]["replicas"] for one in members] == [5, 2, 3]
    assert "master-5.masters" in text


# --- nodes, storage, the way in, monitoring, teams


def test_daemon_sets_prepare_nodes_for_nfs_iscsi_and_elasticsearch(platform: RenderedObjects) -> None:
    names = {one.metadata.name for one in platform.all(k8s.DaemonSet)}
    assert {"nfs-client", "iscsi-client", "kernel-settings"} <= names
    kernel = platform.one(k8s.DaemonSet, "kernel-settings").spec.template.spec
    assert str(MAX_MAP_COUNT) in str((kernel.init_containers or [])[0].command)
    assert [toleration.operator for toleration in kernel.tolerations or []] == ["Exists"]
    assert platform.one(k8s.DaemonSet, "nfs-client").spec.template.spec.tolerations is None


def test_each_backend_has_a_class_and_files_have_a_provisioner(platform: RenderedObjects) -> None:
    classes = {one.metadata.name: one for one in platform.all(k8s.StorageClass)}
    assert {"block-slow", "block-fast", "shared"} <= set(classes)
    assert [name for name, one in classes.items() if one.metadata.annotations] == ["block-fast"]  # the default
    provisioner = platform.one(k8s.Deployment, "nfs-provisioner")
    values = {variable.name: variable.value for variable in container(provisioner).env or []}
    assert values["PROVISIONER_NAME"] == classes["shared"].provisioner
    rules = platform.one(k8s.ClusterRole, "nfs-provisioner").rules or []
    assert any("persistentvolumes" in (rule.resources or []) and "create" in rule.verbs for rule in rules)
    drivers = {one.metadata.name for one in platform.all(k8s.CSIDriver)}
    assert drivers == {classes[name].provisioner for name in ("block-slow", "block-fast")}


def test_fifty_volumes_serve_claims_with_the_smallest_that_fits() -> None:
    volumes = list(yaml.safe_load_all(k8sdsl.build(pool({"5Gi": 20, "20Gi": 20, "100Gi": 10}, "redundant"))))
    assert len(volumes) == 50
    claims = [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "redundant",
                "resources": {"requests": {"storage": size}},
            },
        }
        for name, size in (("small", "1Gi"), ("middle", "10Gi"), ("large", "35Gi"))
    ]
    bound = k8sdsl.simulate(volumes, claims).claims
    assert [str(bound[f"shop/{name}"].volume).rpartition("-")[0] for name in ("small", "middle", "large")] == [
        "pool-5gi",
        "pool-20gi",
        "pool-100gi",
    ]


def test_one_load_balancer_is_in_front_of_the_ingress_controller(platform: RenderedObjects) -> None:
    (balancer,) = [one for one in platform.all(k8s.Service) if one.spec.type == "LoadBalancer"]
    controller = platform.one(k8s.Deployment, "ingress-nginx-controller")
    assert balancer.spec.selector == controller.spec.selector.match_labels
    assert platform.one(k8s.IngressClass, "nginx").spec
    assert platform.one(k8s.ClusterRoleBinding, "ingress-nginx").subjects
    pools = platform.one(metallb.IPAddressPool, "ingress")
    assert pools.spec.addresses == ["192.168.1.50/32"]
    assert platform.one(metallb.L2Advertisement, "ingress").spec
    assert platform.one(cert_manager.ClusterIssuer, "public").spec.acme


@pytest.mark.parametrize("controller", ["nginx", "haproxy", "traefik", "apache", "envoy"])
def test_another_controller_changes_the_class_and_no_rule(controller: str) -> None:
    def rules(name: str) -> Any:
        service = k8s.Service("web", spec=k8s.ServiceSpec(ports=[k8s.ServicePort(87)]))
        made = k8sdsl.blocks.ingress("app.example.com", service, ingress_class=name).to_dict()["spec"]
        assert made.pop("ingressClassName") == name
        return made

    assert rules(controller) == rules("nginx")


def test_an_agent_on_every_node_is_collected_by_the_prometheus_operator(platform: RenderedObjects) -> None:
    agent, monitor = (
        platform.one(k8s.DaemonSet, "node-exporter"),
        platform.one(prometheus.ServiceMonitor, "node-exporter"),
    )
    assert agent.spec.template.spec.tolerations
    service = platform.one(k8s.Service, "node-exporter")
    assert monitor.spec.selector.match_labels == service.metadata.labels


def test_a_team_has_limits_rights_and_only_the_traffic_that_is_allowed(services: RenderedObjects) -> None:
    for namespace in ("files", "ledger", "tasks", "research"):
        assert services.one(k8s.Namespace, namespace)
        assert services.one(k8s.ResourceQuota, "quota", namespace=namespace)
        assert services.one(k8s.LimitRange, "limits", namespace=namespace)
        denied = services.one(k8s.NetworkPolicy, "deny-all", namespace=namespace).spec
        assert denied is not None
        assert denied.policy_types == ["Ingress", "Egress"]
        role = services.one(k8s.Role, "developer", namespace=namespace)
        assert all("persistentvolumes" not in (rule.resources or []) for rule in role.rules or [])
        assert services.one(k8s.RoleBinding, "developers", namespace=namespace).role_ref.name == "developer"


# --- slow starters


def test_nextcloud_may_take_fifty_minutes_to_start(services: RenderedObjects) -> None:
    probe = container(services.one(k8s.Deployment, "nextcloud")).startup_probe
    assert probe is not None
    assert (probe.initial_delay_seconds, probe.period_seconds, probe.failure_threshold) == (5, 10, 300)


def test_oracle_starts_in_twenty_minutes_leaves_after_one_and_restarts_after_ten(services: RenderedObjects) -> None:
    server = container(services.one(k8s.StatefulSet, "oracle"))
    assert 15 * 60 <= seconds(server.startup_probe) <= 20 * 60
    assert 30 <= seconds(server.readiness_probe) <= 120
    assert seconds(server.liveness_probe) == 10 * 60
    assert server.startup_probe
    assert server.startup_probe.tcp_socket
    assert [port.container_port for port in server.ports or []] == [1521]


def test_only_the_clients_of_oracle_reach_it(services: RenderedObjects) -> None:
    assert services.one(k8s.NetworkPolicy, "oracle").spec
    found = k8sdsl.build(Overlay(base=oracle(storage=STORAGE, clients="accounting"), namespace="ledger"))
    assert "kubernetes.io/metadata.name: accounting" in found


# --- GPUs


def test_a_training_asks_for_a_gpu_a_fast_cpu_and_tolerates_the_taint(services: RenderedObjects) -> None:
    pod = services.one(k8s.CronJob, "training").spec.job_template.spec.template.spec
    assert pod.node_selector == {"gpu": "true"}
    assert [toleration.key for toleration in pod.tolerations or []] == ["gpu"]
    affinity = pod.affinity.node_affinity if pod.affinity else None
    assert affinity is not None
    required = affinity.required_during_scheduling_ignored_during_execution
    assert required is not None
    ((need,),) = [term.match_expressions or [] for term in required.node_selector_terms]
    (wish,) = affinity.preferred_during_scheduling_ignored_during_execution or []
    ((want,),) = [wish.preference.match_expressions or []]
    assert (need.operator, need.values, want.operator, want.values) == ("Gt", ["3000"], "Gt", ["3500"])


def test_a_training_runs_on_the_nodes_with_gpus_and_nothing_else_does(overlay_named: Named) -> None:
    services = overlay_named("services")
    trees = [one.to_dict() for one in services.objects]
    (cron,) = [tree for tree in trees if tree["kind"] == "CronJob" and tree["metadata"]["name"] == "training"]
    run = {**cron, "kind": "Job", "spec": cron["spec"]["jobTemplate"]["spec"]}
    state = k8sdsl.simulate(k8sdsl.Cluster.read(services.root / "clusters"), [*trees, run]).controllers
    nodes = {name: [str(pod.node) for pod in one.pods] for name, one in state.items()}
    assert [name for name, found in nodes.items() if any(node.startswith("gpu-") for node in found)] == [
        "Job/research/training"
    ]


# --- tasks


def test_a_weekly_task_runs_on_thursday_night(services: RenderedObjects) -> None:
    assert services.one(k8s.CronJob, "backup-by-exec").spec.schedule == "0 22 * * 4"


def test_the_second_way_to_back_up_may_execute_commands_in_one_pod_and_nothing_else(services: RenderedObjects) -> None:
    rules = services.one(k8s.Role, "backup-by-exec").rules or []
    assert {(tuple(rule.resources or ()), tuple(rule.resource_names or ()), tuple(rule.verbs)) for rule in rules} == {
        (("pods",), ("mariadb-0",), ("get",)),
        (("pods/exec",), ("mariadb-0",), ("create",)),
    }
    assert services.one(k8s.RoleBinding, "backup-by-exec").subjects
    assert services.one(k8s.ServiceAccount, "backup-by-exec")


def test_figures_are_loaded_in_parts(services: RenderedObjects) -> None:
    job = services.one(k8s.CronJob, "load-figures").spec.job_template.spec
    assert (job.completion_mode, job.completions, job.parallelism) == ("Indexed", 10, 4)


def test_nightly_tasks_clean_and_check(services: RenderedObjects) -> None:
    assert {"clean-logs", "check-links"} <= {one.metadata.name for one in services.all(k8s.CronJob)}


def test_a_migration_runs_once_before_the_rest_and_is_removed() -> None:
    job = migration("registry.example.com/shop:1.4", "migrate")
    assert (job.spec.ttl_seconds_after_finished, job.spec.backoff_limit) == (3600, 0)
    assert k8sdsl.validate(job.to_dict()) == []


# --- the ways in


def test_a_route_of_openshift_ends_the_encryption(overlay_named: Named) -> None:
    route = overlay_named("ways-in/openshift").objects.one(openshift.Route, "wordpress")
    assert route.spec.host == "shop.example.com"
    assert route.spec.tls
    assert route.spec.tls.termination == "edge"
    assert overlay_named("ways-in/openshift").objects.all(k8s.Ingress) == []


def test_the_gateway_api_leads_a_host_to_the_service(overlay_named: Named) -> None:
    objects = overlay_named("ways-in/gateway").objects
    (rule,) = objects.one(gateway.HTTPRoute, "wordpress").spec.rules or []
    assert [(to.name, to.port) for to in rule.backend_refs or []] == [("wordpress", 87)]
    assert objects.one(gateway.Gateway, "wordpress").spec.listeners[0].hostname == "shop.example.com"


def test_istio_encrypts_traffic_between_pods(overlay_named: Named) -> None:
    objects = overlay_named("ways-in/istio").objects
    assert objects.one(istio.PeerAuthentication, "strict").spec == istio.PeerAuthenticationSpec(
        mtls=istio.PeerAuthenticationMtls(mode="STRICT")
    )
    assert (
        objects.one(istio.DestinationRule, "wordpress").to_dict()["spec"]["trafficPolicy"]["tls"]["mode"]
        == "ISTIO_MUTUAL"
    )
    assert objects.one(istio.VirtualService, "wordpress").to_dict()["spec"]["gateways"] == ["wordpress"]
    assert objects.one(istio.Gateway, "wordpress").spec
    assert objects.one(k8s.Namespace, "shop").metadata.labels == {
        "istio-injection": "enabled",
        "pod-security.kubernetes.io/enforce": "restricted",
    }


def test_linkerd_lets_only_the_ingress_controller_in(overlay_named: Named) -> None:
    objects = overlay_named("ways-in/linkerd").objects
    assert objects.one(linkerd.Server, "wordpress").spec.port == "http"
    assert objects.one(linkerd.AuthorizationPolicy, "wordpress").spec.target_ref.name == "wordpress"
    assert objects.one(linkerd.MeshTLSAuthentication, "ingress-controller").spec.identities
    assert (objects.one(k8s.Namespace, "shop").metadata.annotations or {})["linkerd.io/inject"] == "enabled"


def test_the_application_is_the_same_for_every_entrance(overlay_named: Named) -> None:
    def workloads(name: str) -> list[Any]:
        objects = overlay_named(f"ways-in/{name}").objects
        return [one.to_dict() for kind in (k8s.Deployment, k8s.StatefulSet, k8s.Service) for one in objects.all(kind)]

    assert workloads("openshift") == workloads("gateway") == workloads("istio") == workloads("linkerd")


# --- parts that any stack may need


def test_a_private_registry_needs_a_secret_that_the_account_names() -> None:
    account = k8s.ServiceAccount("web", image_pull_secrets=[k8s.LocalObjectReference(name="registry")])
    secret = k8s.Secret(
        "registry", type="kubernetes.io/dockerconfigjson", string_data={".dockerconfigjson": '{"auths": {}}'}
    )
    assert k8sdsl.check([account.to_dict(), secret.to_dict()]) == []


@pytest.mark.parametrize(
    "source",
    [
        {"nfs": {"server": "nfs.example.internal", "path": "/data1"}},
        {"fc": {"wwids": ["1927462826"]}},
        {"iscsi": {"targetPortal": "10.0.0.1:3260", "iqn": "iqn.2026-01.com.example:disk", "lun": 1}},
        {"csi": {"driver": "rbd.csi.ceph.com", "volumeHandle": "0001-0024"}},
        {"csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-051adb5ddf872a12b"}},
    ],
    ids=lambda source: next(iter(source)),
)
def test_a_volume_of_every_backend_is_accepted(source: dict[str, Any]) -> None:
    spec = {"capacity": {"storage": "20Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "slow", **source}
    tree = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "volume1"}, "spec": spec}
    assert k8sdsl.validate(tree) == []
    assert k8sdsl.from_dict(tree).to_dict() == tree


def test_a_pod_leaves_a_lost_node_after_the_time_that_it_tolerates() -> None:
    tolerations = [
        k8s.Toleration(key=f"node.kubernetes.io/{state}", operator="Exists", effect="NoExecute", toleration_seconds=30)
        for state in ("unreachable", "not-ready")
    ]
    pod = k8s.Pod(
        "web", spec=k8s.PodSpec(containers=[k8s.Container("web", image="nginx:1.29")], tolerations=tolerations)
    )
    assert k8sdsl.validate(pod.to_dict()) == []


def test_one_service_prefers_the_nodes_of_another() -> None:
    near = k8s.WeightedPodAffinityTerm(
        weight=1,
        pod_affinity_term=k8s.PodAffinityTerm(
            label_selector=k8s.LabelSelector(match_labels={"app": "service-2"}), topology_key="kubernetes.io/hostname"
        ),
    )
    affinity = k8s.Affinity(pod_affinity=k8s.PodAffinity(preferred_during_scheduling_ignored_during_execution=[near]))
    pod = k8s.Pod("a", spec=k8s.PodSpec(containers=[k8s.Container("a", image="a:1.0")], affinity=affinity))
    assert k8sdsl.validate(pod.to_dict()) == []


def test_a_backend_outside_the_cluster_has_a_name_inside() -> None:
    outside = k8s.Service("app1", spec=k8s.ServiceSpec(type="ExternalName", external_name="server17.example.internal"))
    assert k8sdsl.validate(outside.to_dict()) == []


def test_two_containers_see_the_same_memory_at_paths_of_their_own() -> None:
    logs = k8sdsl.blocks.ram_volume("logs", "100Ki")
    pod = k8s.PodSpec(
        containers=[
            k8s.Container("apache", image="httpd:2.4", volume_mounts=[k8sdsl.blocks.mount(logs, "/file/to/write")]),
            k8s.Container(
                "filebeat", image="filebeat:8.19", volume_mounts=[k8sdsl.blocks.mount(logs, "/file/to/read")]
            ),
        ],
        volumes=[logs],
    )
    assert k8sdsl.validate(k8s.Pod("web", spec=pod).to_dict()) == []


def test_a_probe_may_ask_over_https() -> None:
    probe = k8s.Probe(http_get=k8s.HTTPGetAction(port="https", path="/", scheme="HTTPS"))
    pod = k8s.Pod("web", spec=k8s.PodSpec(containers=[k8s.Container("web", image="a:1.0", readiness_probe=probe)]))
    assert k8sdsl.validate(pod.to_dict()) == []


def test_an_application_with_other_parameters_is_another_application() -> None:
    small, large = (k8sdsl.build(wordpress(host="a.example.com", replicas=n, storage=STORAGE)) for n in (1, 3))
    assert small != large
