"""Small clusters and workloads for the tests of the simulation."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]


def node(name: str, cpu: str = "4", memory: str = "8Gi", **more: Any) -> Tree:
    """A node that runs up to 110 pods; `labels`, `taints`, `pods` and an `address` may be given."""
    labels = {"kubernetes.io/hostname": name, **more.get("labels", {})}
    allocatable = {"cpu": cpu, "memory": memory, "pods": str(more.get("pods", 110))}
    spec = {"taints": more["taints"]} if "taints" in more else {}
    listed = [{"type": "InternalIP", "address": more["address"]}] if "address" in more else []
    addresses = {"addresses": listed} if listed else {}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": spec,
        "status": {"allocatable": allocatable, **addresses},
    }


def container(cpu: str = "", memory: str = "") -> Tree:
    requests = {name: value for name, value in (("cpu", cpu), ("memory", memory)) if value}
    made: Tree = {"name": "main", "image": "registry.example.com/app:1.0"}
    return {**made, "resources": {"requests": requests}} if requests else made


def pod(name: str, cpu: str = "", memory: str = "", **spec: Any) -> Tree:
    """A pod of the namespace `shop` with the label `app`, its name."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop", "labels": {"app": name}},
        "spec": {"containers": [container(cpu, memory)], **spec},
    }


def deployment(name: str, replicas: int, cpu: str = "", memory: str = "", **spec: Any) -> Tree:
    """A Deployment of the namespace `shop`; `spec` is for the pods."""
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container(cpu, memory)], **spec}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template},
    }


def scaler(name: str, least: int, most: int) -> Tree:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"minReplicas": least, "maxReplicas": most, "scaleTargetRef": target},
    }


def quota(**hard: str) -> Tree:
    """A quota of the namespace `shop`; `_` in a name stands for a dot."""
    limits = {name.replace("_", "."): value for name, value in hard.items()}
    metadata = {"name": "compute", "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata, "spec": {"hard": limits}}


def limit_range(**item: Any) -> Tree:
    metadata = {"name": "limits", "namespace": "shop"}
    spec = {"limits": [{"type": "Container", **item}]}
    return {"apiVersion": "v1", "kind": "LimitRange", "metadata": metadata, "spec": spec}


def volume(name: str, storage: str, storage_class: str = "", **spec: Any) -> Tree:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": storage},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage_class,
            "nfs": {"server": "nas.example.com", "path": f"/{name}"},
            **spec,
        },
    }


def claim(name: str, storage: str, storage_class: str = "", **spec: Any) -> Tree:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage_class,
            "resources": {"requests": {"storage": storage}},
            **spec,
        },
    }


def storage_class(name: str, provisioner: str = "kubernetes.io/no-provisioner", **more: Any) -> Tree:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": provisioner,
        **more,
    }


def namespace(name: str, **labels: str) -> Tree:
    """A namespace with pod-security labels: `enforce="restricted"`, `warn_version="v1.28"`."""
    prefixed = {f"pod-security.kubernetes.io/{key.replace('_', '-')}": value for key, value in labels.items()}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": prefixed}}


def tainted(key: str, effect: str = "NoSchedule") -> list[Tree]:
    return [{"key": key, "effect": effect}]


def apart(app: str) -> Tree:
    """A required anti-affinity to pods of an app on the same node."""
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": app}}}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def spread(app: str, key: str = "zone", max_skew: int = 1) -> list[Tree]:
    """A topology spread constraint that must hold."""
    selector = {"matchLabels": {"app": app}}
    constraint = {"topologyKey": key, "maxSkew": max_skew, "whenUnsatisfiable": "DoNotSchedule"}
    return [{**constraint, "labelSelector": selector}]
