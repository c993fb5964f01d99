"""Scheduling of many pods on many nodes, and how the time grows with both.

    python benchmarks/schedule.py             1,250 pods on 250 nodes, then twice and four times as many of both

`plain` are equal pods, `distinct` pods with labels and requests of their own, `apart` replicas that exclude each other
from a node, `spread` replicas that stay spread over zones, `claims` pods with a claim and a local volume each.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

import k8sdsl

if TYPE_CHECKING:
    from collections.abc import Callable

Tree = dict[str, Any]
GROUPS = 20


def node(number: int) -> Tree:
    """A node in one of three zones."""
    name = f"n{number}"
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": "abc"[number % 3]}
    allocatable = {"cpu": "16", "memory": "64Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": allocatable},
    }


def spec(cpu: str = "500m", **more: Any) -> Tree:
    """The spec of a pod with one container."""
    resources = {"requests": {"cpu": cpu, "memory": "1Gi"}}
    return {"containers": [{"name": "main", "image": "app:1.0", "resources": resources}], **more}


def pod(number: int, app: str, own: Tree) -> Tree:
    """A pod."""
    metadata = {"name": f"p{number}", "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": own}


def plain(count: int) -> list[Tree]:
    """Equal pods."""
    return [pod(number, "web", spec()) for number in range(count)]


def distinct(count: int) -> list[Tree]:
    """Pods of which no two are alike."""
    made = [pod(number, f"app-{number}", spec(f"{100 + number % 700}m")) for number in range(count)]
    for number, one in enumerate(made):
        one["spec"]["containers"][0]["resources"]["requests"]["memory"] = f"{512 + number}Mi"
    return made


def deployments(count: int, more: Callable[[str], Tree]) -> list[Tree]:
    """Deployments of equal size."""
    made = []
    for number in range(GROUPS):
        app = f"app-{number}"
        template = {"metadata": {"labels": {"app": app}}, "spec": spec(**more(app))}
        selector = {"matchLabels": {"app": app}}
        made.append(
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": app},
                "spec": {"replicas": count // GROUPS, "selector": selector, "template": template},
            }
        )
    return made


def apart(app: str) -> Tree:
    """A required anti-affinity to pods of the same app."""
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": app}}}
    return {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


def spread(app: str) -> Tree:
    """A topology spread constraint over zones."""
    constraint = {"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}
    return {"topologySpreadConstraints": [{**constraint, "labelSelector": {"matchLabels": {"app": app}}}]}


def with_claims(count: int, nodes: int) -> list[Tree]:
    """A class of local volumes, a volume on each node in turn, and pods that claim one each."""
    local = {"provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"}
    made: list[Tree] = [
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local"}, **local}
    ]
    for number in range(count):
        made += [_volume(number, f"n{number % nodes}"), _claim(number)]
    volumes = [[{"name": "data", "persistentVolumeClaim": {"claimName": f"c{number}"}}] for number in range(count)]
    return made + [pod(number, "db", spec(volumes=volumes[number])) for number in range(count)]


def _volume(number: int, host: str) -> Tree:
    expression = {"key": "kubernetes.io/hostname", "operator": "In", "values": [host]}
    affinity = {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}
    own = {"capacity": {"storage": "10Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "local"}
    own |= {"nodeAffinity": affinity, "local": {"path": f"/disks/{number}"}}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"v{number}"}, "spec": own}


def _claim(number: int) -> Tree:
    requests = {"requests": {"storage": "5Gi"}}
    own = {"accessModes": ["ReadWriteOnce"], "storageClassName": "local", "resources": requests}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": f"c{number}"}, "spec": own}


def main() -> None:
    """Prints seconds for each kind of workload and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=5000, help="pods of the largest size; a fifth as many nodes")
    most = parser.parse_args().most
    print(f"{'workload':10} {'pods':>6} {'nodes':>6} {'seconds':>8} {'placed':>7}")
    for size in (most // 4, most // 2, most):
        nodes = [node(number) for number in range(size // 5)]
        workloads = {
            "plain": plain(size),
            "distinct": distinct(size),
            "apart": deployments(size, apart),
            "spread": deployments(size, spread),
            "claims": with_claims(size, len(nodes)),
        }
        for name, workload in workloads.items():
            started = time.perf_counter()
            done = k8sdsl.simulate(nodes, workload)
            spent = time.perf_counter() - started
            placed = sum(answer.node is not None for answer in done.answers)
            placed += sum(p.node is not None for state in done.controllers.values() for p in state.pods)
            print(f"{name:10} {size:6} {len(nodes):6} {spent:8.2f} {placed:7}")


if __name__ == "__main__":
    main()
