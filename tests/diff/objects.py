"""Small objects to compare."""

from __future__ import annotations

from typing import Any


def deployment(name: str = "web", *, replicas: int = 3) -> dict[str, Any]:
    """A deployment with two containers."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "prod"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx:1"}, {"name": "sidecar", "image": "log:1"}]},
            },
        },
    }


def config_map(name: str = "conf", **fields: Any) -> dict[str, Any]:
    """A config map."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, **fields}


def secret(name: str = "secret", **fields: Any) -> dict[str, Any]:
    """A Secret."""
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, **fields}


def of_kind(api_version: str, kind: str, **fields: Any) -> dict[str, Any]:
    """Any object."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "it", "namespace": "prod"}, **fields}
