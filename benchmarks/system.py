"""The graph of a set and its findings: CPU time that they add to a build and to a check, by the number of objects.

    python benchmarks/system.py               1,000, 10,000 and 40,000 objects, the best of three runs

A sixth of the objects each: Deployments, Services, ConfigMaps, Secrets, Ingresses and ServiceAccounts, in namespaces of
60 objects. They are what `kube_prometheus` and the like are made of: every Deployment has four references, every fifth
object a mistake.
"""

from __future__ import annotations

import argparse
import gc
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.system.check import check_system, find_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def application(number: int) -> Iterator[dict[str, Any]]:
    """The six objects of one application; every fifth has a key that its ConfigMap does not have."""
    name, place = f"app-{number}", f"team-{number // 10}"
    labels = {"app": name, "team": place}
    key = "LEVELS" if number % 5 == 0 else "LEVEL"
    probe = {"httpGet": {"path": "/healthz", "port": "http"}}
    container = {
        "name": "web",
        "image": "registry.example.com/web:1.2.3",
        "ports": [{"name": "http", "containerPort": 8080}],
        "env": [
            {"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": name, "key": key}}},
            {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": name, "key": "password"}}},
            {"name": "BACKEND", "value": f"http://app-{number - 1}:80/api"},
        ],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        "livenessProbe": probe,
        "readinessProbe": probe,
        "volumeMounts": [{"name": "config", "mountPath": "/etc/web"}],
    }
    pod = {
        "serviceAccountName": name,
        "containers": [container],
        "volumes": [{"name": "config", "configMap": {"name": name}}],
    }
    template = {"metadata": {"labels": labels}, "spec": pod}
    deployment = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    ports = [{"name": "http", "port": 80, "targetPort": "http"}]
    backend = {"service": {"name": name, "port": {"name": "http"}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    rules = [{"host": f"{name}.example.com", "http": {"paths": [path]}}]
    metadata = {"name": name, "namespace": place, "labels": labels}
    yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": deployment}
    yield {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": labels, "ports": ports}}
    yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"LEVEL": "info"}}
    yield {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {"password": "-"}}
    yield {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": {"rules": rules}}
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def main() -> None:
    """Prints seconds of CPU for each size, with and without what only `check` looks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 40_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    for size in options.sizes:
        trees = [tree for number in range(size // 6 + 1) for tree in application(number)][:size]
        manifests = ManifestSet([Manifest(tree) for tree in trees])
        gc.freeze()
        errors = best(partial(find_errors, manifests), options.runs)
        whole = best(partial(check_system, manifests), options.runs)
        found = len(check_system(manifests).findings)
        print(f"{size:7} objects   build {errors:6.2f} s   check {whole:6.2f} s   {found} findings")


def best(work: Callable[[], object], runs: int) -> float:
    """The least CPU time of several runs."""
    spent = []
    for _ in range(runs):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


if __name__ == "__main__":
    main()
