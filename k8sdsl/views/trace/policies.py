"""The policies between two sides of a connection: whether it passes, and by which.

Policies do not apply to pods with the network of their node, as in most network plugins; such a pod is an address
outside of the cluster to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.network.connections import CONTROLLER, opened
from k8sdsl.cluster.network.peers import OUTSIDE, range_of
from k8sdsl.cluster.network.ports import common, ports
from k8sdsl.semantics.addresses import canonical_ip
from k8sdsl.views.trace.refusals import DNS_RULE, PortOfPods, as_peer, as_port, names_of, refused
from k8sdsl.views.trace.steps import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.cluster.network.connections import Network, Other
    from k8sdsl.cluster.network.peers import Peer
    from k8sdsl.cluster.network.policies import NetworkPolicy
    from k8sdsl.views.trace.refusals import Refusal
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods


class Decision(NamedTuple):
    """What policies say of a connection: why they stop it, or which allow it (`; NetworkPolicy/api allows it`)."""

    refusal: Refusal | None
    allowing: str = ""


def decision(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> Decision:
    """What policies say of a connection, once for all pods that they cannot tell apart.

    `source` is None for an ingress controller somewhere. `allowing` is empty if no policy limits the connection.
    """
    sender = id(source.workload) if source is not None else None
    key = sender, target.peer.key, target.on_host, port
    if key not in objects.decided:
        objects.decided[key] = _decide(objects, source, target, port)
    found: Decision = objects.decided[key]
    return found


def _decide(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> Decision:
    passages = []
    if source is not None and not source.on_host:
        leaving = _passage(objects.network, "egress", source.peer, target.peer, target.peer, port)
        if not leaving.is_open:
            rule = f"{{to: [{as_peer(target, source.namespace)}], ports: [{as_port(port)}]}}"
            what = f"{title(source.workload)} reach port {port}"
            return Decision(refused(objects, leaving.limiting, "egress", source, what, rule))
        passages.append(leaving)
    if not target.on_host:
        entering = _entering(objects, source, target, port)
        if not entering.is_open:
            who = title(source.workload) if source is not None else "an ingress controller"
            what = f"{who} reach port {port}{_ON_HOST if source is not None and source.on_host else ''}"
            rule = f"{{from: [{as_peer(source, target.namespace)}], ports: [{as_port(port)}]}}"
            return Decision(refused(objects, entering.limiting, "ingress", target, what, rule))
        passages.append(entering)
    allowing: dict[str, list[NetworkPolicy]] = {}
    for one in passages:
        allowing.setdefault(one.condition, []).extend(one.allowing)
    return Decision(None, "".join(_allow(policies, condition) for condition, policies in sorted(allowing.items())))


_IF_CONTROLLER = " if `from` matches the ingress controller"
_IF_ADDRESS = " if `ipBlock` has the addresses of the pods"
_ON_HOST = ", because its pods use the network of their node, which no label selector matches"


def _entering(objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: PortOfPods) -> _Passage:
    """What policies for the target say; an ingress controller of which nothing is known may be among the guesses."""
    other: Other = CONTROLLER if source is None else OUTSIDE if source.on_host else source.peer
    guesses = list(_controllers(objects, target)) if source is None else []
    return _passage(objects.network, "ingress", target.peer, other, target.peer, port, guesses)


class _Passage(NamedTuple):
    """One direction of a connection: the policies that limit it, and those that allow it, on a condition or not."""

    limiting: list[NetworkPolicy]
    allowing: list[NetworkPolicy]
    condition: str
    is_open: bool = True


def _passage(
    network: Network,
    direction: str,
    pods: Peer,
    other: Other,
    target: Peer,
    port: PortOfPods,
    guesses: Sequence[Peer] = (),
) -> _Passage:
    """What policies for pods say of another side, of pods that it perhaps is, and of addresses that it may have."""
    limiting = network.limiting(pods, direction)
    decided = network.into if direction == "ingress" else network.out_of
    for sides, condition in (((other,), ""), (guesses, _IF_CONTROLLER)):
        if any(common(port.ports, decided(pods, one)) for one in sides):
            return _Passage(limiting, _opening(limiting, direction, sides, target, port), condition)
    cuts = network.sources if direction == "ingress" else network.targets
    private = [cut for cut in cuts if any(cut[0] <= last and first <= cut[1] for first, last in _PRIVATE)]
    by_address = _opening(limiting, direction, private, target, port)
    return _Passage(limiting, by_address, _IF_ADDRESS, is_open=bool(by_address))


_PRIVATE = tuple(filter(None, map(range_of, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"))))
"""The ranges in which the addresses of pods usually are."""


def _allow(policies: Iterable[NetworkPolicy], condition: str = "") -> str:
    """`; NetworkPolicy/web allows it`; empty without policies."""
    every = list(dict.fromkeys(policies))
    return f"; {names_of(every)} allow{'s' if len(every) == 1 else ''} it{condition}" if every else ""


def _opening(
    policies: Iterable[NetworkPolicy], direction: str, others: Sequence[Other], target: Peer, port: PortOfPods
) -> list[NetworkPolicy]:
    """The policies of which a rule opens the port for one of some others."""
    return [
        policy
        for policy in policies
        if any(common(port.ports, found) for one in others for found in opened([policy], direction, one, target))
    ]


def dns_refusal(objects: TracedObjects, source: TracedPods) -> Refusal | None:
    """Why pods cannot resolve a name: no policy lets them use port 53 of anything."""
    policies = [] if source.on_host else objects.network.limiting(source.peer, "egress")
    asked = ports("UDP", 53, 53)
    if not policies or any(common(asked, rule.allowed(None)) for policy in policies for rule in policy.egress or ()):
        return None
    what = f"{title(source.workload)} reach DNS (port 53, UDP)"
    return refused(objects, policies, "egress", source, what, DNS_RULE)


def refusal_of_address(objects: TracedObjects, source: TracedPods, address: Other | None, port: int) -> Refusal | None:
    """Why the policies do not let a connection to an address outside leave; None as address stands for any."""
    network, wanted = objects.network, PortOfPods(port)
    others = [address] if address is not None else network.targets
    if source.on_host or any(common(wanted.ports, network.out_of(source.peer, one)) for one in others):
        return None
    policies = network.limiting(source.peer, "egress")
    cidr = f"{canonical_ip(32, address[0])}/32" if isinstance(address, tuple) else "0.0.0.0/0"
    rule = f"{{to: [{{ipBlock: {{cidr: {cidr}}}}}], ports: [{as_port(wanted)}]}}"
    what = f"{title(source.workload)} reach port {port} of it"
    return refused(objects, policies, "egress", source, what, rule)


def _controllers(objects: TracedObjects, target: TracedPods) -> Iterator[Peer]:
    """Pods of other namespaces that an ingress controller may be: workloads, and what the rules for pods select."""
    for policy in objects.network.limiting(target.peer, "ingress"):
        for rule in policy.ingress or ():
            yield from (one for one in rule.examples(objects.namespaces) if one.namespace != target.namespace)
    yield from (one.peer for one in objects.workloads() if one.namespace != target.namespace)
