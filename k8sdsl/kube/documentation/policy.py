"""Disruption budgets and priorities."""

from __future__ import annotations

GROUPS = ("policy", "scheduling")

TYPES = {
    "PodDisruptionBudget": "How many pods must keep running when pods are evicted, such as when a node is drained.",
    "PodDisruptionBudgetSpec": "Which pods the budget covers, and how many must stay available.",
    "PriorityClass": "A priority class for pods.",
}

FIELDS = {
    "PodDisruptionBudgetSpec.selector": "Selects the pods. `{}` selects all pods in the namespace.",
    "PodDisruptionBudgetSpec.minAvailable": "A number, or a percentage that is rounded up. If it equals the number of "
    "replicas, no node can be drained. Cannot be combined with `maxUnavailable`.",
    "PodDisruptionBudgetSpec.maxUnavailable": "A number, or a percentage that is rounded up. It follows changes in "
    "the number of replicas. Cannot be combined with `minAvailable`.",
    "PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": "With AlwaysAllow, pods that run but are not ready can "
    "always be evicted, so that a broken workload does not block a drain.",
    "PriorityClass.value": "Pods with a higher value are scheduled first. The maximum is 1000000000; higher values "
    "are reserved for the system. Cannot be changed.",
    "PriorityClass.globalDefault": "If true, pods without a class get this one; only one class can be the default.",
    "PriorityClass.preemptionPolicy": "With Never, pods wait for free resources instead of evicting pods with a lower "
    "priority.",
    "PriorityClass.description": "A description of when to use this class.",
}
