"""Policies about liveness, readiness and startup probes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import regular_containers, workloads
from k8sdsl.tree import map_of, maps

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_CONTAINER = "spec.template.spec.containers[0]"
_PROBE = {"httpGet": {"path": "/", "port": 80}}
_TO_COMPLETION = {"Job", "CronJob"}


def _runs_on(container: Container) -> bool:
    """Whether a container belongs to a long-running workload."""
    return container.workload.kind not in _TO_COMPLETION


@policy(
    "probes/readiness",
    "Every container has a `readinessProbe`.",
    of=regular_containers,
    reason="Without it, a Service sends requests to a pod that has not started.",
    remedy="add `readinessProbe: {httpGet: {path: /, port: http}}`",
    bad={},
    good={f"{_CONTAINER}.readinessProbe": _PROBE},
    aliases={"kube-linter:no-readiness-probe": None, "polaris:readinessProbeMissing": _runs_on},
)
def readiness(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a readiness probe."""
    if container.tree.get("readinessProbe") is None:
        yield container.at("readinessProbe"), f"container `{container.name}` has no readiness probe"


@policy(
    "probes/liveness",
    "Every container has a `livenessProbe`.",
    of=regular_containers,
    reason="Without it, a container that hangs is never restarted.",
    remedy="add `livenessProbe: {httpGet: {path: /healthz, port: http}}`",
    bad={},
    good={f"{_CONTAINER}.livenessProbe": _PROBE},
    aliases={"kube-linter:no-liveness-probe": None, "polaris:livenessProbeMissing": _runs_on},
)
def liveness(container: Container, _objects: Objects) -> Breaches:
    """Yields containers without a liveness probe."""
    if container.tree.get("livenessProbe") is None:
        yield container.at("livenessProbe"), f"container `{container.name}` has no liveness probe"


@policy(
    "probes/readiness-behind-service",
    "A pod that a Service selects has a container with a `readinessProbe`.",
    of=workloads,
    reason="A Service sends requests to every ready pod, and without a probe a pod is ready at once.",
    remedy="add `readinessProbe: {httpGet: {path: /, port: http}}` to the container that serves",
    bad={"beside": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": []}}]},
    good={f"{_CONTAINER}.readinessProbe": _PROBE},
    aliases=("kube-score:pod-probes",),
    sets=("recommended",),
)
def readiness_behind_service(workload: Workload, objects: Objects) -> Breaches:
    """Yields workloads that serve, and have no readiness probe."""
    if workload.kind in _TO_COMPLETION or any(c.tree.get("readinessProbe") for c in workload.containers):
        return
    services = objects.services_of(workload)
    if services:
        yield workload.at("containers"), f"Service/{services[0].name} selects these pods, which have no readiness probe"


@policy(
    "probes/identical",
    "`livenessProbe` and `readinessProbe` of a container differ.",
    of=regular_containers,
    reason="A container that is just too busy to answer would be restarted, which increases the load on the others.",
    remedy="make `livenessProbe` check less, or fail later: `failureThreshold: 6`",
    bad={f"{_CONTAINER}.readinessProbe": _PROBE, f"{_CONTAINER}.livenessProbe": _PROBE},
    good={f"{_CONTAINER}.readinessProbe": _PROBE, f"{_CONTAINER}.livenessProbe": {"tcpSocket": {"port": 80}}},
    aliases=("kube-score:pod-probes-identical",),
)
def identical(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that ask the same for liveness and readiness."""
    if container.workload.kind in _TO_COMPLETION:
        return
    ready, alive = (map_of(container.tree.get(field)) for field in ("readinessProbe", "livenessProbe"))
    for action, fields in (("httpGet", ("path", "port")), ("tcpSocket", ("port",)), ("exec", ("command",))):
        one, other = ready.get(action), alive.get(action)
        if isinstance(one, dict) and isinstance(other, dict):
            if all(one.get(field) == other.get(field) for field in fields):
                message = f"container `{container.name}` uses the same probe for both purposes"
                yield container.at("livenessProbe"), message
            return


def _unexposed(container: Container, field: str) -> Breaches:
    """Yields the port of a probe that the container does not list (`ports`, TCP)."""
    listed = {
        value
        for port in maps(container.tree.get("ports"))
        if port.get("protocol") in (None, "", "TCP")
        for value in (port.get("containerPort"), port.get("name"))
        if not isinstance(value, (dict, list))
    }
    probe = map_of(container.tree.get(field))
    for action in ("httpGet", "tcpSocket", "grpc"):
        target = probe.get(action)
        wanted: Any = target.get("port") if isinstance(target, dict) else None
        if isinstance(target, dict) and not isinstance(wanted, (dict, list)) and wanted not in listed:
            yield container.at(f"{field}.{action}.port"), f"container `{container.name}` lists no port {wanted}"


@policy(
    "probes/liveness-port",
    "The port of a `livenessProbe` is one of the container's `ports`.",
    of=regular_containers,
    reason="A liveness probe of a port that nothing listens on restarts the container again and again.",
    remedy="add the port to `ports`, or correct the probe",
    bad={f"{_CONTAINER}.livenessProbe": {"httpGet": {"port": 9999}}},
    good={f"{_CONTAINER}.livenessProbe": _PROBE, f"{_CONTAINER}.ports": [{"containerPort": 80}]},
    aliases=("kube-linter:liveness-port",),
    sets=("recommended",),
)
def liveness_port(container: Container, _objects: Objects) -> Breaches:
    """Yields liveness probes of ports that the container does not list."""
    return _unexposed(container, "livenessProbe")


@policy(
    "probes/readiness-port",
    "The port of a `readinessProbe` is one of the container's `ports`.",
    of=regular_containers,
    reason="A probe of a port that nothing listens on keeps the pod out of its Services.",
    remedy="add the port to `ports`, or correct the probe",
    bad={f"{_CONTAINER}.readinessProbe": {"httpGet": {"port": 9999}}},
    good={f"{_CONTAINER}.readinessProbe": _PROBE, f"{_CONTAINER}.ports": [{"containerPort": 80}]},
    aliases=("kube-linter:readiness-port",),
    sets=("recommended",),
)
def readiness_port(container: Container, _objects: Objects) -> Breaches:
    """Yields readiness probes of ports that the container does not list."""
    return _unexposed(container, "readinessProbe")


@policy(
    "probes/startup-port",
    "The port of a `startupProbe` is one of the container's `ports`.",
    of=regular_containers,
    reason="With a startup probe of a port that nothing listens on, the container never starts.",
    remedy="add the port to `ports`, or correct the probe",
    bad={f"{_CONTAINER}.startupProbe": {"tcpSocket": {"port": 9999}}},
    good={f"{_CONTAINER}.startupProbe": _PROBE, f"{_CONTAINER}.ports": [{"containerPort": 80}]},
    aliases=("kube-linter:startup-port",),
    sets=("recommended",),
)
def startup_port(container: Container, _objects: Objects) -> Breaches:
    """Yields startup probes of ports that the container does not list."""
    return _unexposed(container, "startupProbe")


_LONG = 60
"""Seconds that a container may need until a liveness probe starts, without being called slow."""


@policy(
    "probes/startup",
    "A container that starts slowly has a `startupProbe` instead of a long `initialDelaySeconds`.",
    of=regular_containers,
    reason="A delay is only a guess: a slower start is interrupted, and after a faster one the container is not "
    "checked for a while.",
    remedy="add `startupProbe: {httpGet: {path: /, port: http}, periodSeconds: 10, failureThreshold: 300}`",
    bad={f"{_CONTAINER}.livenessProbe": {**_PROBE, "initialDelaySeconds": 1200}},
    good={
        f"{_CONTAINER}.livenessProbe": _PROBE,
        f"{_CONTAINER}.startupProbe": {**_PROBE, "periodSeconds": 10, "failureThreshold": 300},
    },
    sets=("notes",),
)
def startup(container: Container, _objects: Objects) -> Breaches:
    """Yields liveness probes that wait for a slow start."""
    delay = map_of(container.tree.get("livenessProbe")).get("initialDelaySeconds")
    if isinstance(delay, int) and delay >= _LONG and container.tree.get("startupProbe") is None:
        yield container.at("livenessProbe.initialDelaySeconds"), f"the probe waits {delay} s for the program to start"
