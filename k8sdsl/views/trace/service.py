"""From a Service to its pods: its port, the pods that it selects, the port of their container, and the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.network.peers import Peer, namespace_labels
from k8sdsl.cluster.network.ports import common, ports
from k8sdsl.errors import K8sdslError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.tree import get, map_of, maps, walk
from k8sdsl.views.trace.mesh import is_in_mesh, is_strict
from k8sdsl.views.trace.steps import (
    TraceStep,
    matches,
    namespace_of,
    ports_of,
    spec_of,
    step_at,
)
from k8sdsl.views.uses import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.steps import TracedObjects


def from_workload(objects: TracedObjects, source: str, to: str) -> list[TraceStep]:
    """The steps from the pods of a workload to `HOST:PORT`, a name that the cluster's DNS knows."""
    kind, _, name = source.partition("/")
    kinds = kinds_of(kind)
    found = [(one, pod) for one, pod in objects.workloads() if one.kind.casefold() in kinds and one.name == name]
    if not found:
        known = [f"{one.kind}/{one.name}" for one, _ in objects.workloads()]
        raise K8sdslError(
            f"there is no workload {source}",
            remedy=did_you_mean(source, known) or "write it as `Kind/name`, such as `Deployment/web`",
            code="usage/value",
        )
    host, _, port = to.rpartition(":")
    if not host or "/" in host or not (port.isascii() and port.isdecimal()):
        raise K8sdslError(
            f"{to} does not have the form HOST:PORT",
            remedy="write the name of a Service and its port: `mariadb:3306`",
            code="usage/value",
        )
    if len(port) > 5 or not 0 < int(port) < 65536:
        raise K8sdslError(f"{port} is not a valid port", remedy="write a port from 1 to 65535", code="usage/value")
    return list(_from_pod(objects, found[0], host, int(port)))


def _from_pod(
    objects: TracedObjects, source: tuple[Manifest, dict[str, Any]], host: str, port: int
) -> Iterator[TraceStep]:
    workload, pod = source
    yield step_at(workload, f"resolves {host} through the cluster's DNS")
    labels = host.removesuffix(".").removesuffix(".cluster.local").removesuffix(".svc").split(".")
    own = namespace_of(workload)
    name, namespace = labels[0], labels[1] if len(labels) > 1 else own
    service = objects.named("Service", namespace, name)
    if service is None and len(labels) > 1:  # the name of a pod before that of its headless Service
        service = objects.named("Service", labels[2] if len(labels) > 2 else own, labels[1])
    if service is None:
        known = [one.name for one in objects.of("Service") if namespace_of(one) == namespace]
        elsewhere = [namespace_of(one) for one in objects.of("Service") if one.name == name]
        remedy = f"write {name}.{elsewhere[0]}" if elsewhere else did_you_mean(name, known)
        remedy = remedy or f"add the Service {name}"
        yield TraceStep("DNS", f"there is no Service {name} in {namespace}", broken=True, remedy=remedy)
        return
    yield from to_service(objects, service, port, _peer(objects, workload, pod))


def to_service(objects: TracedObjects, service: Manifest, port: int | str, source: Peer | None) -> Iterator[TraceStep]:
    """The steps from a Service, asked for on a port, to its pods; `source` are the pods that ask, if they are known."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        yield step_at(service, f"is an alias of {spec.get('externalName')}")
        return
    target = _target(service, port)
    if target is None and spec.get("clusterIP") != "None":
        offered = ", ".join(str(one.get("port")) for one in ports_of(service))
        remedy = f"use port {offered}" if offered else "add the port"
        yield step_at(service, f"has no port {port}", "spec.ports", broken=True, remedy=remedy)
        return
    is_headless = spec.get("clusterIP") == "None"
    if target is None or (is_headless and source is not None):  # the caller connects to the pods themselves
        target = port
    found = [
        (one, pod)
        for one, pod in objects.workloads()
        if namespace_of(one) == namespace_of(service) and _selected(spec, pod)
    ]
    if not found:
        selector = ", ".join(f"{key}={value}" for key, value in map_of(spec.get("selector")).items())
        what = f"selects no pod ({selector or 'it has no selector'})"
        remedy = "set spec.selector to the labels of the pods"
        yield step_at(service, what, "spec.selector", broken=True, remedy=remedy)
        return
    address = f" {spec['clusterIP']}" if spec.get("clusterIP") else ""
    if is_headless:
        yield step_at(service, f"has no address: its name resolves to the addresses of its pods, port {target}")
    else:
        yield step_at(service, f"forwards port {port} of its address{address} to port {target} of a pod")
    last = [_to_pod(objects, workload, pod, target, source) for workload, pod in found]
    yield from sorted(last, key=lambda step: not step.broken)  # one that answers comes last


def _selected(spec: dict[str, Any], pod: dict[str, Any]) -> bool:
    selector = spec.get("selector")
    return isinstance(selector, dict) and bool(selector) and matches(selector, get(pod, ("metadata", "labels")))


def _target(service: Manifest, port: int | str) -> int | str | None:
    for one in ports_of(service):
        if port in (one.get("port"), one.get("name")):
            return one.get("targetPort") or one.get("port")
    return None


def _to_pod(
    objects: TracedObjects, workload: Manifest, pod: dict[str, Any], target: int | str, source: Peer | None
) -> TraceStep:
    """The last step: the pods of a workload answer, or why they do not."""
    peer = _peer(objects, workload, pod)
    number = target
    if isinstance(target, str):
        named = peer.port_named(target)
        if named is None:
            names = [str(port.get("name")) for port in peer.ports if port.get("name")]
            remedy = did_you_mean(target, names) or f"add a container port named {target}"
            return step_at(workload, f"has no container port called {target}", broken=True, remedy=remedy)
        number = named[1]
    elif peer.ports and not peer.listens_on(target):
        declared = ", ".join(str(port.get("containerPort")) for port in peer.ports)
        what = f"declares no container port {target}, only {declared}"
        remedy = f"write targetPort: {peer.ports[0].get('containerPort')}"
        return step_at(workload, what, broken=True, remedy=remedy)
    refused = _refused(objects, source, peer, int(number))
    if refused:
        return step_at(workload, refused, broken=True, remedy="add a NetworkPolicy that allows it")
    strict = is_strict(objects, peer)
    if strict and source is not None and not is_in_mesh(source):
        what = "accepts only mutual TLS of the mesh, but the pods that send the request are not in the mesh"
        return step_at(workload, what, broken=True, remedy='add the label `sidecar.istio.io/inject: "true"` to them')
    mesh = ", over mutual TLS of the mesh" if strict else ""
    ready = "" if _has_readiness(pod) else "; it gets requests before it is ready because it has no readiness probe"
    return step_at(workload, f"answers on port {number}{mesh}{ready}")


def _refused(objects: TracedObjects, source: Peer | None, target: Peer, number: int) -> str:
    """Why the policies do not let a connection pass; empty if they do."""
    network = objects.network
    wanted = ports("TCP", number, number)
    if source is None:
        proxies = _proxies(objects, target.namespace)
        allowed = any(common(wanted, network.into(target, proxy)) for proxy in proxies)
        return "" if allowed else f"no NetworkPolicy lets an ingress controller reach port {number}"
    if not common(wanted, network.out_of(source, target)):
        return f"the NetworkPolicies of the client's pods do not let them reach port {number}"
    allowed = bool(common(wanted, network.into(target, source)))
    return "" if allowed else f"its NetworkPolicies do not let these pods reach port {number}"


def _proxies(objects: TracedObjects, own: str) -> list[Peer]:
    """Pods that a proxy may be, where it is not among the objects: one of each namespace that policies name."""
    namespaces = objects.namespaces
    named = {
        str(value)
        for policy in objects.of("NetworkPolicy")
        for path, value in walk(policy.tree)
        if path[-1:] == ("kubernetes.io/metadata.name",)
    }
    proxies = [Peer(name, {}, namespace_labels(namespaces, name), []) for name in sorted(named | {"ingress"} - {own})]
    return proxies + [_peer(objects, one, pod) for one, pod in objects.workloads() if namespace_of(one) != own]


def _peer(objects: TracedObjects, workload: Manifest, pod: dict[str, Any]) -> Peer:
    declared = [
        port
        for container in maps(get(pod, ("spec", "containers")))
        for port in maps(container.get("ports"))
        if isinstance(port.get("containerPort"), int)
    ]
    namespace = namespace_of(workload)
    labels = map_of(get(pod, ("metadata", "labels")))
    return Peer(namespace, labels, namespace_labels(objects.namespaces, namespace), declared)


def _has_readiness(pod: dict[str, Any]) -> bool:
    return any("readinessProbe" in container for container in maps(get(pod, ("spec", "containers"))))
