"""Network policies: the traffic that pods may receive and send.

A NetworkPolicy applies to the ports of pods, never to those of a Service. Pods that a policy selects receive and send
only what some policy allows; pods that no policy selects receive and send everything.
"""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Port = int | str
    PeersByPort = Mapping[Port | tuple[Port, ...], k8s.NetworkPolicyPeer | Sequence[k8s.NetworkPolicyPeer]]

NAMESPACE_NAME = "kubernetes.io/metadata.name"  # a label that the API server sets on every namespace


@said_by_caller
def allow_traffic(
    name: str,
    on: Mapping[str, str],
    *,
    received: PeersByPort | None = None,
    sent: PeersByPort | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.NetworkPolicy:
    """The policy that allows the pods with the labels `on` to receive and send only certain traffic.

    Both directions map ports to peers: `received={80: pods(namespace="ingress-nginx")}`. A port is a number, a name, or
    either with a protocol (`"53/UDP"`), or a tuple of these; peers are one or a list. A direction that is not given
    stays unrestricted; an empty map closes it. An empty `on` selects every pod of the namespace. Raises ValueError for
    ports without a peer, which a NetworkPolicy would open to everyone.

    Examples:
        >>> from k8sdsl.blocks import allow_traffic, pods
        >>> policy = allow_traffic("db", {"app": "db"}, received={3306: pods({"app": "web"})})
        >>> policy.to_dict()["spec"]["policyTypes"]
        ['Ingress']
    """
    spec = k8s.NetworkPolicySpec(pod_selector=_selector(on))
    types: list[k8s.PolicyType] = []
    if received is not None:
        types.append("Ingress")
        rules = [(_ports(ports), _peers(peers, ports)) for ports, peers in received.items()]
        if rules:
            spec.ingress = [k8s.NetworkPolicyIngressRule(from_=peers, ports=ports) for ports, peers in rules]
    if sent is not None:
        types.append("Egress")
        rules = [(_ports(ports), _peers(peers, ports)) for ports, peers in sent.items()]
        if rules:
            spec.egress = [k8s.NetworkPolicyEgressRule(to=peers, ports=ports) for ports, peers in rules]
    spec.policy_types = types
    return k8s.NetworkPolicy(name, labels=labels, annotations=annotations, spec=spec)


@said_by_caller
def deny_all_traffic(
    name: str,
    *,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.NetworkPolicy:
    """The policy that denies every pod of the namespace all traffic that no other policy allows.

    Examples:
        >>> from k8sdsl.blocks import deny_all_traffic
        >>> deny_all_traffic("closed").to_dict()["spec"]
        {'podSelector': {}, 'policyTypes': ['Ingress', 'Egress']}
    """
    spec = k8s.NetworkPolicySpec(pod_selector=k8s.LabelSelector(), policy_types=["Ingress", "Egress"])
    return k8s.NetworkPolicy(name, labels=labels, annotations=annotations, spec=spec)


@said_by_caller
def pods(
    labels: Mapping[str, str] | None = None,
    *,
    namespace: str | Mapping[str, str] | None = None,
) -> k8s.NetworkPolicyPeer:
    """The pods with these labels as peers: in the policy's own namespace, or in another, given by name or labels.

    Without labels, all pods of the namespace are selected; `namespace={}` selects every namespace.

    Examples:
        >>> from k8sdsl.blocks import pods
        >>> pods({"app": "web"}, namespace="front").pod_selector
        LabelSelector(match_labels={'app': 'web'})
    """
    if namespace is None:
        return k8s.NetworkPolicyPeer(pod_selector=_selector(labels or {}))
    named = {NAMESPACE_NAME: namespace} if isinstance(namespace, str) else namespace
    made = k8s.NetworkPolicyPeer(namespace_selector=_selector(named))
    if labels:
        made.pod_selector = _selector(labels)
    return made


@said_by_caller
def addresses(cidr: str, *, without: Sequence[str] = ()) -> k8s.NetworkPolicyPeer:
    """Addresses outside the cluster as peers: a range such as `192.168.0.0/16`, `without` some ranges inside it.

    Examples:
        >>> from k8sdsl.blocks import addresses
        >>> addresses("10.0.0.0/8", without=["10.1.0.0/16"])
        NetworkPolicyPeer(ip_block=IPBlock(cidr='10.0.0.0/8', except_=['10.1.0.0/16']))
    """
    block = k8s.IPBlock(cidr=cidr)
    if without:
        block.except_ = list(without)
    return k8s.NetworkPolicyPeer(ip_block=block)


def _selector(labels: Mapping[str, str]) -> k8s.LabelSelector:
    return k8s.LabelSelector(match_labels=dict(labels)) if labels else k8s.LabelSelector()


def _peers(
    peers: k8s.NetworkPolicyPeer | Sequence[k8s.NetworkPolicyPeer],
    ports: Port | tuple[Port, ...],
) -> list[k8s.NetworkPolicyPeer]:
    found = [peers] if isinstance(peers, k8s.NetworkPolicyPeer) else list(peers)
    if not found:
        raise ValueError(f"port {ports} has no peers, and a NetworkPolicy would open it to everyone")
    return found


def _ports(ports: Port | tuple[Port, ...]) -> list[k8s.NetworkPolicyPort]:
    return [_port(port) for port in (ports if isinstance(ports, tuple) else (ports,))]


def _port(port: Port) -> k8s.NetworkPolicyPort:
    if not isinstance(port, str):
        return k8s.NetworkPolicyPort(port=port)
    number, _, protocol = port.partition("/")
    made = k8s.NetworkPolicyPort(port=int(number) if number.isdecimal() else number)
    if protocol:
        made.protocol = protocol  # type: ignore[assignment] # check reports what is not a protocol
    return made
