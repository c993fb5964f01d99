"""Limits on the number of a workload's pods that are evicted at a time when nodes are drained."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    Replicated = k8s.Deployment | k8s.StatefulSet | k8s.ReplicaSet


@said_by_caller
def disruption_budget(
    workload: Replicated,
    *,
    minimum: int | str | None = None,
    at_once: int | str | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.PodDisruptionBudget:
    """The budget that lets `at_once` pods be evicted, or keeps `minimum` of them: numbers or percentages (`"25%"`).

    It has the name and the selector of the workload. Raises TypeError unless exactly one of the two is given.

    Examples:
        >>> from k8sdsl import k8s
        >>> from k8sdsl.blocks import disruption_budget
        >>> app = k8s.LabelSelector(match_labels={"app": "web"})
        >>> web = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=app))
        >>> disruption_budget(web, at_once=1).to_dict()["spec"]
        {'selector': {'matchLabels': {'app': 'web'}}, 'maxUnavailable': 1}
    """
    if (minimum is None) == (at_once is None):
        raise TypeError("a disruption budget needs either `minimum` or `at_once`")
    spec = k8s.PodDisruptionBudgetSpec(selector=_copied(workload.spec.selector))
    if minimum is not None:
        spec.min_available = minimum
    else:
        spec.max_unavailable = at_once
    metadata = workload.metadata
    if name is None and (metadata is None or not metadata.name):
        raise ValueError(f"the {workload.kind} has no name")
    return k8s.PodDisruptionBudget(name or metadata.name, labels=labels, annotations=annotations, spec=spec)


def _copied(selector: k8s.LabelSelector | None) -> k8s.LabelSelector:
    made = k8s.LabelSelector()
    if selector is not None and selector.match_labels is not None:
        made.match_labels = dict(selector.match_labels)
    if selector is not None and selector.match_expressions is not None:
        made.match_expressions = list(selector.match_expressions)
    return made
