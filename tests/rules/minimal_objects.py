"""A smallest valid object of each kind, for the examples of rules to be laid over."""

from __future__ import annotations

from typing import Any

_TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "nginx:1.21"}]},
}
_JOB_TEMPLATE: dict[str, Any] = {"spec": {**_TEMPLATE["spec"], "restartPolicy": "Never"}}
_WORKLOAD: dict[str, Any] = {"selector": {"matchLabels": {"app": "web"}}, "template": _TEMPLATE}

MINIMAL: dict[str, dict[str, Any]] = {
    "ConfigMap": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "sample"}},
    "Secret": {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "sample"}},
    "Namespace": {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "sample"}},
    "Pod": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sample"}, "spec": _TEMPLATE["spec"]},
    "Deployment": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "sample"}, "spec": _WORKLOAD},
    "Job": {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "sample"},
        "spec": {"template": _JOB_TEMPLATE},
    },
    "NetworkPolicy": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "sample"},
        "spec": {"podSelector": {}},
    },
}
