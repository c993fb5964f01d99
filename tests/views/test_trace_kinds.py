"""A trace for every kind of way and of end: where the request leads, and at which object it breaks."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import yaml

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.views.pictures.way import picture_of_way
from k8sdsl.views.trace import trace
from k8sdsl.views.trace.as_json import render_json
from k8sdsl.views.trace.steps import TraceStep, render
from tests.cli.running import project, run

Expected = list[tuple[str, bool]]


def service(name: str, port: int = 80, target: Any = 8080, **spec: Any) -> dict[str, Any]:
    ports = [{"port": port, "targetPort": target}]
    metadata = {"name": name, "namespace": "shop"}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"selector": {"app": name}, "ports": ports, **spec},
    }


def workload(name: str, port: int = 8080, namespace: str = "shop", **labels: str) -> dict[str, Any]:
    container = {"name": "a", "image": "a:1", "ports": [{"name": "http", "containerPort": port}]}
    template = {"metadata": {"labels": {"app": name, **labels}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"template": template},
    }


def policy(name: str, chosen: dict[str, str], **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"podSelector": {"matchLabels": chosen}, **spec},
    }


def ingress(host: str | None, backend: str, port: Any = 80, **spec: Any) -> dict[str, Any]:
    to = {"service": {"name": backend, "port": {"number" if isinstance(port, int) else "name": port}}}
    rule = {"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": to}]}}
    rules = {"rules": [{"host": host, **rule}]} if host else {"defaultBackend": to}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": backend, "namespace": "shop"},
        "spec": {**rules, **spec},
    }


def namespace(name: str, **labels: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def route(kind: str, version: str, spec: str) -> dict[str, Any]:
    metadata = {"name": "web", "namespace": "shop"}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": yaml.safe_load(spec)}


STRICT = route("PeerAuthentication", "security.istio.io/v1", "{mtls: {mode: STRICT}}")
MESH = {"istio-injection": "enabled"}
WEB = [service("web"), workload("web")]
ASKS = workload("asks")
INTO_WEB = {"ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "asks"}}}], "ports": [{"port": 8080}]}]}
OUT_OF_ASKS = {"egress": [{"to": [{"podSelector": {"matchLabels": {"app": "web"}}}]}], "policyTypes": ["Egress"]}
CERTIFICATE: dict[str, Any] = {"tls": [{"hosts": ["a.example.com"], "secretName": "tls"}]}
HTTP_ROUTE = "{hostnames: [a.example.com], rules: [{backendRefs: [{name: web, port: 80}]}]}"
VIRTUAL = "{hosts: [a.example.com], http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}"
OPENSHIFT = "{host: a.example.com, to: {kind: Service, name: web}, port: {targetPort: 8080}}"

S, D = ("Service/web in shop", False), ("Deployment/web in shop", False)
S_BROKEN, D_BROKEN = ("Service/web in shop", True), ("Deployment/web in shop", True)
I = ("Ingress/web in shop", False)  # noqa: E741 - as S and D
FROM = "Deployment/asks"
URL = "http://a.example.com/"

# The kind of the case, the objects, what is asked for, who asks, and the steps after the first.
CASES: list[tuple[str, list[dict[str, Any]], str, str, Expected]] = [
    ("allowed", [*WEB, ASKS], "web:80", FROM, [S, D]),
    ("allowed", [*WEB, ASKS, policy("in", {"app": "web"}, **INTO_WEB)], "web.shop:80", FROM, [S, D]),
    ("allowed", [*WEB, ASKS, policy("out", {"app": "asks"}, **OUT_OF_ASKS)], "web:80", FROM, [S, D]),
    ("allowed", [*WEB, ASKS, policy("in", {"app": "other"})], "web.shop.svc:80", FROM, [S, D]),
    ("refused by policy", [*WEB, ASKS, policy("deny", {})], "web:80", FROM, [S, D_BROKEN]),
    (
        "refused by policy",
        [*WEB, workload("asks", tier="x"), policy("in", {"app": "web"}, ingress=[])],
        "web:80",
        FROM,
        [S, D_BROKEN],
    ),
    (
        "refused by policy",
        [*WEB, ASKS, policy("out", {"app": "asks"}, policyTypes=["Egress"])],
        "web:80",
        FROM,
        [S, D_BROKEN],
    ),
    (
        "refused by policy",
        [*WEB, workload("asks", 8080, "other"), policy("in", {"app": "web"}, **INTO_WEB)],
        "web.shop:80",
        FROM,
        [S, D_BROKEN],
    ),
    ("refused by policy", [*WEB, ingress("a.example.com", "web"), policy("deny", {})], URL, "", [I, S, D_BROKEN]),
    ("wrong port", [*WEB, ASKS], "web:8080", FROM, [S_BROKEN]),
    ("wrong port", [service("web", target=9090), workload("web"), ASKS], "web:80", FROM, [S, D_BROKEN]),
    ("wrong port", [service("web", target="htpp"), workload("web"), ASKS], "web:80", FROM, [S, D_BROKEN]),
    ("wrong port", [*WEB, ingress("a.example.com", "web", 81)], URL, "", [I, S_BROKEN]),
    ("wrong port", [*WEB, ingress("a.example.com", "web", "http")], URL, "", [I, S_BROKEN]),
    ("missing endpoint", [service("web"), ASKS], "web:80", FROM, [S_BROKEN]),
    ("missing endpoint", [service("web", selector=None), workload("web"), ASKS], "web:80", FROM, [S_BROKEN]),
    ("missing endpoint", [workload("web"), ASKS], "web:80", FROM, [("DNS", True)]),
    (
        "missing endpoint",
        [workload("web"), ingress("a.example.com", "web")],
        URL,
        "",
        [I, ("Ingress/web in shop", True)],
    ),
    ("TLS", [*WEB, ingress("a.example.com", "web", **CERTIFICATE)], "https://a.example.com/", "", [I, S, D]),
    ("TLS", [*WEB, ingress("a.example.com", "web", **CERTIFICATE)], URL, "", [I, S, D]),
    ("TLS", [*WEB, ingress("a.example.com", "web")], "https://a.example.com/", "", [I, S, D]),
    (
        "wrong host",
        [*WEB, ingress("a.example.com", "web")],
        "http://b.example.com/",
        "",
        [("ingress controller", True)],
    ),
    (
        "wrong host",
        [*WEB, ingress("*.example.com", "web")],
        "http://a.b.example.com/",
        "",
        [("ingress controller", True)],
    ),
    ("wrong host", [*WEB, ASKS], "web.other:80", FROM, [("DNS", True)]),
    ("default backend", [*WEB, ingress(None, "web")], "http://any.example.com/x", "", [I, S, D]),
    ("default backend", [*WEB, ingress(None, "web", 81)], URL, "", [I, S_BROKEN]),
    (
        "node port",
        [service("web", type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 30080}]), workload("web")],
        "http://10.0.0.1:30080/",
        "",
        [("every node", False), S, D],
    ),
    (
        "node port",
        [service("web", type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 30080}])],
        "http://10.0.0.1:30080/",
        "",
        [("every node", False), S_BROKEN],
    ),
    ("headless", [service("web", 8080, clusterIP="None"), workload("web"), ASKS], "web:8080", FROM, [S, D]),
    (
        "headless",
        [service("web", 8080, clusterIP="None"), workload("web"), ASKS],
        "web-0.web.shop.svc.cluster.local:8080",
        FROM,
        [S, ("DNS", True)],
    ),
    ("headless", [service("web", 80, clusterIP="None"), workload("web"), ASKS], "web:80", FROM, [S, D_BROKEN]),
    (
        "mesh",
        [*WEB, route("VirtualService", "networking.istio.io/v1", VIRTUAL)],
        URL,
        "",
        [("VirtualService/web in shop", False), S, D],
    ),
    ("mesh", [*WEB, ASKS, STRICT, namespace("shop", **MESH)], "web:80", FROM, [S, D]),
    (
        "mesh",
        [*WEB, workload("asks", 8080, "out"), STRICT, namespace("shop", **MESH)],
        "web.shop:80",
        FROM,
        [S, D_BROKEN],
    ),
    (
        "mesh",
        [
            *WEB,
            workload("asks", 8080, "shop", **{"sidecar.istio.io/inject": "false"}),
            STRICT,
            namespace("shop", **MESH),
        ],
        "web:80",
        FROM,
        [S, D_BROKEN],
    ),
    ("mesh", [*WEB, workload("asks", 8080, "out"), STRICT, namespace("shop")], "web.shop:80", FROM, [S, D]),
    (
        "route",
        [*WEB, route("HTTPRoute", "gateway.networking.k8s.io/v1", HTTP_ROUTE)],
        URL,
        "",
        [("HTTPRoute/web in shop", False), S, D],
    ),
    (
        "route",
        [*WEB, route("Route", "route.openshift.io/v1", OPENSHIFT)],
        URL,
        "",
        [("Route/web in shop", False), S, D],
    ),
    ("route", [service("web", type="ExternalName", externalName="db.example.com"), ASKS], "web:80", FROM, [S]),
]


def follow(trees: list[dict[str, Any]], to: str, source: str = "") -> list[TraceStep]:
    return trace(map(Manifest, trees), to, source=source)


@pytest.mark.parametrize(
    ("kind", "trees", "to", "source", "expected"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_a_request_leads_there(
    kind: str, trees: list[dict[str, Any]], to: str, source: str, expected: Expected
) -> None:
    steps = follow(trees, to, source)
    assert [(step.who, step.broken) for step in steps][1:] == expected, kind
    assert all(step.remedy for step in steps if step.broken)


def test_every_kind_has_cases() -> None:
    kinds = Counter(kind for kind, *_ in CASES)
    assert len(CASES) >= 30
    assert min(kinds.values()) >= 2
    assert len(kinds) == 11


# The first drawing of the course: a balancer before node ports, no ingress controller.
FIRST = """
{apiVersion: v1, kind: Service, metadata: {name: mi-bbdd-wp}, spec: {clusterIP: 10.0.1.101,
  selector: {app: mariadb}, ports: [{port: 3307, targetPort: 3306}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: mi-wp}, spec: {type: NodePort, clusterIP: 10.0.1.102,
  selector: {app: wordpress}, ports: [{port: 81, targetPort: 80, nodePort: 30080}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: wordpress}, spec: {replicas: 2, template: {
  metadata: {labels: {app: wordpress}}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 80}]}]}}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: mariadb}, spec: {template: {
  metadata: {labels: {app: mariadb}}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 3306}]}]}}}}
"""

# The second: a balancer before the nodes, an ingress controller, and Services for the web and the database.
SECOND = """
{apiVersion: v1, kind: Service, metadata: {name: controller, namespace: ingress}, spec: {type: LoadBalancer,
  clusterIP: 20.10.0.3, loadBalancerIP: 10.0.0.6, selector: {app: nginx},
  ports: [{port: 80, targetPort: 80, nodePort: 30080}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: wordpress, namespace: produccion}, spec: {rules: [
  {host: HOST, http: {paths: [{path: /, pathType: Prefix,
    backend: {service: {name: wordpress, port: {number: 8080}}}}]}}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: wordpress, namespace: produccion}, spec: {clusterIP: 20.10.0.1,
  selector: {app: wordpress}, ports: [{port: 8080, targetPort: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: bbdd, namespace: produccion}, spec: {clusterIP: 20.10.0.2,
  selector: {app: mysql}, ports: [{port: 3307, targetPort: 3306}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: apache, namespace: produccion}, spec: {template: {
  metadata: {labels: {app: wordpress}}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 80}]}]}}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: mysql, namespace: produccion}, spec: {template: {
  metadata: {labels: {app: mysql}}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 3306}]}]}}}}
"""


def trees_of(text: str) -> list[dict[str, Any]]:
    return [tree for tree in yaml.safe_load_all(text) if tree]


def addresses_in(steps: list[TraceStep], *expected: str) -> list[str]:
    """Those of some addresses and ports that are not in the text of the steps, in this order."""
    text = render(steps)
    missing = []
    for word in expected:
        _, found, rest = text.partition(word)
        text = rest if found else text
        missing += [] if found else [word]
    return missing


def test_the_first_drawing_from_the_browser_by_a_node_port_to_apache() -> None:
    steps = follow(trees_of(FIRST), "http://mi-web:30080/")
    assert [step.who for step in steps][1:] == [
        "every node", "Service/mi-wp in default", "Deployment/wordpress in default",
    ]  # fmt: skip
    assert addresses_in(steps, "30080", "mi-wp", "port 81", "10.0.1.102", "port 80", "port 80") == []


def test_the_first_drawing_from_apache_to_the_database_by_its_name() -> None:
    steps = follow(trees_of(FIRST), "mi-bbdd-wp:3307", "Deployment/wordpress")
    assert [(step.who.partition(" ")[0], step.broken) for step in steps] == [
        ("Deployment/wordpress", False), ("Service/mi-bbdd-wp", False), ("StatefulSet/mariadb", False),
    ]  # fmt: skip
    assert addresses_in(steps, "mi-bbdd-wp", "3307", "10.0.1.101", "3306", "3306") == []


def test_the_second_drawing_from_menchu_by_the_ingress_controller_to_apache() -> None:
    steps = follow(trees_of(SECOND.replace("HOST", "app1.prod.es")), "http://app1.prod.es/")
    assert [(step.who, step.broken) for step in steps] == [
        ("app1.prod.es", False),
        ("Service/controller in ingress", False),
        ("Ingress/wordpress in produccion", False),
        ("Service/wordpress in produccion", False),
        ("Deployment/apache in produccion", False),
    ]
    assert addresses_in(steps, "10.0.0.6", "port 80", "30080", "port 8080", "20.10.0.1", "port 80") == []


def test_the_second_drawing_as_it_is_drawn_has_a_rule_for_another_host() -> None:
    steps = follow(trees_of(SECOND.replace("HOST", "app.prod.es")), "http://app1.prod.es/")
    assert steps[-1].broken
    assert "app.prod.es" in steps[-1].remedy


def test_json_has_every_step_with_its_object() -> None:
    steps = follow(CASES[0][1], "web:80", FROM)
    content = json.loads(render_json(steps))
    assert content["arrives"] is True
    assert [step["who"] for step in content["steps"]] == [step.who for step in steps]
    assert content["steps"][1]["object"] == {
        "apiVersion": "v1", "kind": "Service", "namespace": "shop", "name": "web",
    }  # fmt: skip
    assert json.loads(render_json(follow(CASES[4][1], "web:80", FROM)))["arrives"] is False


def test_the_way_is_marked_in_the_picture_and_so_is_where_it_breaks() -> None:
    trees = [*WEB, ASKS, service("other"), workload("other"), policy("deny", {})]
    asks = trees[2]["spec"]["template"]["spec"]["containers"][0]
    asks["env"] = [{"name": "WEB", "value": "http://web:80"}]
    manifests = ManifestSet(map(Manifest, trees))
    picture = picture_of_way(manifests, follow(trees, "web:80", FROM), title="way")
    assert {f"{node.kind}/{node.name}": node.mark for node in picture.nodes} == {
        "Deployment/asks": "path", "Service/web": "path", "Deployment/web": "broken",
    }  # fmt: skip
    assert [edge.mark for edge in picture.edges] == ["path", "path"]
    assert [flaw.rule for node in picture.nodes for flaw in node.flaws] == ["trace"]


def test_a_way_begins_at_the_sender_even_if_it_does_not_have_the_address() -> None:
    picture = picture_of_way(
        ManifestSet(map(Manifest, [*WEB, ASKS])), follow([*WEB, ASKS], "web:80", FROM), title="way"
    )
    ways = {(edge.source.partition("/")[0], edge.target.partition("/")[0]) for edge in picture.edges if edge.mark}
    assert ways == {("Deployment", "Service"), ("Service", "Deployment")}


def test_a_way_from_outside_begins_outside() -> None:
    trees = [*WEB, ingress("a.example.com", "web")]
    picture = picture_of_way(ManifestSet(map(Manifest, trees)), follow(trees, URL), title="way")
    assert {node.kind for node in picture.nodes if node.mark == "path"} == {
        "Outside", "Ingress", "Service", "Deployment",
    }  # fmt: skip
    assert len([edge for edge in picture.edges if edge.mark == "path"]) == 3


@pytest.mark.parametrize("to", ["web:0", "web:65536", "web:123456789012345678901234567890", "web:٣", ":80", "a/b:80"])
def test_a_port_out_of_range_is_an_error(to: str) -> None:
    with pytest.raises(K8sdslError) as error:
        follow([*WEB, ASKS], to, FROM)
    assert error.value.code == "usage/value"
    assert error.value.remedy


def test_a_host_and_port_without_from_is_an_error_that_names_the_option() -> None:
    with pytest.raises(K8sdslError) as error:
        follow(WEB, "web:80")
    assert "--from" in str(error.value.remedy)


def test_the_command_writes_json_and_a_picture(tmp_path: Any) -> None:
    text = "---\n".join(json.dumps(tree) + "\n" for tree in [*WEB, ingress("a.example.com", "web")])
    folder = project(tmp_path, {"k8s/all.yaml": text, "k8s/kustomization.yaml": "resources: [all.yaml]\n"})
    done = run(folder, "trace", "k8s", URL, "--format", "json", "-o", "way.mermaid")
    assert (done.returncode, json.loads(done.stdout)["arrives"]) == (0, True)
    assert "classDef path" in (folder / "way.mermaid").read_text(encoding="utf-8")
    assert run(folder, "trace", "k8s", URL, "-o", "way.txt").returncode == 2


def test_json_and_the_settings_of_a_proxy_are_not_mixed(tmp_path: Any) -> None:
    text = "---\n".join(json.dumps(tree) + "\n" for tree in WEB)
    folder = project(tmp_path, {"k8s/all.yaml": text, "k8s/kustomization.yaml": "resources: [all.yaml]\n"})
    assert run(folder, "trace", "k8s", URL, "--format", "json", "--proxy", "nginx").returncode == 2
