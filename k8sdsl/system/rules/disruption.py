"""Disruption budgets that allow no eviction, and several for the same pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

_SELECTOR = {"matchLabels": {"app": "web"}}
_BUDGET = {"spec": {"minAvailable": 1, "selector": _SELECTOR}}
BLOCKS = Rule(
    "set/budget-blocks-drain",
    (
        "A PodDisruptionBudget must allow the eviction of at least one pod, or no node that runs these pods can be "
        "drained."
    ),
    "getExpectedPodCount of the disruption controller",
    bad={"PodDisruptionBudget/web": _BUDGET, "Deployment/web": {"spec.replicas": 1}},
    good={"PodDisruptionBudget/web": _BUDGET, "Deployment/web": {"spec.replicas": 2}},
    severity=Severity.WARNING,
    remedy="increase `replicas`, or set `maxUnavailable: 1`",
)
RIVALS = Rule(
    "set/budgets-overlap",
    "A pod must match the `selector` of only one PodDisruptionBudget, or it cannot be evicted.",
    "EvictionREST.Create",
    bad={
        "PodDisruptionBudget/web": _BUDGET,
        "PodDisruptionBudget/frontend": _BUDGET,
        "Deployment/web": {"spec.replicas": 2},
    },
    good={"PodDisruptionBudget/web": _BUDGET, "Deployment/web": {"spec.replicas": 2}},
    severity=Severity.WARNING,
    remedy="remove one of them, or add a label to its selector, such as `matchLabels: {component: api}`",
)
_WITH_REPLICAS = frozenset(("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"))


def check(graph: Graph, report: Report) -> None:
    """Reports budgets that keep a node from being drained."""
    covered: dict[int, Member] = {}
    known: dict[tuple[int, ...], _CoveredPods] = {}
    for budget in sorted(graph.of_kind("PodDisruptionBudget"), key=lambda one: one.name):
        selected = [graph.selected(selection) for selection in budget.selects]
        key = tuple(map(id, selected))
        pods = known.get(key) or known.setdefault(key, _CoveredPods(selected))
        _judge(budget, pods, report)
        for first, both in pods.firsts(budget, covered):
            if first.name != budget.name and graph.together(first, budget):
                message = (
                    f"{first.title} also covers the pods of {_listed(both)}; pods with two budgets cannot be evicted"
                )
                report.add(RIVALS, budget, ("spec", "selector"), message)


class _CoveredPods:
    """The workloads that budgets with equal selectors cover, of which everything is computed once."""

    def __init__(self, selected: list[Sequence[Member]]) -> None:
        self._selected = selected  # kept, so that no other one gets its id
        self.workloads = [one for found in selected for one in found]
        counts = [replicas_of(one) for one in self.workloads]
        self.total = 0 if None in counts else sum(count for count in counts if count is not None)
        self._firsts: list[tuple[Member, list[Member]]] | None = None

    def firsts(self, budget: Member, covered: dict[int, Member]) -> list[tuple[Member, list[Member]]]:
        """The first budget of each workload, with all workloads of which it is the first."""
        if self._firsts is not None:
            return self._firsts
        groups: dict[int, tuple[Member, list[Member]]] = {}
        before = len(covered)
        for workload in self.workloads:
            first = covered.setdefault(id(workload), budget)
            groups.setdefault(id(first), (first, []))[1].append(workload)
        firsts = [*groups.values()]
        if len(covered) == before:  # the next budgets find the same
            self._firsts = firsts
        return firsts


def _listed(workloads: list[Member]) -> str:
    """The first workloads, and how many more there are."""
    more = len(workloads) - 3
    return ", ".join(one.title for one in workloads[:3]) + (f" and {more} more" if more > 0 else "")


def _judge(budget: Member, pods: _CoveredPods, report: Report) -> None:
    if not pods.total:
        return
    for step, blocks in (("minAvailable", _keeps_all), ("maxUnavailable", _lets_none)):
        value = budget.spec.get(step)
        if value is not None and blocks(value, pods.total):
            names = ", ".join(one.title for one in pods.workloads[:3])
            shown = "the only pod" if pods.total == 1 else f"the {pods.total} pods"
            message = f"`{step}: {value}` does not allow evicting {shown} of {names}, so their nodes cannot be drained"
            report.add(BLOCKS, budget, ("spec", step), message)


def replicas_of(workload: Member) -> int | None:
    """How many pods a workload has at least, by its autoscaler if there is one; None if only the cluster knows."""
    for user in workload.users:
        if user.field.use == "scales":
            least = user.source.spec.get("minReplicas", user.source.spec.get("minReplicaCount"))
            return least if type(least) is int else 1
    if workload.kind == "Pod":
        return 1
    replicas = workload.spec.get("replicas", 1) if workload.kind in _WITH_REPLICAS else None
    return replicas if type(replicas) is int else None


def _keeps_all(value: Any, total: int) -> bool:
    """Whether `minAvailable` keeps every pod; a percentage is rounded up, as `GetScaledValueFromIntOrPercent` does."""
    percent = _percent(value)
    if percent is not None:
        return -(-percent * total // 100) >= total
    return type(value) is int and value >= total


def _lets_none(value: Any, total: int) -> bool:
    percent = _percent(value)
    return (type(value) is int and value == 0) or (percent is not None and -(-percent * total // 100) == 0)


def _percent(value: Any) -> int | None:
    return whole_number(value[:-1]) if type(value) is str and value.endswith("%") else None
