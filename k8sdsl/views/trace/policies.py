"""The policies between two sides of a connection: which one stops it, and what to add to it.

Policies do not apply to pods with the network of their node, as in most network plugins; such a pod is an address
outside of the cluster to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.network.connections import matches_side
from k8sdsl.cluster.network.peers import OUTSIDE, Peer, namespace_labels, range_of
from k8sdsl.cluster.network.ports import common, ports
from k8sdsl.semantics.addresses import canonical_ip
from k8sdsl.tree import get, map_of, walk
from k8sdsl.views.trace.steps import place_of, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from k8sdsl.cluster.network.connections import Network, Other
    from k8sdsl.cluster.network.policies import NetworkPolicy
    from k8sdsl.cluster.network.ports import Ports
    from k8sdsl.locations.source import Source
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods

_NAME = "kubernetes.io/metadata.name"
DNS_RULE = (
    f"{{to: [{{namespaceSelector: {{matchLabels: {{{_NAME}: kube-system}}}}}}], "
    "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}"
)


class PortOfPods(NamedTuple):
    """The port of pods that a request is for."""

    number: int
    protocol: str = "TCP"

    @property
    def ports(self) -> Ports:
        """The port as policies have it."""
        return ports(self.protocol, self.number, self.number)

    def __str__(self) -> str:
        return str(self.number) if self.protocol == "TCP" else f"{self.number}/{self.protocol}"


class Refusal(NamedTuple):
    """Why policies stop a connection, where that is written, and what to add."""

    what: str
    place: Source | None
    remedy: str


def refusal(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> Refusal | None:
    """Why the policies do not let a connection pass; `source` is None for an ingress controller somewhere."""
    return _decision(objects, source, target, port)[0]


def allowing(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> str:
    """The policies by which a connection passes: `; NetworkPolicy/api allows it`; empty if none limits it."""
    return _decision(objects, source, target, port)[1]


def _decision(
    objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods
) -> tuple[Refusal | None, str]:
    """What policies say of a connection, once for all pods that they cannot tell apart."""
    sender = id(source.workload) if source is not None else None
    key = sender, target.peer.key, target.on_host, port
    if key not in objects.decided:
        refused = _refusal(objects, source, target, port)
        objects.decided[key] = refused, "" if refused is not None else _allowing(objects, source, target, port)
    found: tuple[Refusal | None, str] = objects.decided[key]
    return found


def _refusal(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> Refusal | None:
    network = objects.network
    if source is not None and not source.on_host and not common(port.ports, network.out_of(source.peer, target.peer)):
        policies = network.limiting(source.peer, "egress")
        if _by_address(network, policies, "egress", target.peer, port):
            return None
        what = f"{_names(policies)} of {title(source.workload)} {_does(policies)} not let it reach port {port}"
        rule = f"{{to: [{_as_peer(target, source.namespace)}], ports: [{_as_port(port)}]}}"
        return Refusal(what, _place(objects, policies, "egress"), _remedy(policies, "egress", rule, source))
    if target.on_host:
        return None
    if any(common(port.ports, network.into(target.peer, one)) for one in _callers(objects, source, target)):
        return None
    policies = network.limiting(target.peer, "ingress")
    if _by_address(network, policies, "ingress", target.peer, port):
        return None
    who = title(source.workload) if source is not None else "an ingress controller"
    what = f"{_names(policies)} {_does(policies)} not let {who} reach port {port}"
    if source is not None and source.on_host:
        what += ", because it has the network of its node, which no rule by labels selects"
    caller = _as_peer(source, target.namespace) if source is not None else _CONTROLLER
    rule = f"{{from: [{caller}], ports: [{_as_port(port)}]}}"
    return Refusal(what, _place(objects, policies, "ingress"), _remedy(policies, "ingress", rule, target))


def _by_address(
    network: Network, policies: Sequence[NetworkPolicy], direction: str, target: Peer, port: PortOfPods
) -> list[NetworkPolicy]:
    """The policies that allow a connection by a range in which addresses of pods can be: private ones, as usual."""
    cuts = network.sources if direction == "ingress" else network.targets
    inside = [cut for cut in cuts if any(cut[0] <= last and first <= cut[1] for first, last in _PRIVATE)]
    return _opening(policies, direction, inside, target, port)


_PRIVATE = tuple(filter(None, map(range_of, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"))))
_CONTROLLER = f"{{namespaceSelector: {{matchLabels: {{{_NAME}: ingress-nginx}}}}}}"


def _allowing(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> str:
    network = objects.network
    found: list[NetworkPolicy] = []
    if source is not None and not source.on_host:
        found += _opening(network.limiting(source.peer, "egress"), "egress", [target.peer], target.peer, port)
    if not target.on_host:
        callers = _callers(objects, source, target)
        found += _opening(network.limiting(target.peer, "ingress"), "ingress", callers, target.peer, port)
    if found:
        return f"; {_allow(found)} it"
    by_address = _by_address(network, network.limiting(target.peer, "ingress"), "ingress", target.peer, port)
    if source is not None:
        by_address += _by_address(network, network.limiting(source.peer, "egress"), "egress", target.peer, port)
    return f"; {_allow(by_address)} it if `ipBlock` has the addresses of the pods" if by_address else ""


def _allow(policies: Iterable[NetworkPolicy]) -> str:
    """`NetworkPolicy/web allows`."""
    every = list(dict.fromkeys(policies))
    return f"{_names(every)} allow{'s' if len(every) == 1 else ''}"


def _opening(
    policies: Iterable[NetworkPolicy], direction: str, others: Sequence[Other], target: Peer, port: PortOfPods
) -> list[NetworkPolicy]:
    return [
        policy
        for policy in policies
        if any(
            matches_side(rule, other) and common(port.ports, rule.allowed(target))
            for rule in getattr(policy, direction)
            for other in others
        )
    ]


def dns_refusal(objects: TracedObjects, source: TracedPods) -> Refusal | None:
    """Why pods cannot resolve a name: no policy lets them use port 53 of anything."""
    policies = [] if source.on_host else objects.network.limiting(source.peer, "egress")
    asked = ports("UDP", 53, 53)
    if not policies or any(common(asked, rule.allowed(None)) for policy in policies for rule in policy.egress or ()):
        return None
    what = f"{_names(policies)} {_does(policies)} not let {title(source.workload)} reach DNS (port 53, UDP)"
    return Refusal(what, _place(objects, policies, "egress"), _remedy(policies, "egress", DNS_RULE, source))


def refusal_of_address(objects: TracedObjects, source: TracedPods, address: Other | None, port: int) -> Refusal | None:
    """Why the policies do not let a connection to an address outside leave; None as address stands for any."""
    network, wanted = objects.network, ports("TCP", port, port)
    others = [address] if address is not None else network.targets
    if source.on_host or any(common(wanted, network.out_of(source.peer, one)) for one in others):
        return None
    policies = network.limiting(source.peer, "egress")
    what = f"{_names(policies)} {_does(policies)} not let {title(source.workload)} reach port {port} of it"
    cidr = f"{canonical_ip(32, address[0])}/32" if isinstance(address, tuple) else "0.0.0.0/0"
    rule = f"{{to: [{{ipBlock: {{cidr: {cidr}}}}}], ports: [{{port: {port}}}]}}"
    return Refusal(what, _place(objects, policies, "egress"), _remedy(policies, "egress", rule, source))


def _callers(objects: TracedObjects, source: TracedPods | None, target: TracedPods) -> Sequence[Other]:
    """What policies see of the sender."""
    if source is None:
        return _controllers(objects, target.namespace)
    return [OUTSIDE] if source.on_host else [source.peer]


def _controllers(objects: TracedObjects, own: str) -> list[Peer]:
    """Pods that a proxy may be, where it is not among the objects: one of each namespace that policies name."""
    named = {
        str(value)
        for policy in objects.of("NetworkPolicy")
        for path, value in walk(policy.tree)
        if path[-1:] == (_NAME,)
    }
    spaces = sorted(named | {"ingress"} - {own})
    proxies = [Peer(name, {}, namespace_labels(objects.namespaces, name), []) for name in spaces]
    return proxies + [one.peer for one in objects.workloads() if one.namespace != own]


def _names(policies: Sequence[NetworkPolicy]) -> str:
    names = [f"NetworkPolicy/{one.name}" for one in policies[:3]]
    if len(policies) > len(names):
        return f"{', '.join(names)} and {len(policies) - len(names)} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else (names or ["an admin policy"])[0]


def _does(policies: Sequence[NetworkPolicy]) -> str:
    return "do" if len(policies) > 1 else "does"


def _nearest(policies: Sequence[NetworkPolicy], direction: str) -> NetworkPolicy:
    """The policy to change: one for these pods before one for all, and one with rules before one without."""
    return min(policies, key=lambda one: (one.selects_all, not getattr(one, direction)))


def _place(objects: TracedObjects, policies: Sequence[NetworkPolicy], direction: str) -> Source | None:
    if not policies:
        return None
    near = _nearest(policies, direction)
    manifest = objects.named("NetworkPolicy", near.namespace, near.name)
    path = f"spec.{direction}" if getattr(near, direction) else "metadata.name"
    return place_of(manifest, path) if manifest is not None else None


def _remedy(policies: Sequence[NetworkPolicy], direction: str, rule: str, pods: TracedPods) -> str:
    if policies and not (near := _nearest(policies, direction)).selects_all:
        return f"add to `{direction}` of NetworkPolicy/{near.name}: `{rule}`"
    selector = _flow(_labels(pods))
    kind = direction.capitalize()
    spec = f"podSelector: {{matchLabels: {selector}}}, policyTypes: [{kind}], {direction}: [{rule}]"
    return f"add a NetworkPolicy to {pods.namespace} with `spec: {{{spec}}}`"


def _as_peer(pods: TracedPods, beside: str) -> str:
    """Pods as a rule of a policy in a namespace names them."""
    if pods.on_host:
        return "{ipBlock: {cidr: ADDRESSES-OF-THE-NODES}}"
    selector = f"podSelector: {{matchLabels: {_flow(_labels(pods))}}}"
    if pods.namespace == beside:
        return f"{{{selector}}}"
    return f"{{namespaceSelector: {{matchLabels: {{{_NAME}: {pods.namespace}}}}}, {selector}}}"


def _labels(pods: TracedPods) -> dict[str, Any]:
    """The labels that select the pods of a workload."""
    return map_of(get(pods.workload.tree, ("spec", "selector", "matchLabels"))) or dict(pods.peer.labels)


def _as_port(port: PortOfPods) -> str:
    return _flow({"port": port.number} | ({} if port.protocol == "TCP" else {"protocol": port.protocol}))


def _flow(values: dict[str, Any]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"
