"""Defaults of pods and their parts (core/v1 `SetDefaults_Pod`, `SetDefaults_Container` and others)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_off
from k8sdsl.server.rules.pods.pod_resources import default_pod_resources
from k8sdsl.server.rules.pods.templates import default_pod_spec as default_spec

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_PORTS_IN_TEMPLATES_UNTIL = 27
"""Servers up to this version copied host ports into templates too (`DefaultHostNetworkHostPortsInPodTemplates`)."""


def default_pod(pod: Tree, minor: int) -> None:
    """Requests from limits, the resources of the pod as a whole, service links and the ports of the host network."""
    spec = pod.setdefault("spec", {})
    for container in _containers(spec):
        limits = container.get("resources", {}).get("limits")
        if limits:
            container["resources"]["requests"] = {**limits, **container["resources"].get("requests", {})}
    if spec.get("resources") and not is_off("core_v1.PodSpec", "resources", minor):
        default_pod_resources(spec)
    spec.setdefault("enableServiceLinks", True)
    if spec.get("hostNetwork"):
        _default_host_ports(spec)


def default_pod_spec(spec: Tree, minor: int) -> None:
    """The account under both of its names, and no stop signal, as conversion and the strategies leave it."""
    default_spec(spec)
    if spec.get("serviceAccountName"):
        spec["serviceAccount"] = spec["serviceAccountName"]
    if minor <= _PORTS_IN_TEMPLATES_UNTIL and spec.get("hostNetwork"):
        _default_host_ports(spec)


def _default_host_ports(spec: Tree) -> None:
    for container in _containers(spec):
        for port in container.get("ports", ()):
            port["hostPort"] = port.get("hostPort") or port.get("containerPort", 0)


def _containers(spec: Tree) -> list[Tree]:
    return [*spec.get("containers", ()), *spec.get("initContainers", ())]


def default_container(container: Tree, _minor: int) -> None:
    """The pull policy goes by the tag of the image."""
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = _pull_policy(container.get("image", ""))


def default_volume(volume: Tree, _minor: int) -> None:
    """A volume without a source is an empty directory."""
    if not any(key != "name" for key in volume):
        volume["emptyDir"] = {}
    image = volume.get("image")
    if image is not None and not image.get("pullPolicy"):
        image["pullPolicy"] = _pull_policy(image.get("reference", ""))


def _pull_policy(image: str) -> str:
    """Always for the tag `latest`, which an image without tag and digest has (parsers.ParseImageName)."""
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return "Always" if tag == "latest" or not (tag or digest) else "IfNotPresent"
