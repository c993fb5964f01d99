"""Policies about PodDisruptionBudgets."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from k8sdsl.policies.builtin.replicas import SCALED, autoscaler_of, minimum_of, replicas_of
from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.selection import label_selector
from k8sdsl.policies.subjects import objects_of, workloads_of
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}},
}


def _spec(budget: Manifest) -> dict[str, Any]:
    return map_of(budget.tree.get("spec"))


def count_of(value: Any, total: int) -> int | None:
    """How many of `total` an int-or-percent means, percentages rounded up; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value[:-1].isdecimal() and value.endswith("%") and len(value) < 20:
        return ceil(total * int(value[:-1]) / 100)
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 20 else None


@policy(
    "disruption/budget",
    "A Deployment or StatefulSet with several replicas has a PodDisruptionBudget.",
    of=workloads_of("Deployment", "StatefulSet"),
    reason="Without one, draining nodes can evict all pods at once.",
    remedy="add a PodDisruptionBudget with the workload's labels and `minAvailable: 1`",
    bad={"spec.replicas": 2},
    good={"spec.replicas": 2, "beside": [_BUDGET]},
    aliases={
        "kube-score:deployment-has-poddisruptionbudget": lambda workload: workload.kind == "Deployment",
        "kube-score:statefulset-has-poddisruptionbudget": lambda workload: workload.kind == "StatefulSet",
    },
    sets=("recommended",),
)
def budget(workload: Workload, objects: Objects) -> Breaches:
    """Yields workloads of several pods that no budget selects."""
    count = workload.spec.get("replicas")
    if isinstance(count, int) and count < 2:
        return
    if not any(
        one.namespace == workload.namespace and label_selector(_spec(one).get("selector"))(workload.labels)
        for one in objects.of("PodDisruptionBudget")
    ):
        yield "spec", f"no PodDisruptionBudget selects the pods of {workload.kind}/{workload.manifest.name}"


@policy(
    "disruption/budget-by-label",
    "A Deployment shares a label with the selector of a PodDisruptionBudget.",
    of=workloads_of("Deployment"),
    reason="Without a budget, draining nodes can evict all pods at once.",
    remedy="add a PodDisruptionBudget with the workload's labels and `minAvailable: 1`",
    bad={},
    good={"beside": [_BUDGET]},
    aliases=("polaris:missingPodDisruptionBudget",),
)
def budget_by_label(workload: Workload, objects: Objects) -> Breaches:
    """Yields Deployments that have no label in common with any budget."""
    pairs = set(map(str, workload.labels.items()))
    wanted = (
        map_of(map_of(_spec(one).get("selector")).get("matchLabels")) for one in objects.of("PodDisruptionBudget")
    )
    if not any(pairs.intersection(map(str, labels.items())) for labels in wanted):
        yield "spec.template.metadata.labels", "no PodDisruptionBudget has one of these labels"


@policy(
    "disruption/bound",
    "A PodDisruptionBudget sets `minAvailable` or `maxUnavailable`.",
    of=objects_of("PodDisruptionBudget"),
    reason="A budget without either of them does not allow any disruption.",
    remedy="set `minAvailable: 1`",
    kind="PodDisruptionBudget",
    bad={},
    good={"spec.minAvailable": 1},
    aliases=("kube-score:poddisruptionbudget-has-policy",),
    sets=("recommended",),
)
def bound(one: Manifest, _objects: Objects) -> Breaches:
    """Yields budgets without a bound."""
    if _spec(one).get("minAvailable") is None and _spec(one).get("maxUnavailable") is None:
        yield "spec", "neither `minAvailable` nor `maxUnavailable` is set"


@policy(
    "disruption/none-allowed",
    "A PodDisruptionBudget allows evictions: `maxUnavailable` is not 0, and `minAvailable` is not `100%`.",
    of=objects_of("PodDisruptionBudget"),
    reason="A node whose pods cannot be evicted cannot be drained or upgraded.",
    remedy="set `maxUnavailable: 1`",
    kind="PodDisruptionBudget",
    bad={"spec.maxUnavailable": 0},
    good={"spec.maxUnavailable": 1},
    aliases={
        "polaris:pdbDisruptionsIsZero": None,
        "kube-linter:pdb-max-unavailable": lambda one: _spec(one).get("maxUnavailable") is not None,
    },
    sets=("recommended",),
)
def none_allowed(one: Manifest, _objects: Objects) -> Breaches:
    """Yields budgets under which no pod may go."""
    most = _spec(one).get("maxUnavailable")
    if most is not None and count_of(most, 100) == 0:
        yield "spec.maxUnavailable", f"`maxUnavailable: {most}` does not allow any eviction"
    elif _spec(one).get("minAvailable") == "100%":
        yield "spec.minAvailable", "`minAvailable: 100%` does not allow any eviction"


@policy(
    "disruption/minimum-too-high",
    "`minAvailable` is below the number of pods that the budget selects.",
    of=objects_of("PodDisruptionBudget"),
    reason="A node whose pods cannot be evicted cannot be drained or upgraded.",
    remedy="lower `minAvailable`, or raise `replicas`",
    kind="PodDisruptionBudget",
    bad={"spec.minAvailable": "100%", "spec.selector": {"matchLabels": {"app": "web"}}},
    good={"spec.minAvailable": 1, "spec.selector": {"matchLabels": {"app": "web"}}},
    aliases=("kube-linter:pdb-min-available",),
    sets=("recommended",),
)
def minimum_too_high(one: Manifest, objects: Objects) -> Breaches:
    """Yields budgets that ask for at least as many pods as there are."""
    least, selector = _spec(one).get("minAvailable"), _spec(one).get("selector")
    if least is None:
        return
    if least == "100%" or count_of(least, 1) is None or selector is None:
        yield "spec.minAvailable", f"`minAvailable: {least}` does not allow any eviction"
        return
    fits = label_selector(selector)
    for workload in objects.workloads:
        own = map_of(map_of(workload.spec.get("selector")).get("matchLabels"))
        if workload.namespace == one.namespace and workload.kind in SCALED and fits(own):
            count = _least_pods(workload, objects)
            if count <= (count_of(least, count) or 0):
                yield "spec.minAvailable", f"{workload.kind}/{workload.manifest.name} has at most {count} pods"


def _least_pods(workload: Workload, objects: Objects) -> int:
    count = replicas_of(workload)
    scaler = autoscaler_of(workload, objects) if count == 1 else None
    return count if scaler is None else minimum_of(scaler)


@policy(
    "disruption/minimum-above-autoscaler",
    "`minAvailable` is not above `minReplicas` of the workload's HorizontalPodAutoscaler.",
    of=workloads_of("Deployment"),
    reason="Once the autoscaler has scaled down, no pod can be evicted.",
    remedy="lower `minAvailable`, or raise `minReplicas`",
    bad={
        "beside": [
            {**_BUDGET, "spec": {"minAvailable": 4, "selector": {"matchLabels": {"app": "web"}}}},
            {
                "apiVersion": "autoscaling/v2",
                "kind": "HorizontalPodAutoscaler",
                "metadata": {"name": "web"},
                "spec": {"minReplicas": 2, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
            },
        ]
    },
    good={"beside": [_BUDGET]},
    aliases=("polaris:pdbMinAvailableGreaterThanHPAMinReplicas",),
)
def minimum_above_autoscaler(workload: Workload, objects: Objects) -> Breaches:
    """Yields Deployments whose budget asks for more pods than their autoscaler keeps."""
    scaler = autoscaler_of(workload, objects)
    least = map_of(scaler.tree.get("spec")).get("minReplicas") if scaler is not None else None
    if not isinstance(least, int):
        return
    for one in objects.of("PodDisruptionBudget"):
        labels = map_of(map_of(_spec(one).get("selector")).get("matchLabels"))
        if any(workload.labels.get(key) == value for key, value in labels.items()):
            wanted = count_of(_spec(one).get("minAvailable"), least)
            if wanted is not None and wanted > least:
                message = (
                    f"PodDisruptionBudget/{one.name} requires {wanted} pods, but the autoscaler can keep only {least}"
                )
                yield "spec", message
            return


@policy(
    "disruption/unhealthy-pods",
    "A PodDisruptionBudget sets `unhealthyPodEvictionPolicy`.",
    of=objects_of("PodDisruptionBudget"),
    reason="By default, pods that never become ready prevent a node from being drained.",
    remedy="set `unhealthyPodEvictionPolicy: AlwaysAllow`",
    kind="PodDisruptionBudget",
    bad={},
    good={"spec.unhealthyPodEvictionPolicy": "AlwaysAllow"},
    aliases=("kube-linter:pdb-unhealthy-pod-eviction-policy",),
    fix=Fix(to="AlwaysAllow"),
)
def unhealthy_pods(one: Manifest, _objects: Objects) -> Breaches:
    """Yields budgets that do not say what holds for pods that are not ready."""
    if _spec(one).get("unhealthyPodEvictionPolicy") is None:
        yield "spec.unhealthyPodEvictionPolicy", "`unhealthyPodEvictionPolicy` is not set"
