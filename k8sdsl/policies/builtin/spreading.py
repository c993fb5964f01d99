"""Policies about where pods run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.builtin.replicas import SCALED, replicas_of
from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import label_selector
from k8sdsl.policies.subjects import workloads, workloads_of
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_POD = "spec.template.spec"
_HOST = "kubernetes.io/hostname"
_DOMAINS = frozenset(
    (
        _HOST,
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
    )
)
_TERM = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": _HOST}
_APART = {
    "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": _TERM}]}
}


def anti_affinity_terms(workload: Workload) -> Iterator[dict[str, Any]]:
    """The terms of a pod's anti-affinity, those that are preferred first."""
    rules = map_of(map_of(workload.pod.get("affinity")).get("podAntiAffinity"))
    for preferred in maps(rules.get("preferredDuringSchedulingIgnoredDuringExecution")):
        yield map_of(preferred.get("podAffinityTerm"))
    yield from maps(rules.get("requiredDuringSchedulingIgnoredDuringExecution"))


def keeps_itself_apart(term: dict[str, Any], workload: Workload) -> bool:
    """Whether a term keeps the pods of a workload away from each other."""
    return label_selector(term.get("labelSelector"))(workload.labels)


@policy(
    "spreading/anti-affinity",
    "A workload with several replicas keeps its pods on different nodes (`podAntiAffinity`).",
    of=workloads_of(*SCALED),
    reason="Pods on the same node fail together.",
    remedy="add `affinity: {podAntiAffinity: ...}` with the pod's labels and `topologyKey: kubernetes.io/hostname`",
    bad={"spec.replicas": 2},
    good={"spec.replicas": 2, f"{_POD}.affinity": _APART},
    aliases=("kube-linter:no-anti-affinity",),
)
def anti_affinity(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads without anti-affinity, and every term where none keeps their own pods apart."""
    if replicas_of(workload) < 2:
        return
    terms = list(anti_affinity_terms(workload))
    if not any(_by_host(term, workload) for term in terms):
        for _ in terms or (None,):
            yield f"{workload.path}.affinity", "nothing keeps the pods on different nodes"


def _by_host(term: dict[str, Any], workload: Workload) -> bool:
    namespaces = list_of(term.get("namespaces"))
    here = not namespaces or workload.namespace in namespaces
    return here and term.get("topologyKey") == _HOST and keeps_itself_apart(term, workload)


@policy(
    "spreading/anti-affinity-by-domain",
    "A Deployment or StatefulSet keeps its pods on different nodes or in different zones (`podAntiAffinity`).",
    of=workloads_of("Deployment", "StatefulSet"),
    reason="Pods on the same node fail together.",
    remedy="add `affinity: {podAntiAffinity: ...}` with the pod's labels and `topologyKey: kubernetes.io/hostname`",
    bad={"spec.replicas": 2},
    good={"spec.replicas": 2, f"{_POD}.affinity": _APART},
    aliases={
        "kube-score:deployment-has-host-podantiaffinity": lambda workload: workload.kind == "Deployment",
        "kube-score:statefulset-has-host-podantiaffinity": lambda workload: workload.kind == "StatefulSet",
    },
    sets=("notes",),
)
def anti_affinity_by_domain(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads of several pods, or of a number that is not set, that nothing keeps apart."""
    count = workload.spec.get("replicas")
    if isinstance(count, int) and count < 2:
        return
    if not any(
        str(term.get("topologyKey")) in _DOMAINS and keeps_itself_apart(term, workload)
        for term in anti_affinity_terms(workload)
    ):
        yield f"{workload.path}.affinity", "nothing keeps the pods on different nodes"


@policy(
    "spreading/node-affinity",
    "`affinity.nodeAffinity` selects the nodes that the pods run on.",
    of=workloads,
    reason="Without it, pods can run on nodes that are reserved for other workloads.",
    remedy="add `affinity: {nodeAffinity: ...}`",
    bad={},
    good={f"{_POD}.affinity": {"nodeAffinity": {}}},
    aliases=("kube-linter:no-node-affinity",),
)
def node_affinity(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods without node affinity."""
    if map_of(workload.pod.get("affinity")).get("nodeAffinity") is None:
        yield workload.at("affinity.nodeAffinity"), "no node affinity is set"


@policy(
    "spreading/constraints",
    "`topologySpreadConstraints` is set.",
    of=workloads,
    reason="Without one, the scheduler can place all pods in one zone.",
    remedy="add `topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, ...}]`",
    bad={},
    good={f"{_POD}.topologySpreadConstraints": [{"maxSkew": 1}]},
    aliases={"polaris:topologySpreadConstraint": lambda workload: workload.kind not in {"Job", "CronJob"}},
)
def constraints(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods without a constraint."""
    if not list_of(workload.pod.get("topologySpreadConstraints")):
        yield workload.at("topologySpreadConstraints"), "no constraint spreads the pods"


@policy(
    "spreading/complete-constraints",
    "Every entry of `topologySpreadConstraints` is complete.",
    of=workloads,
    reason="A constraint without a selector counts no pods, so it has no effect.",
    remedy="set `maxSkew`, `topologyKey`, `whenUnsatisfiable` and `labelSelector`",
    bad={f"{_POD}.topologySpreadConstraints": [{"maxSkew": 1}]},
    good={
        f"{_POD}.topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}
        ]
    },
    aliases=("kube-score:pod-topology-spread-constraints",),
)
def complete_constraints(workload: Workload, _objects: Objects) -> Breaches:
    """Yields what is missing from a constraint."""
    for index, entry in maps_in(workload.pod.get("topologySpreadConstraints")):
        missing = {
            "labelSelector": entry.get("labelSelector") is None,
            "maxSkew": not entry.get("maxSkew"),
            "minDomains": entry.get("minDomains") == 0,
            "topologyKey": not entry.get("topologyKey"),
            "whenUnsatisfiable": entry.get("whenUnsatisfiable") not in ("DoNotSchedule", "ScheduleAnyway"),
        }
        for field, wrong in missing.items():
            if wrong:
                yield workload.at(f"topologySpreadConstraints[{index}].{field}"), f"`{field}` is missing or 0"


@policy(
    "spreading/priority",
    "`priorityClassName` is set.",
    of=workloads,
    reason="When a cluster is full, pods of lower priority make room for others.",
    remedy="set `priorityClassName` to a class of the cluster",
    bad={},
    good={f"{_POD}.priorityClassName": "high"},
    aliases=("polaris:priorityClassNotSet",),
)
def priority(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods without a priority."""
    if not workload.pod.get("priorityClassName"):
        yield workload.at("priorityClassName"), "`priorityClassName` is not set"


@policy(
    "spreading/accepted-priority",
    "`priorityClassName` is a class that every cluster has.",
    of=workloads,
    reason="A pod with a class that does not exist is refused.",
    remedy="use `system-cluster-critical` or `system-node-critical`, or remove `priorityClassName`",
    bad={f"{_POD}.priorityClassName": "high"},
    good={f"{_POD}.priorityClassName": "system-cluster-critical"},
    aliases=("kube-linter:priority-class-name",),
)
def accepted_priority(workload: Workload, _objects: Objects) -> Breaches:
    """Yields priorities that are not built in."""
    name = workload.pod.get("priorityClassName")
    if isinstance(name, str) and name.strip() and name not in {"system-cluster-critical", "system-node-critical"}:
        yield workload.at("priorityClassName"), f"`{name}` is not a built-in class"


@policy(
    "spreading/dns-options",
    "`dnsConfig.options` sets `ndots` to 2.",
    of=workloads,
    reason="With the default of 5, every name outside the cluster is looked up several times.",
    remedy='set `dnsConfig: {options: [{name: ndots, value: "2"}]}`',
    bad={},
    good={f"{_POD}.dnsConfig": {"options": [{"name": "ndots", "value": "2"}]}},
    aliases=("kube-linter:dnsconfig-options",),
)
def dns_options(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods that leave `ndots` at its default."""
    options = maps(map_of(workload.pod.get("dnsConfig")).get("options"))
    if not any(option.get("name") == "ndots" and option.get("value") == "2" for option in options):
        yield workload.at("dnsConfig.options"), "`ndots` is not 2"
