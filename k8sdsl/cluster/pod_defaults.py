"""The defaults of a pod that its resources and its placement depend on (`core/v1 SetDefaults_Pod`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.pod_resources import container_total, is_pod_level

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_CONTAINERS = ("containers", "initContainers")


def set_pod_defaults(spec: Tree) -> None:
    """Fills in requests where only limits are set, for containers and for the pod, and ports of the host's network.

    The server does so when it decodes what was sent and again when it reads what it stored, so that limits written by
    admission count too.
    """
    for field in _CONTAINERS:
        for container in spec.get(field) or ():
            _request_limits(container)
            if spec.get("hostNetwork"):
                _open_host_ports(container)
    _request_for_pod(spec)


def _request_limits(container: Tree) -> None:
    resources = container.get("resources")
    limits = resources.get("limits") if resources else None
    if resources and limits is not None:
        requests = resources.setdefault("requests", {})
        for name, limit in limits.items():
            requests.setdefault(name, limit)


def _open_host_ports(container: Tree) -> None:
    for port in container.get("ports") or ():
        if not port.get("hostPort"):
            port["hostPort"] = port.get("containerPort", 0)


def _request_for_pod(spec: Tree) -> None:
    """Requests of the pod as a whole, where it sets limits: what its containers request, else the limit."""
    resources = spec.get("resources")
    limits = resources.get("limits") if resources else None
    if not resources or not limits:
        return
    requests = dict(resources.get("requests") or {})
    for name, quantity in _container_requests(spec).items():
        if is_pod_level(name):
            requests.setdefault(name, quantity)
    for name, limit in limits.items():
        if is_pod_level(name):
            requests.setdefault(name, limit)
    if requests:
        resources["requests"] = requests


def _container_requests(spec: Tree) -> dict[str, str]:

    return {name: shown(amount, name) for name, amount in container_total(spec, "requests").items()}
