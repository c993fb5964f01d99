"""Why policies stop a connection: which do, where that is written, and the rule to add."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.network.ports import ports
from k8sdsl.system.places import NAME_LABEL
from k8sdsl.tree import get, map_of
from k8sdsl.views.trace.steps import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from k8sdsl.cluster.network.policies import NetworkPolicy
    from k8sdsl.cluster.network.ports import Ports
    from k8sdsl.locations.source import Source
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods

DNS_RULE = (
    f"{{to: [{{namespaceSelector: {{matchLabels: {{{NAME_LABEL}: kube-system}}}}}}], "
    "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}"
)


class Refusal(NamedTuple):
    """Why policies stop a connection, where that is written, and what to add."""

    what: str
    place: Source | None
    remedy: str


def refused(
    objects: TracedObjects, policies: Sequence[NetworkPolicy], direction: str, pods: TracedPods, what: str, rule: str
) -> Refusal:
    """The refusal by policies for pods that `do not let` something happen, with the rule that would let it."""
    what = f"{names_of(policies)} {'do' if len(policies) > 1 else 'does'} not let {what}"
    return Refusal(what, _place(objects, policies, direction), _remedy(policies, direction, rule, pods))


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


def names_of(policies: Sequence[NetworkPolicy]) -> str:
    """The first three policies by name, and how many more there are."""
    names = [f"NetworkPolicy/{one.name}" for one in policies[:3]]
    if len(policies) > len(names):
        return f"{', '.join(names)} and {len(policies) - len(names)} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else (names or ["an admin policy"])[0]


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


def as_peer(pods: TracedPods | None, beside: str) -> str:
    """Pods as a rule of a policy in a namespace names them; None for an ingress controller."""
    if pods is None:
        return f"{{namespaceSelector: {{matchLabels: {{{NAME_LABEL}: ingress-nginx}}}}}}"
    if pods.on_host:
        return "{ipBlock: {cidr: ADDRESSES-OF-THE-NODES}}"
    selector = f"podSelector: {{matchLabels: {_flow(_labels(pods))}}}"
    if pods.namespace == beside:
        return f"{{{selector}}}"
    return f"{{namespaceSelector: {{matchLabels: {{{NAME_LABEL}: {pods.namespace}}}}}, {selector}}}"


def _labels(pods: TracedPods) -> dict[str, Any]:
    """The labels that select the pods of a workload."""
    return map_of(get(pods.workload.tree, ("spec", "selector", "matchLabels"))) or dict(pods.peer.labels)


def as_port(port: PortOfPods) -> str:
    """A port as a rule of a policy names it."""
    return _flow({"port": port.number} | ({} if port.protocol == "TCP" else {"protocol": port.protocol}))


def _flow(values: dict[str, Any]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"
