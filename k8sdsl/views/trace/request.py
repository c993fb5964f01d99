"""From outside: the name, the balancer, the rule for the host and path, and its Service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from k8sdsl.cluster.network.balancers import addresses_of, balancers_of
from k8sdsl.errors import K8sdslError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.system.rules.gateways import lacks_grant
from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.gateways import WebRequest, entrance
from k8sdsl.views.trace.mesh import subset_labels
from k8sdsl.views.trace.rules import beside, fitting, is_for, rules_of, serves
from k8sdsl.views.trace.service import selected, to_service
from k8sdsl.views.trace.steps import TraceStep, namespace_of, ports_of, spec_of, step_at, title, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.rules import RoutingRule
    from k8sdsl.views.trace.steps import TracedObjects


def from_outside(objects: TracedObjects, url: str) -> list[TraceStep]:
    """The steps of a request for a URL; K8sdslError if it is not `http://...` or `https://...` with a host."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise K8sdslError(
            f"{url} is not a URL with a host",
            remedy=_as_url(url),
            code="usage/value",
        )
    return list(_from_outside(objects, WebRequest(parts.scheme, parts.hostname, port, parts.path or "/")))


def _as_url(text: str) -> str:
    """How to write what was meant: `HOST:PORT` is a URL, or the target of a pod."""
    host, _, port = text.rpartition(":")
    if host and port.isdecimal() and "/" not in text:
        return f"add the sender with `--from Deployment/NAME`; for a request from outside, write http://{text}/"
    return "write it as http://app.example.com/path"


def _from_outside(objects: TracedObjects, request: WebRequest) -> Iterator[TraceStep]:
    scheme, host, port, path = request
    if (scheme, port) in {("https", 80), ("http", 443)}:
        spoken = "http" if port == 80 else "https"
        remedy = f"request {spoken}://{host}:{port}/, or omit the port"
        yield TraceStep("balancer", f"port {port} serves {spoken}, not {scheme}", broken=True, remedy=remedy)
        return
    direct = _by_node_port(objects, port) if port not in {80, 443} else None
    if direct is not None:
        yield TraceStep(host, f"must resolve to a node, or to a load balancer in front of the nodes, on port {port}")
        yield from _nodes(objects, port)
        step = step_at(direct, f"forwards port {port} to {title(direct)}", "spec.ports")
        yield step._replace(who="every node")
        number = next(one.get("port") for one in ports_of(direct) if one.get("nodePort") == port)
        yield from to_service(objects, direct, number or port, None)
        return
    rules = list(rules_of(objects))
    own = _own_balancer(objects, request, has_rules=bool(rules))
    yield from _balancer(objects, host, port, own)
    if own is not None:
        yield from to_service(objects, own, port, None)
        return
    found = fitting(rules, host, path)
    if not found:
        yield _without_rule(rules, host, path)
        return
    rule = next((one for one in found if not _is_closed(entrance(objects, one, request))), found[0])
    yield from _by_rule(objects, rules, rule, request)


def _is_closed(step: TraceStep | None) -> bool:
    return step is not None and step.broken


def _without_rule(rules: list[RoutingRule], host: str, path: str) -> TraceStep:
    """The step at which no rule is for a request."""
    hosts = sorted({one.host for one in rules if one.host})
    same = dict.fromkeys(one.path for one in rules if serves(one, host))
    what = f"no rule for {host} has the path {path}" if same else f"no rule has the host {host}"
    known = f"the paths are {', '.join(same)}" if same else did_you_mean(host, hosts)
    remedy = known or (f"the hosts are {', '.join(hosts)}" if hosts else "add an Ingress for the host")
    return TraceStep("ingress controller", f"{what}, so the answer is 404", broken=True, remedy=remedy)


def _by_rule(
    objects: TracedObjects, rules: list[RoutingRule], rule: RoutingRule, request: WebRequest
) -> Iterator[TraceStep]:
    """The steps of a request that a rule is for: the gateway before it, the rule, and the Service."""
    gate = entrance(objects, rule, request)
    if gate is not None:
        yield gate
        if gate.broken:
            return
    what = f"routes {_requests(rule)} to Service/{rule.service}, port {rule.port}"
    yield step_at(
        rule.owner, f"{what}{_shared(beside(rules, rule), rule)}{_encryption(rule, request.scheme)}", rule.place
    )
    if lacks_grant(rule.reference, objects.graph):
        what = f"no ReferenceGrant in {rule.namespace} lets it use a Service there, so the answer is 500"
        remedy = f"add an object of `kind: ReferenceGrant` to {rule.namespace}"
        yield step_at(rule.owner, what, rule.place, broken=True, remedy=remedy)
        return
    service = objects.named("Service", rule.namespace, rule.service)
    if service is None:
        names = [one.name for one in objects.of("Service") if namespace_of(one) == rule.namespace]
        what = f"there is no Service {rule.service} in {rule.namespace}, so the answer is 503"
        remedy = did_you_mean(rule.service, names) or f"add the Service {rule.service}"
        yield step_at(rule.owner, what, rule.place, broken=True, remedy=remedy)
        return
    subset = subset_labels(objects, rule) if rule.subset else {}
    if subset is None:
        what = f"no DestinationRule of {rule.service} defines the subset {rule.subset}, so the answer is 503"
        remedy = f"add `{rule.subset}` to `subsets` of the DestinationRule"
        yield step_at(rule.owner, what, rule.place, broken=True, remedy=remedy)
        return
    yield from to_service(objects, service, _asked(service, rule), None, subset=subset, path=request.path)


def _requests(rule: RoutingRule) -> str:
    """The requests that a rule is for: `app.example.com/api`."""
    if rule.place[-1:] == ("defaultBackend",):
        return "all other requests, as its default backend,"
    return f"{rule.host}{rule.path}" if rule.host else f"{rule.path} of every host"


def _shared(others: list[RoutingRule], rule: RoutingRule) -> str:
    """What other Services get of the requests."""
    if not others:
        return ""
    whole = rule.share + sum(one.share for one in others)
    parts = [f"{_name(one)} gets {100 * one.share // whole} %" for one in others[:3]]
    return f" ({', '.join(parts)})"


def _name(rule: RoutingRule) -> str:
    return f"Service/{rule.service}{f' subset {rule.subset}' if rule.subset else ''}"


def _asked(service: Manifest, rule: RoutingRule) -> int | str:
    """The port of the Service that a rule asks for: a Route of OpenShift names the port behind it.

    A mesh asks for the only port of a Service without naming it.
    """
    offered = ports_of(service)
    if rule.port == 0 and len(offered) == 1:
        return offered[0].get("port") or 0
    if rule.owner.kind == "Route":
        for one in ports_of(service):
            if rule.port in {0, one.get("name"), one.get("targetPort"), one.get("port")}:
                return one.get("port") or rule.port
    return rule.port


def _own_balancer(objects: TracedObjects, request: WebRequest, *, has_rules: bool) -> Manifest | None:
    """The Service of type LoadBalancer that answers for a host itself, instead of a controller of Ingresses.

    Its annotation for external-dns has the host, or nothing in the set routes and it selects pods of the set.
    """
    listening = _listening(objects, request.port)
    named = (one for one in listening if request.host in _dns_names(one))
    found = next(named, None)
    if found is None and not has_rules:
        found = next((one for one in listening if selected(objects, one)), None)
    return found


def _listening(objects: TracedObjects, port: int) -> list[Manifest]:
    balancers = [one for one in objects.of("Service") if spec_of(one).get("type") == "LoadBalancer"]
    return [one for one in balancers if any(entry.get("port") == port for entry in ports_of(one))]


def _dns_names(service: Manifest) -> list[str]:
    names = map_of(service.metadata.get("annotations")).get("external-dns.alpha.kubernetes.io/hostname")
    return [name.strip() for name in str(names or "").split(",")]


def _balancer(objects: TracedObjects, host: str, port: int, own: Manifest | None) -> Iterator[TraceStep]:
    """The name, and the Services of type LoadBalancer that listen on the port."""
    listening = [own] if own is not None else _listening(objects, port)
    address = next((found for one in listening for found in _addresses(one)), "")
    to = address or "the address of the load balancer in front of the nodes"
    yield TraceStep(host, f"DNS must resolve this name to {to}")
    for one in listening[:1]:
        (entry,) = [entry for entry in ports_of(one) if entry.get("port") == port][:1]
        yield from _nodes(objects, entry.get("nodePort"))
        node_port = f", over port {entry['nodePort']} of the nodes," if entry.get("nodePort") else ""
        target = title(one) if own is not None else "the ingress controller"
        ranges = ", ".join(words(spec_of(one).get("loadBalancerSourceRanges")))
        only = f", only for clients in {ranges}" if ranges else ""
        what = f"forwards {address or 'requests for'} port {port}{node_port} to {target}{only}"
        step = step_at(one, what, "spec.ports")
        yield step._replace(who="load balancer") if own is not None else step


def _nodes(objects: TracedObjects, node_port: Any) -> Iterator[TraceStep]:
    """The balancer in front of a node port, if an object describes it, and the nodes that it does not know."""
    for one in balancers_of(objects.manifests):
        if one.port == node_port:
            addresses = ", ".join(address for node in one.behind for address in addresses_of(node))
            missing = ", ".join(f"Node/{node.name} ({', '.join(addresses_of(node))})" for node in one.missing)
            yield step_at(
                one.manifest,
                f"forwards requests to port {node_port} of {addresses}{f', but not of {missing}' if missing else ''}",
                one.path,
                remedy="add the missing node to the load balancer" if missing else "",
            )


def _addresses(service: Manifest) -> Iterator[str]:
    """The addresses of a balancer, if objects have them: its status, or what it asks MetalLB or the cloud for."""
    for entry in maps(get(service.tree, ("status", "loadBalancer", "ingress"))):
        yield str(entry.get("ip") or entry.get("hostname") or "")
    annotations = map_of(service.metadata.get("annotations"))
    for name in ("metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"):
        if annotations.get(name):
            yield str(annotations[name])
    if spec_of(service).get("loadBalancerIP"):
        yield str(spec_of(service)["loadBalancerIP"])


def _by_node_port(objects: TracedObjects, port: int) -> Manifest | None:
    return next((one for one in objects.of("Service") if any(p.get("nodePort") == port for p in ports_of(one))), None)


def _encryption(rule: RoutingRule, scheme: str) -> str:
    """What becomes of the encryption at an Ingress."""
    if rule.owner.kind != "Ingress":
        return ""
    entries = maps(spec_of(rule.owner).get("tls"))
    covered = any(is_for(str(host), rule.host) for entry in entries for host in entry.get("hosts") or [rule.host])
    if scheme == "https":
        return "" if covered else "; it has no certificate for the host, so the controller presents its own"
    return "; a controller such as nginx redirects to https first" if covered else ""
