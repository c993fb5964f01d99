"""A pod as the scheduler sees it (`framework.PodInfo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.node_selector import NodeSelector
from k8sdsl.cluster.pod_resources import pod_requests
from k8sdsl.cluster.scheduling.resources import CountedResources, whole
from k8sdsl.cluster.volumes.migration import PLUGINS
from k8sdsl.semantics.label_selector import Requirement, requirements_of, selects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.cluster.scheduling.devices.claims import DeviceClaim
    from k8sdsl.tree import Tree

HOSTNAME = "kubernetes.io/hostname"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
DISKS = ("iscsi", "rbd", *(plugin.field for plugin in PLUGINS.values()))
"""Volumes that name a disk: two pods on a node may not share some, and some count for the limits of a node."""


class AffinityTerm(NamedTuple):
    """One term of an affinity to pods: which pods it means, and the label whose value makes a topology of nodes."""

    selector: tuple[Requirement, ...] | None
    namespaces: frozenset[str]
    namespace_selector: tuple[Requirement, ...] | None
    topology_key: str

    def means(self, profile: Profile, namespace_labels: Mapping[str, str]) -> bool:
        """Whether a pod in a namespace with these labels is meant."""
        in_namespace = profile.namespace in self.namespaces or selects(self.namespace_selector, namespace_labels)
        return in_namespace and selects(self.selector, profile.labels)


class SpreadConstraint(NamedTuple):
    """One topology spread constraint that must hold."""

    topology_key: str
    max_skew: int
    min_domains: int
    selector: tuple[Requirement, ...] | None
    honors_affinity: bool
    honors_taints: bool


class Profile:
    """What pods have in common that are scheduled alike; pods with equal `key` can share one.

    Pods with equal `needs` fit on the same nodes, wherever other pods run. `delegated` are the extended resources that
    device classes serve on nodes without a device plugin for them, with these classes.
    """

    __slots__ = (
        *("affinity", "anti_affinity", "disks", "is_default", "is_ending", "is_gated", "key", "labels", "namespace"),
        *(
            "delegated",
            "needed",
            "needs",
            "node_affinity",
            "node_name",
            "node_selector",
            "ports",
            "requests",
            "spread",
            "static_key",
            "tolerations",
        ),
    )

    def __init__(self, pod: Tree, namespace: str, class_of: Callable[[str], str] | None = None) -> None:
        spec = pod.get("spec") or {}
        affinity = spec.get("affinity") or {}
        required = (affinity.get("nodeAffinity") or {}).get(REQUIRED)
        self.namespace = namespace
        self.labels: dict[str, str] = (pod.get("metadata") or {}).get("labels") or {}
        self.requests: CountedResources = {name: whole(name, amount) for name, amount in pod_requests(spec).items()}
        self.needed = tuple((name, amount) for name, amount in self.requests.items() if amount)
        classes = {name: class_of(name) for name, _ in self.needed if "/" in name} if class_of is not None else {}
        self.delegated = {name: found for name, found in classes.items() if found}
        self.ports = _host_ports(spec)
        self.tolerations: list[Tree] = spec.get("tolerations") or []
        self.node_selector: dict[str, str] = spec.get("nodeSelector") or {}
        self.node_affinity = NodeSelector.of(required)
        self.affinity = self._terms(affinity.get("podAffinity"))
        self.anti_affinity = self._terms(affinity.get("podAntiAffinity"))
        self.spread = [
            self._spread(constraint)
            for constraint in spec.get("topologySpreadConstraints") or ()
            if constraint.get("whenUnsatisfiable") == "DoNotSchedule"
        ]
        self.disks = [volume for volume in spec.get("volumes") or () if any(volume.get(kind) for kind in DISKS)]
        self.node_name: str = spec.get("nodeName") or ""
        self.is_gated = bool(spec.get("schedulingGates"))
        self.is_ending = bool((pod.get("metadata") or {}).get("deletionTimestamp"))
        self.is_default = spec.get("schedulerName") in {None, "", "default-scheduler"}
        self.static_key = repr((self.tolerations, sorted(self.node_selector.items()), required))
        self.needs = repr(
            (self.node_name, sorted(self.requests.items()), sorted(self.ports), self.disks, self.static_key)
            + (tuple(sorted(self.delegated.items())) if self.delegated else ())
        )
        parts = (affinity.get("podAffinity"), affinity.get("podAntiAffinity"), self.spread)
        state = (self.is_gated, self.is_ending, self.is_default, namespace)
        self.key = repr((state, sorted(self.labels.items()), parts, self.needs))

    @property
    def looks_at_pods(self) -> bool:
        """Whether it depends on the pods that run already where these pods can."""
        return bool(self.affinity or self.anti_affinity or self.spread)

    @property
    def looks_at_names(self) -> bool:
        """Whether the filters that only look at a node depend on which node it is."""
        return HOSTNAME in self.node_selector or bool({HOSTNAME, "metadata.name"} & self.node_affinity.keys())

    def _terms(self, part: Tree | None) -> list[AffinityTerm]:
        return [self._term(term) for term in (part or {}).get(REQUIRED) or ()]

    def _term(self, term: Tree) -> AffinityTerm:
        names, selector = term.get("namespaces") or [], term.get("namespaceSelector")
        if not names and selector is None:
            names = [self.namespace]
        more = [Requirement(k, "in", (self.labels[k],)) for k in term.get("matchLabelKeys") or () if k in self.labels]
        more += [
            Requirement(k, "notin", (self.labels[k],)) for k in term.get("mismatchLabelKeys") or () if k in self.labels
        ]
        own = requirements_of(term.get("labelSelector"))
        return AffinityTerm(
            selector=None if own is None else (*own, *more),
            namespaces=frozenset(names),
            namespace_selector=requirements_of(selector),
            topology_key=term.get("topologyKey") or "",
        )

    def _spread(self, constraint: Tree) -> SpreadConstraint:
        own = requirements_of(constraint.get("labelSelector"))
        keys = [key for key in constraint.get("matchLabelKeys") or () if key in self.labels]
        return SpreadConstraint(
            topology_key=constraint.get("topologyKey") or "",
            max_skew=constraint.get("maxSkew") or 1,
            min_domains=constraint.get("minDomains") or 1,
            selector=None if own is None else (*own, *(Requirement(key, "in", (self.labels[key],)) for key in keys)),
            honors_affinity=constraint.get("nodeAffinityPolicy") != "Ignore",
            honors_taints=constraint.get("nodeTaintsPolicy") == "Honor",
        )


class Pod:
    """One pod: what it shares with its equals, its name, and the claims for volumes and devices that it uses.

    `named_claims` are those that it names, `own_claims` those that are made for it (generic ephemeral volumes).
    """

    __slots__ = ("claims", "device_claims", "name", "named_claims", "node", "own_claims", "profile")

    def __init__(self, name: str, profile: Profile, volumes: list[Tree], device_claims: list[DeviceClaim]) -> None:
        self.name = name
        self.profile = profile
        claims = [volume["persistentVolumeClaim"] for volume in volumes if volume.get("persistentVolumeClaim")]
        self.named_claims: list[str] = [claim.get("claimName") or "" for claim in claims]
        self.own_claims = [f"{name}-{volume.get('name')}" for volume in volumes if volume.get("ephemeral") is not None]
        self.claims = self.named_claims + self.own_claims
        self.device_claims = device_claims
        self.node = ""

    def claims_on(self, allocatable: CountedResources) -> list[DeviceClaim]:
        """The claims for devices except for those for resources that a device plugin of a node has (`Fit`)."""
        return [claim for claim in self.device_claims if not allocatable.get(claim.resource)]


def _host_ports(spec: Tree) -> frozenset[tuple[str, str, int]]:
    """The ports of its node that a pod needs: address, protocol and number."""
    containers: list[Tree] = list(spec.get("containers") or ())
    containers += [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    return frozenset(
        (port.get("hostIP") or "0.0.0.0", port.get("protocol") or "TCP", port["hostPort"])  # noqa: S104
        for container in containers
        for port in container.get("ports") or ()
        if (port.get("hostPort") or 0) > 0
    )
