"""Labels by which kompose is asked for what the Compose specification has no words for (pkg/loader/compose)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.values import dns_name, words
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree

    ServiceLabels = Mapping[str, str | None]

_POLICIES = {"local": "Local", "cluster": "Cluster"}
_CONCURRENCY = {"allow": "Allow", "forbid": "Forbid", "replace": "Replace"}


def pod_of_labels(labels: ServiceLabels) -> Tree:
    """What labels say about the pod: the secret of its registry, its service account and an init container."""
    found: dict[str, Any] = {
        "imagePullSecrets": [{"name": name}] if (name := labels.get("kompose.image-pull-secret")) else None,
        "serviceAccountName": labels.get("kompose.serviceaccount-name"),
        "initContainers": _init_containers(labels),
    }
    return {field: value for field, value in found.items() if value}


def group_of_volumes(labels: ServiceLabels) -> int | None:
    """The group that owns the files of volumes."""
    return whole_number(labels.get("kompose.security-context.fsgroup") or "")


def _init_containers(labels: ServiceLabels) -> list[Tree]:
    prefix = "kompose.init.containers."
    image = labels.get(f"{prefix}image")
    if not image:
        return []
    container: Tree = {"name": dns_name(labels.get(f"{prefix}name") or "init"), "image": image}
    command = _command(labels.get(f"{prefix}command") or "")
    return [{**container, "command": command} if command else container]


def _command(text: str) -> list[str]:
    """A command as a list in JSON, or as words."""
    try:
        listed = json.loads(text)
    except ValueError:
        return words(text)
    return [str(word) for word in listed] if isinstance(listed, list) else words(text)


def service_of_labels(labels: ServiceLabels) -> Tree:
    """What labels say about a Service that is reached from outside."""
    policy = _POLICIES.get((labels.get("kompose.service.external-traffic-policy") or "").lower())
    return {"externalTrafficPolicy": policy} if policy else {}


def node_port_of(labels: ServiceLabels) -> int | None:
    """The port of the nodes that labels ask for."""
    return whole_number(labels.get("kompose.service.nodeport.port") or "", 5)


def cron_of_labels(labels: ServiceLabels) -> tuple[Tree, Tree]:
    """What labels say about a CronJob, and about its Jobs."""
    policy = _CONCURRENCY.get((labels.get("kompose.cronjob.concurrency_policy") or "").lower())
    retries = whole_number(labels.get("kompose.cronjob.backoff_limit") or "", 9)
    return (
        {"concurrencyPolicy": policy} if policy else {},
        {"backoffLimit": retries} if retries is not None else {},
    )


def ingress_of(name: str, port: int, labels: ServiceLabels) -> Tree | None:
    """The Ingress that `kompose.service.expose` asks for: `true`, or hosts with optional paths."""
    hosts = [text.strip() for text in (labels.get("kompose.service.expose") or "").split(",") if text.strip()]
    if not hosts or hosts == ["false"]:
        return None
    spec: Tree = {"rules": [_rule(host, name, port) for host in hosts]}
    if class_name := labels.get("kompose.service.expose.ingress-class-name"):
        spec["ingressClassName"] = class_name
    if secret := labels.get("kompose.service.expose.tls-secret"):
        named = [rule["host"] for rule in spec["rules"] if "host" in rule]
        spec["tls"] = [{"secretName": secret, **({"hosts": named} if named else {})}]
    metadata = {"name": name, "labels": {"app": name}}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


def _rule(text: str, name: str, port: int) -> Tree:
    host, _, path = text.partition("/")
    backend = {"service": {"name": name, "port": {"number": port}}}
    http = {"http": {"paths": [{"path": f"/{path}", "pathType": "Prefix", "backend": backend}]}}
    return http if host.lower() == "true" else {"host": host, **http}
