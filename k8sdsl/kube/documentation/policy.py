"""Disruption budgets and priorities."""

from __future__ import annotations

GROUPS = ("policy", "scheduling")

TYPES = {
    "PodDisruptionBudget": "How many pods evictions, such as those of a drained node, must leave running.",
    "PodDisruptionBudgetSpec": "Which pods, and how many.",
    "PriorityClass": "A priority that pods can have.",
}

FIELDS = {
    "PodDisruptionBudgetSpec.selector": "The pods. `{}` selects all of the namespace.",
    "PodDisruptionBudgetSpec.minAvailable": "A number or a percentage, rounded up. Equal to the number of replicas, "
    "no node can be drained. Excludes `maxUnavailable`.",
    "PodDisruptionBudgetSpec.maxUnavailable": "A number or a percentage, rounded up; follows changes of the number "
    "of replicas. Excludes `minAvailable`.",
    "PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": "AlwaysAllow lets pods that run without being ready be "
    "evicted in any case, so that a broken workload does not block a drain.",
    "PriorityClass.value": "The higher, the earlier. Up to 1000000000; above are those of the system. Cannot be "
    "changed.",
    "PriorityClass.globalDefault": "For pods without a class; at most one class can be it.",
    "PriorityClass.preemptionPolicy": "Never waits for free resources instead of evicting pods with a lower priority.",
    "PriorityClass.description": "When this class is meant to be used.",
}
