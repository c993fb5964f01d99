"""Labels that ask for what the Compose specification has no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.document import read_compose
from k8sdsl.importers.compose.objects import convert

if TYPE_CHECKING:
    from pathlib import Path


def objects(folder: Path, text: str) -> dict[str, dict[str, Any]]:
    (folder / "compose.yaml").write_text(text, encoding="utf-8")
    return {tree["kind"]: tree for tree in convert(read_compose(folder / "compose.yaml")).objects}


def test_labels_of_a_pod(tmp_path: Path) -> None:
    text = """
services:
  web:
    image: nginx
    labels:
      kompose.image-pull-secret: registry
      kompose.serviceaccount-name: web
      kompose.security-context.fsgroup: "1001"
      kompose.init.containers.name: first
      kompose.init.containers.image: busybox:1.28
      kompose.init.containers.command: '["sh", "-c", "true"]'
"""
    pod = objects(tmp_path, text)["Deployment"]["spec"]["template"]["spec"]
    assert pod["imagePullSecrets"] == [{"name": "registry"}]
    assert pod["serviceAccountName"] == "web"
    assert pod["securityContext"] == {"fsGroup": 1001}
    assert pod["initContainers"] == [{"name": "first", "image": "busybox:1.28", "command": ["sh", "-c", "true"]}]


def test_labels_of_a_service(tmp_path: Path) -> None:
    labels = (
        "kompose.service.type: nodeport, kompose.service.nodeport.port: 30080, "
        "kompose.service.external-traffic-policy: local"
    )
    spec = objects(tmp_path, f"services: {{web: {{image: x, ports: ['80'], labels: {{{labels}}}}}}}")["Service"]["spec"]
    assert (spec["type"], spec["externalTrafficPolicy"]) == ("NodePort", "Local")
    assert spec["ports"] == [{"port": 80, "nodePort": 30080}]


def test_labels_of_a_cron_job(tmp_path: Path) -> None:
    labels = (
        "kompose.cronjob.schedule: '* * * * *', kompose.cronjob.concurrency_policy: Forbid, "
        "kompose.cronjob.backoff_limit: 3"
    )
    spec = objects(tmp_path, f"services: {{web: {{image: x, labels: {{{labels}}}}}}}")["CronJob"]["spec"]
    assert (spec["concurrencyPolicy"], spec["jobTemplate"]["spec"]["backoffLimit"]) == ("Forbid", 3)


def test_an_exposed_service_has_an_ingress(tmp_path: Path) -> None:
    labels = (
        "kompose.service.expose: 'a.example.com/shop, b.example.com', kompose.service.expose.tls-secret: tls, "
        "kompose.service.expose.ingress-class-name: nginx"
    )
    made = objects(tmp_path, f"services: {{web: {{image: x, ports: ['8080:80'], labels: {{{labels}}}}}}}")
    spec = made["Ingress"]["spec"]
    paths = [(rule["host"], rule["http"]["paths"][0]["path"]) for rule in spec["rules"]]
    assert paths == [("a.example.com", "/shop"), ("b.example.com", "/")]
    assert spec["ingressClassName"] == "nginx"
    assert spec["tls"] == [{"secretName": "tls", "hosts": ["a.example.com", "b.example.com"]}]
    assert spec["rules"][0]["http"]["paths"][0]["backend"] == {"service": {"name": "web", "port": {"number": 8080}}}
    plain = objects(tmp_path, "services: {web: {image: x, ports: ['80'], labels: {kompose.service.expose: 'true'}}}")
    assert "host" not in plain["Ingress"]["spec"]["rules"][0]
    assert "Ingress" not in objects(tmp_path, "services: {web: {image: x, ports: ['80']}}")
