"""From a Service to its pods or addresses: its port, what it selects, the port of a container, and the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.near_miss import did_you_mean
from k8sdsl.system.hostnames import service_named
from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.authorization import denial
from k8sdsl.views.trace.mesh import is_in_mesh, is_strict
from k8sdsl.views.trace.policies import decision
from k8sdsl.views.trace.refusals import PortOfPods
from k8sdsl.views.trace.slices import addresses_behind
from k8sdsl.views.trace.steps import TraceStep, matches, namespace_of, ports_of, spec_of, step_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods

_MOST_ALIASES = 4


class AskedPort(NamedTuple):
    """A port of pods as a Service asks for it: by number or name."""

    port: int | str
    protocol: str = "TCP"


def to_service(
    objects: TracedObjects,
    service: Manifest,
    port: int | str,
    source: TracedPods | None,
    *,
    pod: str = "",
    subset: Mapping[str, Any] | None = None,
    path: str | None = None,
    aliases: int = 0,
) -> Iterator[TraceStep]:
    """The steps from a Service, asked for on a port, to its pods; `source` are the pods that ask, if they are known.

    `pod` is the name of the only pod that is asked, `subset` the labels that its pods must have as well. `path` is that
    of a GET request.
    """
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        yield from _alias(objects, service, port, source, path, aliases)
        return
    asked, is_headless = _target(service, port), spec.get("clusterIP") == "None"
    if asked is None and not is_headless:
        offered = ", ".join(str(one.get("port")) for one in ports_of(service))
        remedy = f"use port {offered}" if offered else "add the port"
        yield step_at(service, f"has no port {port}", "spec.ports", broken=True, remedy=remedy)
        return
    if asked is None or (is_headless and source is not None):  # the caller connects to the pods themselves
        asked = AskedPort(port, asked.protocol if asked is not None else "TCP")
    if not map_of(spec.get("selector")):
        yield addresses_behind(objects, service, port)
        return
    found = [one for one in selected(objects, service) if matches(subset or {}, one.peer.labels)]
    if not found:
        yield _without_pods(service, subset or {})
        return
    address = f" {spec['clusterIP']}" if spec.get("clusterIP") else ""
    if is_headless:
        yield step_at(service, f"has no address: its name resolves to the addresses of its pods, port {asked.port}")
    else:
        yield step_at(service, f"forwards port {port} of its address{address} to port {asked.port} of a pod")
    if pod:
        named = [one for one in found if _has_pod(one, pod, service.name)]
        if not named:
            yield _no_pod(found, pod, service)
            return
        found = named
    last = [_to_pod(objects, one, asked, source, path) for one in found]
    yield from sorted(last, key=lambda step: not step.broken)  # one that answers comes last


def _alias(
    objects: TracedObjects,
    service: Manifest,
    port: int | str,
    source: TracedPods | None,
    path: str | None,
    aliases: int,
) -> Iterator[TraceStep]:
    """The step at an alias, and those of the Service that it stands for if it is in the cluster."""
    host = str(spec_of(service).get("externalName") or "")
    yield step_at(service, f"is an alias of {host}", "spec.externalName")
    named = service_named(host)
    target = objects.named("Service", *named) if named is not None else None
    if target is not None and aliases < _MOST_ALIASES:
        yield from to_service(objects, target, port, source, path=path, aliases=aliases + 1)


def _without_pods(service: Manifest, subset: Mapping[str, Any]) -> TraceStep:
    wanted = {**map_of(spec_of(service).get("selector")), **subset}
    words = ", ".join(f"{key}={value}" for key, value in wanted.items())
    remedy = "set spec.selector to the labels of the pods"
    return step_at(service, f"selects no pod ({words})", "spec.selector", broken=True, remedy=remedy)


def selected(objects: TracedObjects, service: Manifest) -> list[TracedPods]:
    """The pods behind a Service; none if it has no selector, and those of Jobs only if there are no others."""
    selector, namespace = map_of(spec_of(service).get("selector")), namespace_of(service)
    every = objects.senders if selector else ()
    found = [one for one in every if one.namespace == namespace and matches(selector, one.peer.labels)]
    return [one for one in found if one.workload.kind not in {"CronJob", "Job"}] or found


def _target(service: Manifest, port: int | str) -> AskedPort | None:
    """Where a port of a Service, by number or name, leads to; of two protocols, TCP."""
    fitting = [one for one in ports_of(service) if port in (one.get("port"), one.get("name"))]
    fitting.sort(key=lambda one: one.get("protocol") not in (None, "TCP"))
    for one in fitting[:1]:
        return AskedPort(one.get("targetPort") or one.get("port") or 0, str(one.get("protocol") or "TCP"))
    return None


def _pod_names(pods: TracedPods, service: str) -> list[str]:
    """The names that DNS has for pods of a headless Service: those of a StatefulSet, or `hostname` with `subdomain`."""
    workload, spec = pods.workload, map_of(pods.pod.get("spec"))
    if workload.kind == "StatefulSet":
        count = spec_of(workload).get("replicas")
        first = get(workload.tree, ("spec", "ordinals", "start"))
        start = first if isinstance(first, int) else 0
        count = count if isinstance(count, int) else 1
        return [f"{workload.name}-{start}", f"{workload.name}-{start + count - 1}"] if count > 0 else []
    return [str(spec["hostname"])] if spec.get("hostname") and spec.get("subdomain") == service else []


def _has_pod(pods: TracedPods, name: str, service: str) -> bool:
    names = _pod_names(pods, service)
    if pods.workload.kind != "StatefulSet" or not names:
        return name in names
    prefix, _, number = name.rpartition("-")
    first, last = (int(one.rpartition("-")[2]) for one in names)
    return prefix == pods.workload.name and number.isdecimal() and len(number) < 9 and first <= int(number) <= last


def _no_pod(found: list[TracedPods], pod: str, service: Manifest) -> TraceStep:
    """The step at which the name of a pod is not resolved."""
    known = [" to ".join(dict.fromkeys(_pod_names(one, service.name))) for one in found]
    names = ", ".join(filter(None, known))
    remedy = f"the pods are {names}" if names else "set `hostname` and `subdomain` of the pod, or use a StatefulSet"
    return TraceStep("DNS", f"no pod of Service/{service.name} is called {pod}", broken=True, remedy=remedy)


def _to_pod(
    objects: TracedObjects, pods: TracedPods, asked: AskedPort, source: TracedPods | None, path: str | None
) -> TraceStep:
    """The last step: the pods of a workload answer, or why they do not."""
    workload, peer = pods.workload, pods.peer
    if pods.is_scaled_down and not any(one.source.plain_kind == "ScaledObject" for one in objects.users(workload)):
        remedy = "set spec.replicas to at least 1"
        return step_at(workload, "has no pods, because it has 0 replicas", "spec.replicas", broken=True, remedy=remedy)
    number = asked.port
    if isinstance(number, str):
        named = peer.port_named(number)
        if named is None:
            names = [str(port.get("name")) for port in peer.ports if port.get("name")]
            remedy = did_you_mean(number, names) or f"add a container port named {number}"
            return step_at(workload, f"has no container port called {number}", broken=True, remedy=remedy)
        number = named[1]
    elif peer.ports and not peer.listens_on(number, asked.protocol):
        return _undeclared(pods, PortOfPods(number, asked.protocol))
    port = PortOfPods(number, asked.protocol)
    refused, allowing = decision(objects, source, pods, port)
    if refused is not None:
        return step_at(workload, refused.what, broken=True, remedy=refused.remedy)._replace(place=refused.place)
    strict = is_strict(objects, peer)
    if strict and source is not None and not is_in_mesh(source.peer):
        what = "accepts only mutual TLS of the mesh, but the pods that send the request are not in the mesh"
        return step_at(workload, what, broken=True, remedy='add the label `sidecar.istio.io/inject: "true"` to them')
    denied = denial(objects, source, pods, port.number, path)
    if denied is not None:
        return step_at(workload, denied.what, broken=True, remedy=denied.remedy)._replace(place=denied.place)
    mesh = ", over mutual TLS of the mesh" if strict else ""
    ready = "" if _has_readiness(pods) else "; it gets requests before it is ready because it has no readiness probe"
    return step_at(workload, f"answers on port {port}{mesh}{allowing}{ready}")


def _undeclared(pods: TracedPods, port: PortOfPods) -> TraceStep:
    declared = ", ".join(
        str(PortOfPods(one["containerPort"], str(one.get("protocol") or "TCP"))) for one in pods.peer.ports
    )
    remedy = f"write targetPort: {pods.peer.ports[0].get('containerPort')}"
    other = "TCP" if port.protocol == "UDP" else "UDP"
    if pods.peer.listens_on(port.number, other):
        remedy = f"write protocol: {other} in the Service"
    what = f"declares no container port {port}, only {declared}"
    return step_at(pods.workload, what, broken=True, remedy=remedy)


def _has_readiness(pods: TracedPods) -> bool:
    return any("readinessProbe" in container for container in maps(get(pods.pod, ("spec", "containers"))))
