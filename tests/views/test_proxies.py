"""The rules of an Ingress as nginx and HAProxy have them, as the course translates them."""

from __future__ import annotations

from pathlib import Path

import yaml

from k8sdsl.manifest import Manifest
from k8sdsl.views.trace.proxies import proxy_text
from tests.cli.running import project, run

# The Ingress of the course, with the indentation that it means.
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ingress-wordpress}
spec:
  rules:
  - host: app1.mi-cluster.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: wordpress-service, port: {number: 80}}}
"""
NGINX = """\
server {
    listen 80;
    server_name app1.mi-cluster.com;

    location / {
        proxy_pass http://wordpress-service:80;
    }
}
"""
HAPROXY = """\
frontend http-in
    bind *:80
    acl host_app1 hdr(host) -i app1.mi-cluster.com
    use_backend wordpress-service-80 if host_app1
backend wordpress-service-80
    server wordpress-service wordpress-service:80
"""
SHOP = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: store}
spec:
  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
  defaultBackend: {service: {name: rest, port: {number: 80}}}
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
      - {path: /admin, pathType: Prefix, backend: {service: {name: admin, port: {number: 81}}}}
      - {path: /health, pathType: Exact, backend: {service: {name: web, port: {name: http}}}}
  - host: "*.shop.example.org"
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: store}
spec: {ports: [{name: http, port: 8080}]}
"""
SHOP_NGINX = """\
server {
    listen 80 default_server;
    server_name _;

    location / {
        proxy_pass http://rest.store:80;
    }
}
server {
    listen 80;
    listen 443 ssl;
    ssl_certificate     /tls/store-shop-tls.crt;
    ssl_certificate_key /tls/store-shop-tls.key;
    server_name shop.example.com;

    location / {
        proxy_pass http://web.store:8080;
    }

    location = /admin {
        proxy_pass http://admin.store:81;
    }

    location /admin/ {
        proxy_pass http://admin.store:81;
    }

    location = /health {
        proxy_pass http://web.store:8080;
    }
}
server {
    listen 80;
    server_name *.shop.example.org;

    location / {
        proxy_pass http://web.store:8080;
    }
}
"""
SHOP_HAPROXY = """\
frontend http-in
    bind *:80
    bind *:443 ssl crt /tls/store-shop-tls.pem
    acl host_shop hdr(host) -i shop.example.com
    acl host_shop_2 hdr_end(host) -i .shop.example.org
    acl path_admin path /admin
    acl path_admin path_beg /admin/
    acl path_health path /health
    use_backend web-http if host_shop path_health
    use_backend admin-81 if host_shop path_admin
    use_backend web-http if host_shop
    use_backend web-http if host_shop_2
    default_backend rest-80
backend rest-80
    server rest rest.store:80
backend web-http
    server web web.store:8080
backend admin-81
    server admin admin.store:81
"""


def text(objects: str, url: str, proxy: str) -> str:
    return proxy_text(map(Manifest, yaml.safe_load_all(objects)), url, proxy)


def test_the_ingress_of_the_course_is_a_server_of_nginx() -> None:
    assert text(INGRESS, "http://app1.mi-cluster.com/", "nginx") == NGINX


def test_the_ingress_of_the_course_is_a_frontend_and_a_backend_of_haproxy() -> None:
    assert text(INGRESS, "http://app1.mi-cluster.com/", "haproxy") == HAPROXY


def test_hosts_paths_ports_and_certificates_are_in_the_text() -> None:
    assert text(SHOP, "https://shop.example.com/admin", "nginx") == SHOP_NGINX
    assert text(SHOP, "https://shop.example.com/admin", "haproxy") == SHOP_HAPROXY


def test_a_host_without_a_rule_has_no_text() -> None:
    assert [text(INGRESS, "http://other.example.com/", proxy) for proxy in ("nginx", "haproxy")] == ["", ""]


def test_control_characters_do_not_reach_the_terminal() -> None:
    odd = INGRESS.replace("path: /\n", 'path: "/\\e[31m"\n').replace("wordpress-service", '"a\\e[31m"')
    for proxy in ("nginx", "haproxy"):
        shown = text(odd, "http://app1.mi-cluster.com/\x1b[31m", proxy)
        assert shown
        assert "\x1b" not in shown


def test_the_command_prints_the_text_under_the_steps(tmp_path: Path) -> None:
    project(tmp_path, {"app/kustomization.yaml": "resources: [all.yaml]\n", "app/all.yaml": INGRESS})
    done = run(tmp_path, "trace", "app", "http://app1.mi-cluster.com/", "--proxy", "nginx")
    assert done.stdout.endswith(f"\n\n{NGINX}")
    refused = run(tmp_path, "trace", "app", "db:3306", "--from", "Pod/web", "--proxy", "nginx")
    assert refused.returncode == 2
