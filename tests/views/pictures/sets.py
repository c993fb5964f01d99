"""Sets of objects that pictures are drawn of."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.system.graph import Graph, graph_of_manifests

if TYPE_CHECKING:
    from collections.abc import Iterable


def graph(trees: Iterable[dict[str, Any]]) -> Graph:
    return graph_of_manifests(ManifestSet([Manifest(tree) for tree in trees]))


def service(name: str, namespace: str, **spec: Any) -> dict[str, Any]:
    ports = [{"port": 80, "targetPort": 8080}]
    metadata = {"name": name, "namespace": namespace, "labels": {"app": name}}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"selector": {"app": name}, "ports": ports, **spec},
    }


def deployment(name: str, namespace: str, calls: Iterable[str] = (), **pod: Any) -> dict[str, Any]:
    container = {
        "name": "app",
        "image": "example/app:1",
        "ports": [{"containerPort": 8080}],
        "env": [{"name": f"CALL_{index}", "value": url} for index, url in enumerate(calls)],
    }
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container], **pod}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"replicas": 2, "selector": {"matchLabels": labels}, "template": template},
    }


def service_mess(count: int, teams: int) -> list[dict[str, Any]]:
    """Services and their workloads, each of which calls up to three others: the "service mess" of the course."""
    chance = random.Random(7)  # noqa: S311 - the same picture every time
    trees = []
    for number in range(count):
        called = sorted({chance.randrange(count) for _ in range(chance.choice((0, 1, 1, 2, 3)))} - {number})
        urls = [f"http://svc-{one:02}.team-{one % teams}:80" for one in called]
        name, namespace = f"svc-{number:02}", f"team-{number % teams}"
        trees += [service(name, namespace), deployment(name, namespace, urls)]
    return trees


def mixed(count: int) -> list[dict[str, Any]]:
    """About so many objects of many kinds: routes, Services, workloads, configuration, claims and accounts."""
    trees: list[dict[str, Any]] = []
    for number in range(count // 7):
        namespace, name = f"team-{number % 9}", f"app-{number}"
        reads = {"configMapRef": {"name": name}}, {"secretRef": {"name": f"{name}-credentials"}}
        volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": name}}]
        calls = [f"http://app-{number // 2}.team-{number // 2 % 9}:80"]
        workload = deployment(name, namespace, calls, serviceAccountName=name, volumes=volumes)
        workload["spec"]["template"]["spec"]["containers"][0]["envFrom"] = list(reads)
        backend = {"service": {"name": name, "port": {"number": 80}}}
        paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
        specs = {
            "PersistentVolumeClaim": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
            "Ingress": {"rules": [{"host": f"{name}.example.com", "http": {"paths": paths}}]},
        }
        versions = {"Ingress": "networking.k8s.io/v1"}
        trees += [service(name, namespace), workload]
        for kind in ("ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "Ingress"):
            own = f"{name}-credentials" if kind == "Secret" else name
            metadata = {"name": own, "namespace": namespace, "labels": {"app": name}}
            tree = {"apiVersion": versions.get(kind, "v1"), "kind": kind, "metadata": metadata}
            trees.append({**tree, "spec": specs[kind]} if kind in specs else tree)
    return trees
