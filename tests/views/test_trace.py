"""The way of a request: where it leads, and where and why it breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest
from k8sdsl.pipeline import build_manifests
from k8sdsl.views.trace import trace
from k8sdsl.views.trace.steps import render
from tests.cli.running import project, run

ROOT = Path(__file__).parents[2]

# The third drawing of the course: addresses of Services, node ports, and a balancer before the nodes.
OBJECTS = """
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: ingress}
spec:
  type: LoadBalancer
  loadBalancerIP: 192.168.0.50
  clusterIP: 10.10.30.102
  selector: {app: nginx}
  ports: [{port: 80, nodePort: 30080}, {port: 443, nodePort: 30443}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: [app.example.com], secretName: tls}]
  rules:
  - host: app.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: wp, port: {number: 87}}}}
      - {path: /old, pathType: Exact, backend: {service: {name: gone, port: {number: 80}}}}
      - {path: /named, pathType: Prefix, backend: {service: {name: named, port: {name: http}}}}
      - {path: /nobody, pathType: Prefix, backend: {service: {name: nobody, port: {number: 80}}}}
      - {path: /wrong, pathType: Prefix, backend: {service: {name: wp, port: {number: 88}}}}
      - {path: /typo, pathType: Prefix, backend: {service: {name: typo, port: {number: 80}}}}
      - {path: /undeclared, pathType: Prefix, backend: {service: {name: undeclared, port: {number: 80}}}}
  - host: "*.apps.example.com"
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: wp, port: {number: 87}}}}]}
  - host: outside.example.com
    http: {paths: [{path: /app1, pathType: Prefix, backend: {service: {name: outside, port: {number: 8080}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: wp}
spec: {clusterIP: 10.10.30.101, selector: {app: wordpress}, ports: [{port: 87, targetPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: named}
spec: {selector: {app: wordpress}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: typo}
spec: {selector: {app: wordpress}, ports: [{port: 80, targetPort: htpp}]}
---
apiVersion: v1
kind: Service
metadata: {name: undeclared}
spec: {selector: {app: wordpress}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: nobody}
spec: {selector: {app: wordpres}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: server17.example.internal, ports: [{port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: direct}
spec: {type: NodePort, selector: {app: wordpress}, ports: [{port: 81, targetPort: 80, nodePort: 30081}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: wordpress}
spec:
  selector: {matchLabels: {app: wordpress}}
  template:
    metadata: {labels: {app: wordpress}}
    spec:
      containers:
      - name: apache
        image: wordpress:6.8
        ports: [{name: http, containerPort: 80}]
        readinessProbe: {tcpSocket: {port: 80}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {clusterIP: 10.10.30.100, selector: {app: mariadb}, ports: [{port: 3307, targetPort: 3306}]}
---
apiVersion: v1
kind: Service
metadata: {name: peers, namespace: data}
spec: {clusterIP: None, selector: {app: mariadb}, ports: [{port: 3306}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: mariadb, namespace: data}
spec:
  serviceName: peers
  selector: {matchLabels: {app: mariadb}}
  template:
    metadata: {labels: {app: mariadb}}
    spec:
      containers: [{name: mariadb, image: "mariadb:11.8", ports: [{containerPort: 3306}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec:
  podSelector: {matchLabels: {app: mariadb}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
      podSelector: {matchLabels: {app: wordpress}}
    ports: [{port: 3306}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: stranger}
spec:
  selector: {matchLabels: {app: stranger}}
  template:
    metadata: {labels: {app: stranger}}
    spec: {containers: [{name: a, image: "a:1.0"}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: closed}
spec:
  selector: {matchLabels: {app: closed}}
  template:
    metadata: {labels: {app: closed}}
    spec: {containers: [{name: a, image: "a:1.0"}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {matchLabels: {app: closed}}, policyTypes: [Egress]}
"""


def steps(to: str, source: str = "", extra: str = "") -> list[tuple[str, bool]]:
    trees = [tree for tree in yaml.safe_load_all(f"{OBJECTS}\n---\n{extra}") if tree]
    return [(step.who, step.broken) for step in trace(map(Manifest, trees), to, source=source)]


WEB = ("Ingress/web in default", False)
WP = ("Service/wp in default", False)
POD = ("Deployment/wordpress in default", False)
BALANCER = ("Service/ingress in ingress", False)


@pytest.mark.parametrize(
    ("url", "after_the_balancer"),
    [
        ("http://app.example.com/", [WEB, WP, POD]),
        ("https://app.example.com/", [WEB, WP, POD]),
        ("http://app.example.com/any/page", [WEB, WP, POD]),
        ("http://one.apps.example.com/", [WEB, WP, POD]),
        ("http://app.example.com/named/x", [WEB, ("Service/named in default", False), POD]),
        ("http://app.example.com/older", [WEB, WP, POD]),
        ("http://outside.example.com/app1", [WEB, ("Service/outside in default", False)]),
        ("http://app.example.com/old", [WEB, ("Ingress/web in default", True)]),
        ("http://app.example.com/nobody", [WEB, ("Service/nobody in default", True)]),
        ("http://app.example.com/wrong", [WEB, ("Service/wp in default", True)]),
        ("http://app.example.com/typo", [WEB, ("Service/typo in default", False), (POD[0], True)]),
        ("http://app.example.com/undeclared", [WEB, ("Service/undeclared in default", False), (POD[0], True)]),
        ("http://app1.example.com/", [("ingress controller", True)]),
        ("http://two.one.apps.example.com/", [("ingress controller", True)]),
        ("http://outside.example.com/app2", [("ingress controller", True)]),
    ],
)
def test_a_request_from_outside(url: str, after_the_balancer: list[tuple[str, bool]]) -> None:
    host = url.split("/")[2]
    assert steps(url) == [(host, False), BALANCER, *after_the_balancer]


@pytest.mark.parametrize("url", ["https://app.example.com:80/", "http://app.example.com:443/"])
def test_a_port_that_speaks_otherwise_ends_the_request(url: str) -> None:
    assert steps(url) == [("balancer", True)]


def test_a_node_port_leads_to_its_service() -> None:
    assert steps("http://192.168.0.10:30081/") == [
        ("192.168.0.10", False),
        ("every node", False),
        ("Service/direct in default", False),
        POD,
    ]


@pytest.mark.parametrize(
    ("source", "to", "expected"),
    [
        (
            "Deployment/wordpress",
            "db.data:3307",
            [("Service/db in data", False), ("StatefulSet/mariadb in data", False)],
        ),
        (
            "deploy/wordpress",
            "db.data.svc.cluster.local:3307",
            [("Service/db in data", False), ("StatefulSet/mariadb in data", False)],
        ),
        (
            "Deployment/wordpress",
            "mariadb-0.peers.data:3306",
            [("Service/peers in data", False), ("StatefulSet/mariadb in data", False)],
        ),
        ("Deployment/wordpress", "db.data:3306", [("Service/db in data", True)]),
        ("Deployment/wordpress", "db:3307", [("DNS", True)]),
        ("Deployment/stranger", "db.data:3307", [("Service/db in data", False), ("StatefulSet/mariadb in data", True)]),
        ("Deployment/closed", "wp:87", [WP, ("Deployment/wordpress in default", True)]),
        ("Deployment/stranger", "wp:87", [WP, POD]),
        ("StatefulSet/mariadb", "wp.default:87", [WP, POD]),
    ],
)
def test_a_request_from_a_pod(source: str, to: str, expected: list[tuple[str, bool]]) -> None:
    assert steps(to, source)[1:] == expected


def test_a_policy_that_lets_no_controller_in_breaks_the_request() -> None:
    closed = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny}, spec: {podSelector: {}}}"
    assert steps("http://app.example.com/", extra=closed)[-1] == (POD[0], True)


def test_a_default_backend_answers_for_every_host() -> None:
    extra = (
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: rest},"
        " spec: {defaultBackend: {service: {name: wp, port: {number: 87}}}}}"
    )
    assert steps("http://unknown.example.com/", extra=extra)[2:] == [("Ingress/rest in default", False), WP, POD]


def test_the_addresses_and_ports_of_the_drawing_are_in_the_text() -> None:
    trees = [tree for tree in yaml.safe_load_all(OBJECTS) if tree]
    text = render(trace(map(Manifest, trees), "http://app.example.com/"))
    assert [word for word in ("192.168.0.50", "30080", "10.10.30.101", "port 87", "port 80") if word not in text] == []


@pytest.mark.parametrize(
    ("overlay", "url", "last"),
    [
        ("prod", "https://app.example.com/", "Deployment/wordpress in production"),
        ("search", "https://kibana.example.com/", "Deployment/kibana in elastic"),
        ("services", "https://files.example.com/", "Deployment/nextcloud in files"),
        ("ways-in/openshift", "https://shop.example.com/", "Deployment/wordpress in shop"),
        ("ways-in/gateway", "https://shop.example.com/", "Deployment/wordpress in shop"),
        ("ways-in/istio", "https://shop.example.com/", "Deployment/wordpress in shop"),
        ("ways-in/linkerd", "https://shop.example.com/", "Deployment/wordpress in shop"),
    ],
)
def test_every_host_of_the_examples_is_answered(
    overlay: str, url: str, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    found = trace(build_manifests(overlay, check=False).manifests, url)
    assert (found[-1].who, found[-1].broken) == (last, False)
    assert all(step.place for step in found[1:])


@pytest.mark.parametrize("to", ["app.example.com", "ftp://a/", "http://", "http://a:99999999/", "http://[/"])
def test_what_is_not_a_url_is_an_error(to: str) -> None:
    with pytest.raises(K8sdslError):
        trace([], to)


@pytest.mark.parametrize(("source", "to"), [("Deployment/nope", "db:1"), ("Deployment/wordpress", "db")])
def test_an_unknown_workload_or_address_is_an_error(source: str, to: str) -> None:
    with pytest.raises(K8sdslError):
        steps(to, source)


def test_the_command_ends_with_1_if_no_workload_answers(tmp_path: Path) -> None:
    project(tmp_path, {"app/kustomization.yaml": "resources: [all.yaml]\n", "app/all.yaml": OBJECTS})
    arrived = run(tmp_path, "trace", "app", "http://app.example.com/")
    assert (arrived.returncode, len(arrived.stdout.splitlines())) == (0, 5)
    broken = run(tmp_path, "trace", "app", "db:3307", "--from", "Deployment/wordpress")
    assert broken.returncode == 1
    assert "write db.data" in broken.stdout
    assert run(tmp_path, "trace", "app", "nonsense").returncode == 2


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, [None], [5], {"a": None}])
def test_objects_of_any_shape_are_survived(odd: object) -> None:
    kinds = ("Service", "Ingress", "Route", "HTTPRoute", "VirtualService", "NetworkPolicy")
    trees = [{"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, "spec": odd} for kind in kinds]
    trees += [
        {"apiVersion": "v1", "kind": kind, "metadata": odd, "spec": {"rules": odd, "ports": odd}} for kind in kinds
    ]
    assert trace(map(Manifest, trees), "http://a.example.com/")


ODD: list[object] = [None, 5, "x", [], {}, [None], [5], {"a": 1}, True]
PLACES = [
    ("Service", ("spec", "selector")),
    ("Service", ("spec", "ports")),
    ("Service", ("spec", "ports", 0, "port")),
    ("Service", ("spec", "ports", 0, "name")),
    ("Service", ("spec", "ports", 0, "targetPort")),
    ("Deployment", ("spec", "template")),
    ("Deployment", ("spec", "template", "spec")),
    ("Deployment", ("spec", "template", "metadata")),
    ("Deployment", ("spec", "template", "metadata", "labels")),
    ("Deployment", ("spec", "template", "spec", "containers")),
    ("Deployment", ("spec", "template", "spec", "containers", 0, "ports", 0, "containerPort")),
    ("Ingress", ("spec", "rules", 0, "http")),
    ("Ingress", ("spec", "rules", 0, "http", "paths", 0, "path")),
    ("Ingress", ("spec", "tls")),
]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(("kind", "path"), PLACES)
def test_odd_values_in_the_fields_that_a_trace_reads_are_survived(
    kind: str, path: tuple[str | int, ...], value: object
) -> None:
    trees = [tree for tree in yaml.safe_load_all(OBJECTS) if tree]
    at = next(tree for tree in trees if tree["kind"] == kind and tree["metadata"]["name"] in {"wp", "web", "wordpress"})
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    manifests = [Manifest(tree) for tree in trees]
    assert trace(manifests, "http://app.example.com/")
    assert trace(manifests, "wp:87", source="StatefulSet/mariadb")


def test_a_request_arrives_if_any_workload_behind_the_service_answers() -> None:
    other = (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: zz}, spec: {template: {metadata: {labels:"
        " {app: wordpress}}, spec: {containers: [{name: a, ports: [{containerPort: 9}]}]}}}}"
    )
    assert steps("http://app.example.com/", extra=other)[-2:] == [("Deployment/zz in default", True), POD]
