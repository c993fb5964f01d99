"""What each view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

import k8sdsl
from k8sdsl.finding import Finding
from k8sdsl.identity import ObjectRef
from k8sdsl.views.pictures import VIEWS, picture_of
from k8sdsl.views.pictures.subjects.network import addresses_text, twins_of
from tests.corpora import lines_of
from tests.views.pictures.sets import deployment, graph, service

if TYPE_CHECKING:
    from k8sdsl.cluster.network.connections import Connection
    from k8sdsl.views.pictures.picture import Picture


def edges(picture: Picture) -> set[tuple[str, str, str, str]]:
    """Source, use, target and label of every edge, by kind and name."""

    def short(node: str) -> str:
        kind, _, name = node.split("/", 2)
        return f"{kind}/{name}"

    return {(short(edge.source), edge.use, short(edge.target), edge.label) for edge in picture.edges}


def trees(text: str) -> list[dict[str, Any]]:
    return [tree for tree in yaml.safe_load_all(text) if tree]


INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  tls: [{hosts: [shop.example.com], secretName: tls}]
  rules:
  - host: shop.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
"""


@pytest.mark.parametrize(
    ("ranges", "text"),
    [
        (["0.0.0.0-255.255.255.255"], "any"),
        (["10.0.0.0-10.255.255.255"], "10.0.0.0/8"),
        (["10.0.0.1-10.0.0.1"], "10.0.0.1"),
        (["10.0.0.1-10.0.0.5"], "10.0.0.1-10.0.0.5"),
        (["10.0.0.0-10.0.0.127", "10.0.0.128-10.0.0.255"], "10.0.0.0/24"),
        (["0.0.0.0-9.255.255.255", "11.0.0.0-255.255.255.255"], "any except 10.0.0.0/8"),
        (["192.0.2.0-192.0.2.255", "10.0.0.0-10.255.255.255"], "10.0.0.0/8, 192.0.2.0/24"),
    ],
)
def test_ranges_of_addresses_are_written_in_short(ranges: list[str], text: str) -> None:
    assert addresses_text(ranges) == text


def test_addresses_that_connect_alike_are_one_box() -> None:
    policy = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.0/28, 198.51.100.64/28]}}]}]
"""
    picture = picture_of(graph([deployment("web", "shop"), *trees(policy)]), "network")
    into = {source for source, _, target, _ in edges(picture) if target == "Deployment/web"}
    assert into == {"Addresses/198.51.100.16-198.51.100.63, 198.51.100.80-198.51.100.255"}


def test_an_alias_of_a_service_in_the_set_leads_to_it_and_gateways_have_their_ports() -> None:
    gateway = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec: {listeners: [{name: a, port: 80, protocol: HTTP}, {name: b, port: 443, protocol: HTTPS}]}
"""
    alias = service("other", "shop", type="ExternalName", externalName="web.shop.svc.cluster.local")
    drawn = edges(picture_of(graph([service("web", "shop"), alias, *trees(gateway)]), "traffic"))
    assert ("Service/other", "is another name for", "Service/web", "") in drawn
    assert ("Outside/clients", "calls", "Gateway.gateway.networking.k8s.io/public", "80, 443") in drawn


def test_traffic_leads_from_outside_to_the_services_that_are_called() -> None:
    objects = graph(
        [
            *trees(INGRESS),
            service("web", "shop"),
            deployment("web", "shop", ["http://db.data:3306"]),
            service("db", "data", type="LoadBalancer"),
        ]
    )
    assert edges(picture_of(objects, "traffic")) == {
        ("Outside/clients", "calls", "Ingress/web", "https"),
        ("Outside/clients", "calls", "Service/db", "80"),
        ("Ingress/web", "routes to", "Service/web", "80"),
        ("Service/web", "routes to", "Deployment/web", "80→8080"),
        ("Deployment/web", "calls", "Service/db", "3306"),
    }


def test_a_call_by_way_of_a_config_map_is_one_of_the_workload() -> None:
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "web", "namespace": "shop"},
        "data": {"DB": "http://db:3306"},
    }
    web = deployment("web", "shop")
    web["spec"]["template"]["spec"]["containers"][0]["envFrom"] = [{"configMapRef": {"name": "web"}}]
    found = edges(picture_of(graph([config, web, service("db", "shop")]), "traffic"))
    assert ("Deployment/web", "calls", "Service/db", "3306") in found


def test_replicas_are_one_node_and_so_are_the_claims_of_a_template() -> None:
    database = deployment("db", "data")
    database["kind"] = "StatefulSet"
    database["spec"] |= {
        "replicas": 3,
        "serviceName": "db",
        "volumeClaimTemplates": [
            {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "5Gi"}}}},
        ],
    }
    picture = picture_of(graph([database]), "traffic")
    assert [(node.kind, node.name, node.note) for node in picture.nodes] == [
        ("StatefulSet", "db", "x3"),
        ("PersistentVolumeClaim", "data-db", "x3"),
    ]
    assert [edge.label for edge in picture.edges] == ["5Gi"]


def test_pods_of_a_controller_are_drawn_as_the_controller() -> None:
    owner = [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "1", "controller": True}]
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": f"web-1-{n}",
                "namespace": "shop",
                "labels": {"app": "web"},
                "ownerReferences": owner,
            },
            "spec": {"containers": [{"name": "app", "image": "a"}]},
        }
        for n in range(3)
    ]
    replica_set = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-1", "namespace": "shop"}}
    picture = picture_of(graph([replica_set, *pods, service("web", "shop")]), "traffic")
    assert [node.id for node in picture.nodes] == ["ReplicaSet/shop/web-1", "Service/shop/web"]


def test_config_shows_names_of_keys_and_what_is_missing() -> None:
    web = deployment("web", "shop")
    reference = {"secretKeyRef": {"name": "db", "key": "password"}}
    web["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": "PASSWORD", "valueFrom": reference}]
    picture = picture_of(graph([web]), "config")
    assert [(node.kind, node.outside) for node in picture.nodes] == [("Deployment", False), ("Secret", True)]
    assert [edge.label for edge in picture.edges] == ["password"]


def test_storage_leads_from_workloads_to_classes() -> None:
    claim = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: csi.example.com
"""
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    found = edges(picture_of(graph([deployment("web", "shop", volumes=volumes), *trees(claim)]), "storage"))
    assert {(source, target) for source, _, target, _ in found} == {
        ("Deployment/web", "PersistentVolumeClaim/data"),
        ("PersistentVolumeClaim/data", "StorageClass/fast"),
        ("StorageClass/fast", "CSIDriver/csi.example.com"),
    }


def test_access_leads_from_workloads_by_accounts_to_roles() -> None:
    binding = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: ServiceAccount, name: web}
- {kind: User, name: ana, apiGroup: rbac.authorization.k8s.io}
"""
    found = edges(picture_of(graph([deployment("web", "shop", serviceAccountName="web"), *trees(binding)]), "access"))
    assert {(source, target) for source, _, target, _ in found} == {
        ("Deployment/web", "ServiceAccount/web"),
        ("ServiceAccount/web", "RoleBinding/web"),
        ("User/ana", "RoleBinding/web"),
        ("RoleBinding/web", "Role/reader"),
    }


def test_deploy_has_a_group_for_each_wave_and_only_needs_that_do_not_follow_from_others() -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web", "namespace": "shop"}}
    web = deployment("web", "shop")
    web["spec"]["template"]["spec"]["containers"][0]["envFrom"] = [{"configMapRef": {"name": "web"}}]
    picture = picture_of(graph([web, config, namespace]), "deploy")
    assert {(node.kind, node.group) for node in picture.nodes} == {
        ("Namespace", "wave 0"),
        ("ConfigMap", "wave 1"),
        ("Deployment", "wave 2"),
    }
    assert {(source, target) for source, _, target, _ in edges(picture)} == {
        ("Namespace/shop", "ConfigMap/web"),
        ("ConfigMap/web", "Deployment/web"),
    }


def test_all_has_every_object() -> None:
    objects = graph([*trees(INGRESS), service("web", "shop"), deployment("web", "shop")])
    nodes = {node.id: node.outside for node in picture_of(objects, "all").nodes}
    assert nodes == {
        "Ingress/shop/web": False,
        "Service/shop/web": False,
        "Deployment/shop/web": False,
        "Secret/shop/tls": True,
    }


def test_findings_are_on_their_objects() -> None:
    web = service("web", "shop")
    finding = Finding(rule="set/empty-selector", message="selects nothing", ref=ObjectRef.of(web))
    (node,) = picture_of(graph([web]), "traffic", findings=[finding]).nodes
    assert [(flaw.severity, flaw.rule) for flaw in node.flaws] == [("error", "set/empty-selector")]


def test_groups_are_namespaces_and_the_stacks_in_them() -> None:
    groups = picture_of(graph([service("web", "shop"), service("db", "data")]), "traffic").groups
    assert [(group.id, group.parent) for group in groups] == [
        ("shop", ""),
        ("shop/web", "shop"),
        ("data", ""),
        ("data/db", "data"),
    ]


def test_workloads_that_may_connect_to_the_same_others_are_one_node() -> None:
    picture = picture_of(graph([deployment(name, "shop") for name in ("a", "b", "c")]), "network")
    assert [node.name for node in picture.nodes if not node.outside] == ["a, b, c"]
    assert {target for _, _, target, _ in edges(picture)} == {"Addresses/any", "3 workloads/a, b, c"}


def test_the_network_view_has_every_connection_and_no_other() -> None:
    cases = list(lines_of("network"))
    assert len(cases) > 20
    for case in cases:
        judge_twins(k8sdsl.connections(case["documents"]))


def judge_twins(found: list[Connection]) -> None:
    """What the view shows, with its folded nodes opened, is what the policies allow."""
    twins = twins_of(found)
    home = {side: one for one in twins for side in one.sides}
    assert sum(len(one.sides) for one in twins) == len(home)
    between = {(home[one.source], home[one.target]): one.ports for one in found}
    expanded = set()
    for (source, target), ports in between.items():
        expanded |= {(a, b, ports) for a in source.sides for b in target.sides if a != b}
    assert expanded == {(one.source, one.target, one.ports) for one in found}
    assert all(one.among == between.get((one, one), "") for one in twins)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("odd", [None, 5, True, "", [], {}, [None], {"a": None}, "x" * 300])
def test_values_of_odd_types_are_survived(view: str, odd: Any) -> None:
    web = deployment("web", "shop", ["http://web:80"], serviceAccountName=odd, volumes=odd)
    web["spec"] |= {"replicas": odd, "volumeClaimTemplates": odd}
    ports = [{"port": odd, "targetPort": odd, "protocol": odd, "nodePort": odd}]
    binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "a"}}
    objects = [
        web,
        service("web", "shop", ports=ports, type=odd, externalName=odd),
        {**trees(INGRESS)[0], "spec": {"rules": odd, "tls": odd, "defaultBackend": odd}},
        {**binding, "roleRef": odd, "subjects": [{"kind": odd, "name": odd}]},
    ]
    assert picture_of(graph(objects), view).words()
