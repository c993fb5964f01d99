"""Requests from outside: which rule of an Ingress, route or mesh decides, and which gateway lets them in."""

from __future__ import annotations

import pytest
import yaml

from k8sdsl.manifest import Manifest
from k8sdsl.views.trace import trace

PODS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: shop}
spec:
  selector: {matchLabels: LABELS}
  template: {metadata: {labels: LABELS}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: NAME, namespace: shop}
spec: {selector: {app: NAME}, ports: [{port: 80, targetPort: 8080}]}
"""


def app(name: str) -> str:
    return "---".join([PODS.replace("LABELS", f"{{app: {name}}}"), SERVICE]).replace("NAME", name)


INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  defaultBackend: {service: {name: rest, port: {number: 80}}}
  rules:
  - host: a.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
      - {path: /api, pathType: Exact, backend: {service: {name: exact, port: {number: 80}}}}
      - {path: /api/v1/, pathType: Prefix, backend: {service: {name: longer, port: {number: 80}}}}
  - host: "*.example.com"
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: wild, port: {number: 80}}}}]}
"""
GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: infra}
spec:
  gatewayClassName: c
  listeners:
  - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com", allowedRoutes: {namespaces: {from: All}}}
  - {name: https, port: 443, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}
  - {name: own, port: 81, protocol: HTTP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: public, namespace: infra}]
  hostnames: ["*.example.com"]
  rules:
  - matches: [{path: {type: RegularExpression, value: "/v[0-9]+"}}]
    backendRefs: [{name: api, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /}, headers: [{name: a, value: b}]}]
    backendRefs: [{name: exact, port: 80}]
  - matches: [{path: {type: PathPrefix, value: /}}]
    backendRefs:
    - {name: web, port: 80, weight: 9}
    - {name: wild, port: 80, weight: 1}
    - {name: rest, port: 80, weight: 0}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: secure, namespace: shop}
spec:
  parentRefs: [{name: public, namespace: infra, sectionName: https}]
  hostnames: [secure.example.com]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cross, namespace: infra}
spec:
  parentRefs: [{name: public}]
  hostnames: [cross.example.com]
  rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]
"""
MESH = """
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [m.example.com]
  gateways: [mesh, edge]
  http:
  - match: [{uri: {exact: /v2}}, {uri: {prefix: /two}}]
    route: [{destination: {host: web, subset: v2}}]
  - match: [{headers: {a: {exact: b}}}]
    route: [{destination: {host: api}}]
  - match: [{uri: {regex: "/three/.*"}}]
    route: [{destination: {host: web, subset: v3}}]
  - route: [{destination: {host: web, subset: v1}}]
  - match: [{uri: {prefix: /never/reached}}]
    route: [{destination: {host: api}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: shop}
spec: {host: web, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
"""
VERSIONS = "---".join(
    PODS.replace("LABELS", f"{{app: web, version: {one}}}").replace("NAME", f"web-{one}") for one in ("v1", "v2")
)
NAMES = ("web", "api", "exact", "longer", "wild", "rest")
APPS = "---".join(map(app, NAMES))


def reached(objects: str, url: str, source: str = "") -> list[str]:
    """The kind and name of each step after the first; the one that breaks ends in an exclamation mark."""
    steps = trace([Manifest(tree) for tree in yaml.safe_load_all(objects) if tree], url, source=source)
    return [f"{step.who.partition(' in ')[0]}{'!' if step.broken else ''}" for step in steps[1:]]


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("http://a.example.com/", "web"),
        ("http://a.example.com/apis", "web"),
        ("http://a.example.com/api", "exact"),
        ("http://a.example.com/api/", "api"),
        ("http://a.example.com/api/v1", "longer"),
        ("http://a.example.com/api/v1/x", "longer"),
        ("http://a.example.com/api/v10", "api"),
        ("http://b.example.com/api", "wild"),
        ("http://c.b.example.com/", "rest"),
        ("http://example.com/", "rest"),
    ],
)
def test_an_exact_host_and_the_longest_path_of_an_ingress_decide(url: str, service: str) -> None:
    assert reached(f"{APPS}---{INGRESS}", url) == ["Ingress/shop", f"Service/{service}", f"Deployment/{service}"]


@pytest.mark.parametrize(
    ("url", "steps"),
    [
        ("http://a.example.com/", ["Gateway/public", "HTTPRoute/web", "Service/web", "Deployment/web"]),
        ("http://b.a.example.com/", ["Gateway/public", "HTTPRoute/web", "Service/web", "Deployment/web"]),
        ("https://a.example.com/v12", ["Gateway/public", "HTTPRoute/web", "Service/api", "Deployment/api"]),
        ("https://a.example.com/v12/x", ["Gateway/public", "HTTPRoute/web", "Service/web", "Deployment/web"]),
        ("https://secure.example.com/", ["Gateway/public", "HTTPRoute/secure", "Service/web", "Deployment/web"]),
        ("http://secure.example.com/", ["Gateway/public", "HTTPRoute/web", "Service/web", "Deployment/web"]),
        ("http://a.example.com:81/", ["HTTPRoute/web!"]),
        ("http://cross.example.com/", ["Gateway/public", "HTTPRoute/cross", "HTTPRoute/cross!"]),
        ("http://a.example.org/", ["ingress controller!"]),
    ],
)
def test_a_listener_accepts_the_request_before_a_route(url: str, steps: list[str]) -> None:
    assert reached(f"{APPS}---{GATEWAY}", url) == steps


def test_a_route_shares_requests_by_weight() -> None:
    objects = [Manifest(tree) for tree in yaml.safe_load_all(f"{APPS}---{GATEWAY}") if tree]
    (step,) = (one for one in trace(objects, "http://a.example.com/") if one.who.startswith("HTTPRoute"))
    assert "Service/wild gets 10 %" in step.what
    assert "rest" not in step.what


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("/", "Deployment/web-v1"),
        ("/v2", "Deployment/web-v2"),
        ("/v2/x", "Deployment/web-v1"),
        ("/twofold", "Deployment/web-v2"),
        ("/three/x", "VirtualService/web!"),
        ("/never/reached", "Deployment/web-v1"),
    ],
)
def test_the_first_entry_of_a_mesh_that_fits_leads_to_a_subset(path: str, last: str) -> None:
    steps = reached(
        f"{app('api')}---{SERVICE.replace('NAME', 'web')}---{VERSIONS}---{MESH}", f"http://m.example.com{path}"
    )
    assert steps[:2] == ["Gateway/edge", "VirtualService/web"]
    assert steps[-1] == last


def test_a_balancer_without_routes_leads_to_its_own_pods() -> None:
    balancer = SERVICE.replace("NAME", "web").replace("spec: {", "spec: {type: LoadBalancer, ")
    pods = PODS.replace("LABELS", "{app: web}").replace("NAME", "web")
    own = ["load balancer", "Service/web", "Deployment/web"]
    assert reached(f"{balancer}---{pods}", "http://a.example.com/") == own
    assert reached(f"{balancer}---{pods}---{INGRESS}", "http://c.example.org/")[1] == "Ingress/shop"
    hosted = balancer.replace(
        "namespace", "annotations: {external-dns.alpha.kubernetes.io/hostname: c.example.org}, namespace"
    )
    assert reached(f"{hosted}---{pods}---{INGRESS}", "http://c.example.org/") == own
