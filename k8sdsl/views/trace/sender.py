"""From a workload: the pods that send the request, the name that they resolve, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.network.peers import range_of
from k8sdsl.errors import K8sdslError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.views.trace.policies import dns_refusal, refusal_of_address
from k8sdsl.views.trace.service import to_service
from k8sdsl.views.trace.steps import TraceStep, namespace_of, spec_of, step_at
from k8sdsl.views.uses import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.refusals import Refusal
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods

_DEFAULT_PORTS = {"http": 80, "https": 443, "mysql": 3306, "postgres": 5432, "postgresql": 5432, "redis": 6379}


def from_workload(objects: TracedObjects, source: str, to: str) -> list[TraceStep]:
    """The steps from the pods of a workload to `HOST:PORT` or a URL."""
    sender = _sender(objects, source)
    return list(_from_pods(objects, sender, *_address(to)))


def _sender(objects: TracedObjects, source: str) -> TracedPods:
    """The pods of `Kind/name` or `namespace/Kind/name`; K8sdslError if there are none, or several in namespaces."""
    *place, kind, name = source.split("/") if source.count("/") in {1, 2} else ("", source)
    kinds, every = kinds_of(kind), list(objects.senders)
    found = [one for one in every if one.workload.kind.casefold() in kinds and one.workload.name == name]
    found = [one for one in found if not place or one.namespace == place[0]]
    if len(found) > 1:
        choices = [f"{one.namespace}/{one.workload.kind}/{name}" for one in found]
        raise K8sdslError(
            f"there are several workloads {source}",
            remedy=f"add the namespace: {' or '.join(f'`--from {one}`' for one in choices[:3])}",
            code="usage/value",
        )
    if not found:
        known = [f"{one.workload.kind}/{one.workload.name}" for one in every]
        raise K8sdslError(
            f"there is no workload {source}",
            remedy=did_you_mean(f"{kind}/{name}", known) or "write it as `Kind/name`, such as `Deployment/web`",
            code="usage/value",
        )
    return found[0]


def _address(to: str) -> tuple[str, int]:
    """The host and port of `HOST:PORT` or a URL; K8sdslError for anything else."""
    scheme, is_url, _ = to.partition("://")
    rest = to.partition("://")[2].partition("/")[0].rpartition("@")[2] if is_url else to
    default = str(_DEFAULT_PORTS.get(scheme, "")) if is_url else ""
    host, _, port = rest.rpartition(":") if ":" in rest or not default else (rest, "", default)
    if not host or "/" in host or not (port.isascii() and port.isdecimal()):
        raise K8sdslError(
            f"{to} does not have the form HOST:PORT",
            remedy="write the name of a Service and its port, `mariadb:3306`, or a URL such as `http://api:8080/`",
            code="usage/value",
        )
    if len(port) > 5 or not 0 < int(port) < 65536:
        raise K8sdslError(f"{port} is not a valid port", remedy="write a port from 1 to 65535", code="usage/value")
    return host, int(port)


def _from_pods(objects: TracedObjects, sender: TracedPods, host: str, port: int) -> Iterator[TraceStep]:
    address = range_of(f"{host}/32")
    if address is not None:
        yield step_at(sender.workload, f"connects to {host}")
        service = next((one for one in objects.of("Service") if spec_of(one).get("clusterIP") == host), None)
        if service is not None:
            yield from to_service(objects, service, port, sender)
        else:
            yield _outside(host, port, refusal_of_address(objects, sender, address, port))
        return
    yield step_at(sender.workload, f"resolves {host} through the cluster's DNS")
    service, pod = _resolved(objects, host, sender.namespace)
    if service is not None:
        steps = list(to_service(objects, service, port, sender, pod=pod))
    elif _is_outside(objects, host):
        steps = [_outside(host, port, refusal_of_address(objects, sender, None, port))]
    else:
        yield _unknown(objects, host, sender.namespace)
        return
    unresolved = None if steps[-1].broken else dns_refusal(objects, sender)
    if unresolved is not None:
        yield TraceStep("DNS", unresolved.what, unresolved.place, broken=True, remedy=unresolved.remedy)
    else:
        yield from steps


def _outside(host: str, port: int, refused: Refusal | None) -> TraceStep:
    if refused is None:
        return TraceStep(host, f"is outside of the cluster, and no policy stops requests for its port {port}")
    return TraceStep(host, refused.what, refused.place, broken=True, remedy=refused.remedy)


def _labels(host: str) -> list[str]:
    return host.removesuffix(".").removesuffix(".cluster.local").removesuffix(".svc").split(".")


def _resolved(objects: TracedObjects, host: str, own: str) -> tuple[Manifest | None, str]:
    """The Service of a name, and the name of one pod if it has one before that of its headless Service."""
    labels = _labels(host)
    service = objects.named("Service", labels[1] if len(labels) > 1 else own, labels[0])
    if service is None and len(labels) > 1:
        return objects.named("Service", labels[2] if len(labels) > 2 else own, labels[1]), labels[0]
    return service, ""


def _is_outside(objects: TracedObjects, host: str) -> bool:
    """Whether a name that no Service has is that of a host: it ends neither as those of Services nor in a namespace."""
    labels = _labels(host)
    spaces = {*objects.namespaces, *(namespace_of(one) for one in objects.manifests)}
    if len(labels) < 2 or labels != host.removesuffix(".").split(".") or labels[-1] in spaces:
        return False
    return len(labels) > 2 or all(one.name != labels[0] for one in objects.of("Service"))


def _unknown(objects: TracedObjects, host: str, own: str) -> TraceStep:
    """The step at which a name is not resolved."""
    labels = _labels(host)
    name, namespace = labels[0], labels[1] if len(labels) > 1 else own
    known = [one.name for one in objects.of("Service") if namespace_of(one) == namespace]
    elsewhere = [namespace_of(one) for one in objects.of("Service") if one.name == name]
    remedy = f"write {name}.{elsewhere[0]}" if elsewhere else did_you_mean(name, known)
    remedy = remedy or f"add the Service {name}"
    return TraceStep("DNS", f"there is no Service {name} in {namespace}", broken=True, remedy=remedy)
